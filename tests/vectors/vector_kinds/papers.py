"""Acts of the vectors that speak of documents: advances, drafts of shipments and of invoices."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from orderkit.invoicing import (
    Billable,
    DocumentLine,
    Invoice,
    PaymentTerms,
    advance_deductions,
    invoice_advance,
    invoice_shipment,
)
from orderkit.order import ClaimPieces, Facet, Hold, LiftHold, Pick, Reserve, billable
from orderkit.pricing import down_payment
from orderkit.values import DocumentKey, DocumentNumber, Exact
from vector_kinds.desks import ACME, AT, Given, Refused, Stand, portions_of

__all__ = ["ACTS", "draft_of", "invoices_of", "lines_of", "shipments_of"]

_DRAFT: Final = "S-1"
_NET: Final = PaymentTerms(30)


def invoices_of(stand: Stand) -> int:
    """Those that were posted, and the draft of what may be billed now."""
    return len(stand.invoices) + (draft_of(stand) is not None)


def shipments_of(stand: Stand) -> int:
    """Those that left, and drafts that claim pieces."""
    return stand.shipments + len({claim.document for claim in stand.order.claims})


def draft_of(stand: Stand) -> Invoice | None:
    """The invoice that is due now; none while the order is held, or nothing may be billed."""
    order = stand.order
    if any(mark.line is None for mark in order.marked(Facet.HOLD, AT)):
        return None
    rows = zip(order.terms.lines, order.ledgers, order.bills, strict=True)
    due = [
        Billable(
            line=line.id,
            sku=line.sku,
            ordered=line.quantity,
            amount=line.total,
            billed=bill.invoiced,
            quantity=billable(order.terms.billing, ledger, bill),
        )
        for line, ledger, bill in rows
    ]
    if not any(each.quantity for each in due):
        return None
    return invoice_shipment(
        due,
        advance_deductions(stand.advances),
        key=_key("I-draft"),
        order=order.key,
        customer=order.terms.customer,
        currency=order.terms.currency,
        at=AT,
        terms=_NET,
        zone="UTC",
    )


def lines_of(stand: Stand) -> list[tuple[int, int]]:
    """Of each line of the draft, pieces and the price of one; what is taken off is less than none.

    A peer bills a deduction as minus one piece of it.
    """
    draft = draft_of(stand)
    return [_told(stand, line) for line in draft.lines] if draft is not None else []


def _told(stand: Stand, line: DocumentLine) -> tuple[int, int]:
    if not line.sku:
        return -line.quantity, -line.amount
    price = stand.line(line.line).price
    return line.quantity, stand.minor(str(price))


def _key(number: str) -> DocumentKey:
    return DocumentKey(ACME, DocumentNumber(number))


def _ask(stand: Stand) -> None:
    """Bill the advance."""
    asked = stand.advance
    payment = down_payment(stand.totals, percent=Exact.of(asked["percent"]))
    stand.advances = [
        invoice_advance(
            payment,
            stand.totals,
            key=_key("A-1"),
            order=stand.terms.key,
            customer=stand.terms.customer,
            currency=stand.terms.currency,
            at=AT,
            terms=_NET,
            zone="UTC",
        )
    ]


def _place(stand: Stand, _: Given) -> Refused | None:
    if not stand.advance:
        return None
    _ask(stand)
    held = stand.do(Hold(reason="advance"))
    return held or (_supply(stand) if stand.advance["blocks"] == "shipping" else None)


def _supply(stand: Stand) -> Refused | None:
    """Draft the shipment of all that is to ship."""
    every = [(line.id, line.quantity) for line in stand.terms.lines]
    return stand.do(ClaimPieces(_DRAFT, portions_of(every)))


def _confirm(stand: Stand, _: Given) -> Refused | None:
    match stand.asked.get("ship_on"):
        case "order":
            return _supply(stand)
        case "invoice":
            return stand.do(*_holding(stand))
        case _:
            return None


def _holding(stand: Stand) -> Iterator[Hold]:
    """Hold what is not paid of each line back."""
    for line, bill in zip(stand.terms.lines, stand.order.bills, strict=True):
        if line.quantity > bill.invoiced:
            unpaid = line.quantity - bill.invoiced
            yield Hold(reason="unpaid", line=line.id, quantity=unpaid)


def _pay(stand: Stand, _: Given) -> Refused | None:
    """What is paid may leave: it is drafted as a shipment, and the rest is held."""
    lifted = [LiftHold(mark.id) for mark in stand.order.marked(Facet.HOLD, AT)]
    rows = zip(stand.terms.lines, stand.order.bills, strict=True)
    paid = [(line.id, bill.invoiced) for line, bill in rows if bill.invoiced]
    return stand.do(*lifted, *_holding(stand), ClaimPieces(_DRAFT, portions_of(paid)))


def _pack(stand: Stand, _: Given) -> Refused | None:
    every = portions_of([(line.id, line.quantity) for line in stand.terms.lines])
    return stand.do(Reserve(every), Pick(every))


def _go_on(stand: Stand, _: Given) -> Refused | None:
    """Nothing is waited for any more."""
    (hold,) = stand.order.marked(Facet.HOLD, AT)
    lifted = stand.do(LiftHold(hold.id))
    return lifted or (None if shipments_of(stand) else _supply(stand))


def _cancel(stand: Stand, _: Given) -> None:
    stand.advances = []


def _again(stand: Stand, _: Given) -> None:
    _ask(stand)


ACTS: Final[Mapping[str, Callable[[Stand, Given], Refused | None]]] = MappingProxyType(
    {
        "place": _place,
        "confirm": _confirm,
        "pack_shipment": _pack,
        "pay_advance": _go_on,
        "pay_invoice": _pay,
        "cancel_advance_invoice": _cancel,
        "ignore_invoice_exception": _go_on,
        "recreate_invoice": _again,
    }
)
