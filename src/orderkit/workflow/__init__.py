"""Workflow: which step may follow which, as data that people change themselves."""

from orderkit.workflow.checking import (
    DOCUMENT_RULES,
    GroupRule,
    check_definition,
)
from orderkit.workflow.conditions import (
    NO_MOVE_FACTS,
    AnyPaymentIn,
    Comparison,
    Condition,
    Covered,
    FactAmong,
    FactCompares,
    FactNamed,
    FactValue,
    InvalidConditionError,
    MoveFacts,
    PaymentFact,
    QuantitiesAll,
)
from orderkit.workflow.deadlines import (
    Due,
    StageEntry,
    due,
    entry_of,
)
from orderkit.workflow.drawing import (
    to_dot,
    to_mermaid,
)
from orderkit.workflow.flow import (
    Flow,
    Guard,
    Moved,
    Outcome,
    SettingMoveError,
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
    Deadline,
    FlowDefinition,
    Labels,
    Move,
    Stage,
)
from orderkit.workflow.offers import (
    Offer,
    available,
    offers,
    open_commands,
)
from orderkit.workflow.order_facts import (
    facts_of_order,
)
from orderkit.workflow.reader import (
    FlowError,
    FlowTooLargeError,
    read_flow,
)
from orderkit.workflow.reading import (
    read_condition,
    read_duration,
    read_fact,
)
from orderkit.workflow.standard import (
    UnknownFlowError,
    known_flow,
    known_flows,
    standard_flow,
)
from orderkit.workflow.stepping import (
    FactGuard,
    Stepped,
    common_actions,
    step,
    step_to,
    unless_told,
)
from orderkit.workflow.weighing import (
    denies,
    first_unmet,
    name_of,
    weighed,
)

__all__ = [
    "DOCUMENT_RULES",
    "ENTERED",
    "NO_MOVE_FACTS",
    "STANDARD_GUARDS",
    "AnyPaymentIn",
    "Comparison",
    "Condition",
    "Covered",
    "Deadline",
    "Due",
    "FactAmong",
    "FactCompares",
    "FactGuard",
    "FactNamed",
    "FactValue",
    "Flow",
    "FlowDefinition",
    "FlowError",
    "FlowGate",
    "FlowTooLargeError",
    "GroupRule",
    "Guard",
    "InvalidConditionError",
    "Labels",
    "Move",
    "MoveFacts",
    "Moved",
    "Offer",
    "Outcome",
    "PaymentFact",
    "QuantitiesAll",
    "SettingMoveError",
    "Stage",
    "StageEntry",
    "Stepped",
    "Stuck",
    "UnknownFlowError",
    "UnknownGuardError",
    "all_cancelled",
    "all_invoiced",
    "approved_content",
    "available",
    "check_definition",
    "common_actions",
    "compile_flow",
    "denies",
    "due",
    "entry_of",
    "facts_of_order",
    "first_unmet",
    "known_flow",
    "known_flows",
    "name_of",
    "nothing_to_ship",
    "offers",
    "open_commands",
    "owes_nothing",
    "owes_something",
    "read_condition",
    "read_duration",
    "read_fact",
    "read_flow",
    "something_left",
    "something_to_ship",
    "standard_flow",
    "step",
    "step_to",
    "to_dot",
    "to_mermaid",
    "unless_told",
    "voided",
    "weighed",
]
