"""The standard order-to-cash flow that ships with the package."""

from importlib import resources

from orderkit.workflow.model import FlowDefinition
from orderkit.workflow.reader import read_flow

__all__ = ["standard_flow"]


def standard_flow() -> FlowDefinition:
    """From captured to settled; copy its file to begin a flow of your own."""
    name = "order_to_cash.toml"
    text = resources.files("orderkit.workflow").joinpath("flows", name).read_text("utf-8")
    return read_flow(text, source=name)
