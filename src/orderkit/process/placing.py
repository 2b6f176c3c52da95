"""Placing: the command that a draft of a file comes to, with its custom attributes."""

from collections.abc import Iterator
from typing import Final

from orderkit.capture import ChargeClass, ColumnMapping, OrderDraft
from orderkit.order import (
    AddLines,
    Adjustment,
    AdjustmentKind,
    Line,
    Order,
    PlaceOrder,
    Terms,
)
from orderkit.order.attributes import AttributeSchema, with_defaults
from orderkit.values import Finding, OrderKey, block

__all__ = ["ON_ORDERS", "command_of", "differing_attributes"]

_KINDS: Final = {
    ChargeClass.BILLABLE: AdjustmentKind.CHARGE,
    ChargeClass.DISCOUNT: AdjustmentKind.DISCOUNT,
}
ON_ORDERS: Final = frozenset(_KINDS)
"""The charges that go with an order."""


def command_of(
    draft: OrderDraft, key: OrderKey, mapping: ColumnMapping, schema: AttributeSchema | None
) -> AddLines | PlaceOrder:
    """The command that places an order, or adds to it; what is declared as default is set."""
    terms = Terms(
        organisation=key.organisation,
        order=key.order,
        channel=mapping.channel,
        number=draft.number,
        customer=draft.customer,
        ordered_at=draft.ordered_at,
        currency=mapping.currency,
        lines=tuple(_lines(draft)),
        adjustments=tuple(_adjustments(draft)),
        attributes=draft.attributes,
    )
    if schema is not None:
        terms = with_defaults(terms, schema)
    if draft.addition:
        return AddLines(lines=terms.lines, adjustments=terms.adjustments)
    return PlaceOrder(terms)


def differing_attributes(draft: OrderDraft, order: Order | None) -> tuple[Finding, ...]:
    """What a later file says of an order's attributes that the order does not."""
    held = () if order is None else order.terms.attributes
    first = draft.verdicts[0].row
    return tuple(
        block("attribute.differs", f"attributes/{each.name}", name=each.name, row=first)
        for each in draft.attributes
        if each not in held
    )


def _lines(draft: OrderDraft) -> Iterator[Line]:
    for line in draft.lines:
        yield Line(
            id=line.id,
            sku=line.sku,
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
            description=line.description,
            attributes=line.attributes,
        )


def _adjustments(draft: OrderDraft) -> Iterator[Adjustment]:
    for charge in draft.charges:
        yield Adjustment(
            id=charge.id,
            code=charge.code,
            kind=_KINDS[charge.kind],
            amount=charge.amount,
            description=charge.description,
        )
