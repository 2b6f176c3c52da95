"""Workflow: which step may follow which, as data that people change themselves."""

from orderkit.workflow.flow import (
    Flow,
    Guard,
    Moved,
    Outcome,
    Stuck,
    UnknownGuardError,
    compile_flow,
)
from orderkit.workflow.gate import (
    FlowGate,
)
from orderkit.workflow.guards import (
    STANDARD_GUARDS,
    all_cancelled,
    all_invoiced,
    approved_content,
    nothing_to_ship,
    owes_nothing,
    owes_something,
    something_left,
    something_to_ship,
    voided,
)
from orderkit.workflow.model import (
    ENTERED,
    FlowDefinition,
    Labels,
    Move,
    Stage,
)
from orderkit.workflow.reader import (
    FlowError,
    read_flow,
)
from orderkit.workflow.standard import (
    standard_flow,
)

__all__ = [
    "ENTERED",
    "STANDARD_GUARDS",
    "Flow",
    "FlowDefinition",
    "FlowError",
    "FlowGate",
    "Guard",
    "Labels",
    "Move",
    "Moved",
    "Outcome",
    "Stage",
    "Stuck",
    "UnknownGuardError",
    "all_cancelled",
    "all_invoiced",
    "approved_content",
    "compile_flow",
    "nothing_to_ship",
    "owes_nothing",
    "owes_something",
    "read_flow",
    "something_left",
    "something_to_ship",
    "standard_flow",
    "voided",
]
