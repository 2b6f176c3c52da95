"""Acts of the vectors: each is one command or a few of the library."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from orderkit.fulfilment import ReturnLine, ReturnReceipt
from orderkit.invoicing import Creditable, CreditNote, Invoice, credit
from orderkit.order import (
    Amend,
    AmendmentChange,
    Billed,
    Cancel,
    ChangePrice,
    ChangeQuantity,
    Close,
    Freeze,
    Hold,
    ReceiveReturn,
    RecordCredit,
    Reopen,
    RequestReturn,
    changes_to,
    merging,
    preview,
)
from orderkit.pricing import totals_of
from orderkit.values import (
    DocumentKey,
    DocumentNumber,
    Exact,
    LineId,
    LocationId,
    LotId,
    OwnerId,
    ReturnId,
    StockKey,
)
from vector_kinds import papers
from vector_kinds.desks import (
    ACME,
    ANN,
    AT,
    Given,
    Refused,
    Stand,
    UnknownActError,
    back,
    portions_of,
)

__all__ = ["ACTS"]


def _piece(asked: Given) -> list[tuple[LineId, int]]:
    return [(LineId(asked["line"] or ""), int(asked["quantity"]))]


def _pieces(stand: Stand, asked: Given) -> list[tuple[LineId, int]]:
    if "lines" not in asked and "line" in asked:
        return _piece(asked)
    if asked.get("lines", "all") == "all":
        return [(line.id, line.quantity) for line in stand.terms.lines]
    return [
        (LineId(each["line"]), int(each.get("quantity", _all_of(stand, each["line"]))))
        for each in asked["lines"]
    ]


def _all_of(stand: Stand, line: str) -> int:
    return stand.terms.lines[stand.terms.places[LineId(line)]].quantity


def _amend(stand: Stand, asked: Given) -> Refused | None:
    changes = [*_changes(asked["changes"])]
    charges = [change["add_charge"] for change in asked["changes"] if "add_charge" in change]
    # A line keeps what its units were given of a discount, or the order is priced anew.
    anew = charges or (stand.totals.adjustments and not asked.get("keep_prorated"))
    amend = Amend.on(stand.order, *(_priced_anew(stand, changes, charges) if anew else changes))
    shown = preview(stand.order, amend, ANN)
    answer = stand.do(amend)
    if answer is None and asked.get("refund") and shown.dues.refund:
        stand.refunded = shown.dues.refund
        answer = stand.do(back(stand.refunded))
        stand.price_impact = shown.price_impact
    return answer


def _changes(asked: Iterable[Given]) -> Iterator[ChangeQuantity | ChangePrice]:
    for change in asked:
        strange = change.keys() - {"line", "quantity", "unit_price", "add_charge"}
        if strange:
            raise UnknownActError(*sorted(strange))
        if "quantity" in change:
            yield ChangeQuantity(LineId(change["line"]), int(change["quantity"]))
        if "unit_price" in change:
            yield ChangePrice(LineId(change["line"]), Exact.of(change["unit_price"]))


def _priced_anew(
    stand: Stand, changes: Iterable[ChangeQuantity | ChangePrice], charges: Iterable[Given]
) -> tuple[AmendmentChange, ...]:
    lines = {line["id"]: dict(line) for line in stand.asked["lines"]}
    for change in changes:
        match change:
            case ChangeQuantity(line=line, quantity=quantity):
                lines[line]["quantity"] = str(quantity)
            case ChangePrice(line=line, price=price):
                lines[line]["unit_price"] = str(price)
    charged = [*stand.asked.get("charges", ()), *charges]
    stand.asked = {**stand.asked, "lines": [*lines.values()], "charges": charged}
    stand.totals = totals_of(stand.basket())
    return changes_to(stand.terms, stand.priced())


def _return(stand: Stand, asked: Given) -> Refused | None:
    """Goods back, and what they were billed at given back with them."""
    pieces = _pieces(stand, asked)
    portions = portions_of(pieces)
    answer = stand.do(RequestReturn(portions), ReceiveReturn(portions))
    if answer is not None:
        return answer
    (invoice,) = stand.invoices
    note = _note(stand, invoice, pieces)
    stand.credited = note.total
    billed = tuple(Billed(line, quantity) for line, quantity in pieces)
    return stand.do(RecordCredit(document=note.key.number, billed=billed, amount=note.total))


def _note(stand: Stand, invoice: Invoice, pieces: Sequence[tuple[LineId, int]]) -> CreditNote:
    lines = {line.line: line for line in invoice.lines}
    return credit(
        [
            Creditable(
                invoiced=lines[line],
                credited=stand.order.billing(line).credited,
                quantity=quantity,
            )
            for line, quantity in pieces
        ],
        key=DocumentKey(ACME, DocumentNumber("CN-1")),
        invoice=invoice,
        at=AT,
        reason="returned",
    )


def _receive(stand: Stand, asked: Given) -> Refused | None:
    name = LineId(asked["line"])
    good, damaged = int(asked.get("good", 0)), int(asked.get("damaged", 0))
    pieces = [(name, many) for many in (good, damaged) if many]
    answer = stand.do(ReceiveReturn(portions_of(pieces)))
    if answer is None:
        stand.received.append(_receipt(stand, name, good, damaged))
    return answer


def _receipt(stand: Stand, name: LineId, good: int, damaged: int) -> ReturnReceipt:
    sku = stand.line(name).sku
    shelf = StockKey(ACME, LocationId("main"), sku, LotId(""), OwnerId(""))
    lines = [
        ReturnLine(line=name, sku=sku, quantity=many, restocked=restocked, key=shelf)
        for many, restocked in ((good, good), (damaged, 0))
        if many
    ]
    return ReturnReceipt(
        id=ReturnId("RMA-1"), order=stand.terms.key, at=AT, by=ANN.actor.id, lines=tuple(lines)
    )


def _open_pieces(stand: Stand) -> Iterator[tuple[LineId, int]]:
    for line, ledger in zip(stand.terms.lines, stand.order.ledgers, strict=True):
        if ledger.to_ship:
            yield line.id, ledger.to_ship


def _merge(stand: Stand, asked: Given) -> Refused | None:
    other = Stand({"order": asked["other"]}, "O-2")
    take, give = merging(stand.order, other.order)
    answer = stand.do(take) or other.do(give)
    stand.other = "unchanged" if answer else "void"
    return answer


def _nothing(_: Stand, __: Given) -> None:
    """What changes no order: it was placed already, or terms are never worked out anew."""


ACTS: Final[Mapping[str, Callable[[Stand, Given], Refused | None]]] = MappingProxyType(
    {
        **papers.ACTS,
        "disable_promotion": _nothing,
        "amend": _amend,
        "hold": lambda stand, _: stand.do(Hold(reason="hold")),
        "freeze": lambda stand, _: stand.do(Freeze(reason="freeze")),
        "close": lambda stand, _: stand.do(Close(reason="close")),
        "close_line": lambda stand, asked: stand.do(
            Close(reason="close", line=LineId(asked["line"]))
        ),
        "reopen": lambda stand, _: stand.do(Reopen()),
        "reopen_line": lambda stand, asked: stand.do(Reopen(line=LineId(asked["line"]))),
        "deliver": lambda stand, asked: stand.ship(_pieces(stand, asked)),
        "ship": lambda stand, asked: stand.ship(_pieces(stand, asked)),
        "invoice": lambda stand, asked: stand.bill(_pieces(stand, asked)),
        "post_invoice": lambda stand, asked: stand.bill(_pieces(stand, asked)),
        "cancel": lambda stand, _: stand.do(Cancel(portions_of([*_open_pieces(stand)]))),
        "cancel_units": lambda stand, asked: stand.do(Cancel(portions_of(_pieces(stand, asked)))),
        "request_return": lambda stand, asked: stand.do(RequestReturn(portions_of(_piece(asked)))),
        "merge": _merge,
        "receive_return": _receive,
        "return": _return,
    }
)
