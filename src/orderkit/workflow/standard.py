"""The flows that ship with the package: our own from order to cash, and those of other systems."""

from importlib import resources
from typing import ClassVar

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import shown
from orderkit.workflow.model import FlowDefinition
from orderkit.workflow.reader import read_flow

__all__ = ["UnknownFlowError", "known_flow", "known_flows", "standard_flow"]

_STANDARD = "order_to_cash"


@attrs.frozen(kw_only=True)
class UnknownFlowError(InvalidValueError):
    """No flow of this name ships with the package."""

    code: ClassVar[str] = "flow.unknown"
    template: ClassVar[str] = "no flow {flow} ships with the package; there are {known}"

    flow: str
    known: str


def standard_flow() -> FlowDefinition:
    """From captured to settled; copy its file to begin a flow of your own."""
    return known_flow(_STANDARD)


def known_flows() -> tuple[str, ...]:
    """The names of the flows that ship with the package, sorted.

    Beside our own there are the stages and moves of orders, payments, shipments and complaints of
    other systems. Nothing guards these moves: a host copies the file and adds its own conditions.
    """
    files = resources.files("orderkit.workflow").joinpath("flows").iterdir()
    return tuple(sorted(each.name.removesuffix(".toml") for each in files))


def known_flow(name: str) -> FlowDefinition:
    """A flow that ships with the package.

    Raises:
        UnknownFlowError: None has this name.

    >>> known_flow("sylius_order").actions(known_flow("sylius_order").initial)
    ('create',)
    """
    # Looked up among the names that are there, and never taken for a path.
    if name not in (known := known_flows()):
        raise UnknownFlowError(flow=shown(name), known=", ".join(known))
    file = f"{name}.toml"
    text = resources.files("orderkit.workflow").joinpath("flows", file).read_text("utf-8")
    return read_flow(text, source=file)
