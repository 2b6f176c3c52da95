"""Vectors about orders that change after they were placed: acts in turn, and what each comes to.

Acts are translated into commands, and figures are read from the order: none is worked out here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from orderkit.order import Facet
from orderkit.order.projections import DisplayStatus
from orderkit.values import Rational
from vector_kinds.acts import ACTS
from vector_kinds.desks import AT, Refused, Stand, UnknownActError
from vector_kinds.outcome import Outcome, Vector
from vector_kinds.papers import draft_of, invoices_of, lines_of, shipments_of

__all__ = ["ADAPTERS"]

Given = Mapping[str, Any]  # what JSON holds
Read = Callable[[Stand, Any], tuple[object, object]]

# What a peer calls a reason, in our codes.
_REASONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "below_delivered": frozenset({"amendment.below_left"}),
        "currency_differs": frozenset({"merge.currency"}),
        "on_hold": frozenset({"order.held"}),
        "all_lines_closed": frozenset({"reopen.lines_closed"}),
        "line_settled": frozenset({"close.settled"}),
        "line_closed": frozenset({"order.closed"}),
        "order_closed": frozenset({"order.closed"}),
        "more_than_fulfilled": frozenset({"pieces.not_enough"}),
        "more_than_requested": frozenset({"pieces.not_enough"}),
        "more_than_ordered": frozenset({"pieces.not_enough"}),
        "line_id_missing": frozenset({"field.missing"}),
        "line_unknown": frozenset({"line.unknown"}),
        "advance_unpaid": frozenset({"order.held"}),
        "already_fulfilled": frozenset({"pieces.not_enough"}),
        "more_than_refundable": frozenset({"credit.exceeds", "pieces.not_enough"}),
        "below_billed": frozenset({"amendment.below_billed"}),
        "below_zero": frozenset({"quantity.range"}),
    }
)
# Acts that a peer lets pass, and the law that they break.
_BROKEN: Final = "a piece comes back once (returned <= left)"


def _change(vector: Vector) -> Outcome:
    given, expected = vector["given"], vector["expect"]
    wrong = list[str]()
    try:
        stand = Stand(given)
        wrong += _differing(stand, expected.get("before", {}))
        for act, step in zip(given["acts"], expected["steps"], strict=True):
            if act["act"] not in ACTS:
                return Outcome("open", str(act["act"]))
            answer = ACTS[act["act"]](stand, act)
            said = _step(stand, answer, step)
            if said == _BROKEN:
                return Outcome("documented", said)
            wrong += [f"{act['act']}: {each}" for each in said]
    except UnknownActError as error:
        return Outcome("open", ", ".join(map(str, error.args)))
    except KeyError as error:
        return Outcome("open", f"figure {error}")
    return Outcome("differs", "; ".join(wrong)) if wrong else Outcome("same")


def _step(stand: Stand, answer: Refused | None, step: Given) -> str | list[str]:
    theirs = step.get("ours", step)
    refused = theirs.get("refused", False)
    if answer is not None and not refused:
        again = "warned" in theirs and "pieces.not_enough" in answer.codes
        return _BROKEN if again else [f"ours refuses: {', '.join(sorted(answer.codes))}"]
    if answer is None and refused:
        return ["ours does it"]
    wrong = list[str]()
    if answer is not None:
        known = _REASONS[theirs["reason"]]
        if known.isdisjoint(answer.codes):
            wrong.append(f"ours {', '.join(sorted(answer.codes))}, theirs {theirs['reason']}")
    figures = {name: each for name, each in theirs.items() if name not in _TOLD}
    return [*wrong, *_differing(stand, figures)]


_TOLD: Final = {"refused", "reason", "warned"}


def _differing(stand: Stand, figures: Given) -> Iterator[str]:
    for name, figure in figures.items():
        ours, theirs = _FIGURES[name](stand, figure)
        if ours != theirs:
            yield f"{name} ours {ours}, theirs {figure}"


def _amount(read: Callable[[Stand], Rational]) -> Read:
    return lambda stand, figure: (read(stand), stand.minor(figure))


def _count(read: Callable[[Stand], int]) -> Read:
    return lambda stand, figure: (read(stand), int(figure))


def _word(read: Callable[[Stand], object]) -> Read:
    return lambda stand, figure: (str(read(stand)), figure)


def _reserved(stand: Stand, figure: str | Mapping[str, str]) -> tuple[object, object]:
    ours = {str(line): many for line, many in stand.shown.reserved.items()}
    if isinstance(figure, Mapping):
        return {line: ours[line] for line in figure}, {
            line: int(many) for line, many in figure.items()
        }
    return sum(ours.values()), int(figure)


def _lines(stand: Stand, figure: Iterable[Given]) -> tuple[object, object]:
    known = [{"variant": line.sku, "quantity": str(line.quantity)} for line in stand.terms.lines]
    return known, [dict(line) for line in figure]


def _invoiced(stand: Stand) -> int:
    draft = draft_of(stand)
    every = stand.invoices if draft is None else [*stand.invoices, draft]
    return sum(line.quantity for invoice in every for line in invoice.lines if line.sku)


def _draft_total(stand: Stand) -> int:
    draft = draft_of(stand)
    return 0 if draft is None else draft.total


def _draft_lines(stand: Stand, figure: Iterable[Given]) -> tuple[object, object]:
    theirs = [(int(line["quantity"]), stand.minor(line["unit_price"])) for line in figure]
    return lines_of(stand), theirs


def _waits(stand: Stand) -> str:
    """What a peer calls an order that waits for an advance which nobody bills any more."""
    waits = bool(stand.order.marked(Facet.HOLD, AT)) and not stand.advances
    return "exception" if waits else "billed"


def _state(stand: Stand, figure: str) -> tuple[object, object]:
    return stand.status.value, DisplayStatus(figure).value


_FIGURES: Final[Mapping[str, Read]] = MappingProxyType(
    {
        "total": _amount(lambda stand: stand.terms.total),
        "gross": _amount(lambda stand: stand.terms.total),
        "prorated_unit_gross": _amount(lambda stand: stand.unit_worth),
        "price_change": _amount(lambda stand: stand.price_impact),
        "refund": _amount(lambda stand: stand.refunded),
        "payments_less_refunds": _amount(lambda stand: stand.order.balances.paid),
        "surcharge_net": _amount(lambda stand: stand.surcharge.net),
        "surcharge_gross": _amount(lambda stand: stand.surcharge.gross),
        "promotion_total": _amount(lambda stand: stand.promotions),
        "amount": _amount(lambda stand: stand.credited),
        "return_total": _amount(lambda stand: -stand.credited),
        "return_quantity": _count(lambda stand: -stand.came_back),
        "return_requested": _count(lambda stand: stand.requested),
        "return_received": _count(lambda stand: stand.received_good),
        "return_dismissed": _count(lambda stand: stand.received_bad),
        "written_off": _count(lambda stand: stand.received_bad),
        "reserved": _reserved,
        "status": _word(lambda stand: stand.shown.status),
        "status_is_not": lambda stand, figure: (stand.shown.status != figure, True),
        "delivery_status": _word(lambda stand: stand.shown.delivery_status),
        "delivered_percent": lambda stand, figure: (stand.shown.delivered_percent, int(figure)),
        "closed_lines": lambda stand, figure: (list(stand.shown.closed_lines), figure),
        "state": _state,
        "lines": _lines,
        "shipments": _count(shipments_of),
        "shipment_quantity": _count(
            lambda stand: sum(claim.quantity for claim in stand.order.claims)
        ),
        "invoices": _count(invoices_of),
        "invoiced_quantity": _count(_invoiced),
        "invoice_total": _amount(_draft_total),
        "invoice_lines": _draft_lines,
        "advance_invoice": _amount(lambda stand: sum(each.total for each in stand.advances)),
        "invoice_status": _word(_waits),
        "other": _word(lambda stand: stand.other),
    }
)

ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType({"change": _change})
