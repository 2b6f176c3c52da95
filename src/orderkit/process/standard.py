"""The standard path: rules, approval and the order-to-cash flow, in the order they are heard."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orderkit.approval import ApprovalGate, ApprovalPolicy
from orderkit.order import (
    ApplyPayment,
    Command,
    Gate,
    Order,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Reserve,
    ReversePayment,
    Ship,
)
from orderkit.order.attributes import (
    AttributeSchema,
)
from orderkit.process.path import OrderPath
from orderkit.process.sources import OrderByNumber
from orderkit.validation import AttributeGate, CouponGate, RuleSet, ValidationGate
from orderkit.validation.facts import ORDER_OF_NUMBER
from orderkit.validation.policies import Duplicate
from orderkit.values import Context
from orderkit.workflow import (
    STANDARD_GUARDS,
    FlowDefinition,
    FlowGate,
    Guard,
    compile_flow,
    standard_flow,
)

__all__ = ["DOCUMENTED", "standard_path"]

DOCUMENTED: Final[Mapping[type[Command], str]] = MappingProxyType(
    {
        Reserve: "allocate_order",
        Ship: "ship_order",
        ReceiveReturn: "return_pieces",
        RecordInvoice: "invoice_order",
        RecordCredit: "return_pieces",
        ApplyPayment: "settle_receipts",
        ReversePayment: "return_pieces",
    }
)

_NO_RULES: Final = RuleSet()
_PLACING: Final = RuleSet((Duplicate(),))
_NO_GUARDS: Final[Mapping[str, Guard]] = MappingProxyType({})


def standard_path(
    *,
    rules: RuleSet = _NO_RULES,
    placing: RuleSet = _PLACING,
    approval: ApprovalPolicy | None = None,
    flow: FlowDefinition | None = None,
    guards: Mapping[str, Guard] = _NO_GUARDS,
    documented: Mapping[type[Command], str] = DOCUMENTED,
    attributes: AttributeSchema | None = None,
) -> OrderPath:
    """Rules and what is declared come first, then approval, then the flow, which hears these.

    Args:
        rules: Run when an order is to be validated.
        placing: Run when an order comes in; a second order under a channel's number is refused.
        approval: Who must approve what; None asks nobody.
        flow: None takes the flow that ships with the package.
        guards: The host's own, by the names that its flow uses.
        documented: Commands that nobody gives by hand, since a verb writes them together with
            the reservation, shipment, document or receipt that they speak of. Give an empty one
            where you keep stock and books elsewhere.
        attributes: The custom attributes that orders may have; None holds them to nothing.

    Raises:
        UnknownGuardError: The flow names a guard that nobody registered.
    """
    known: dict[str, Guard] = {**STANDARD_GUARDS, **guards}
    validation = ValidationGate(rules, placing=placing)
    first: tuple[Gate, ...] = (validation, CouponGate())
    if attributes is not None:
        first = (validation, AttributeGate(attributes), CouponGate())
    sources = {ORDER_OF_NUMBER.name: OrderByNumber()}
    if approval is None:
        known |= {"approval_needed": _never, "approval_not_needed": _always}
        gate = FlowGate(compile_flow(flow or standard_flow(), known))
        return OrderPath(gates=(*first, gate), sources=sources, documented=documented)
    votes = ApprovalGate(approval)
    known |= {"approval_needed": votes.needed, "approval_not_needed": votes.not_needed}
    gate = FlowGate(compile_flow(flow or standard_flow(), known))
    return OrderPath(gates=(*first, votes, gate), sources=sources, documented=documented)


def _never(order: Order, context: Context, /) -> bool:
    del order, context
    return False


def _always(order: Order, context: Context, /) -> bool:
    del order, context
    return True
