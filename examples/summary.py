"""The figures of a run, all computed from the store: a run that was resumed gives the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from company import HOUSE
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import Verdict
from orderkit.codec import standard_codec
from orderkit.order import Bucket, Cancelled, Facet, Order
from orderkit.settlement import Application, Match
from orderkit.testing.consistency import Outcome, check_database
from orderkit.values import (
    Currency,
    DocumentNumber,
    Money,
    OrderId,
    OrderKey,
    ReceiptId,
    unit_share,
)
from receipts_maker import Truth
from receipts_score import Score, score

__all__ = ["CHARGES", "FATES", "Summary", "summarise"]

Summary: TypeAlias = dict[str, object]

FATES = ("accepted", "merged", "charge", "rejected")
CHARGES = ("billable", "discount", "own_cost", "bad_debt")
NOT_YET = {"captured", "validated", "approval"}


def summarise(
    database: SqliteDatabase, truth: Mapping[ReceiptId, Truth], currency: Currency
) -> tuple[Summary, Score]:
    """All figures of `summary.json` but the three of the run itself."""
    money = _Money(currency)
    summary, found = _rows(database, money), _not_invoiced(database)
    ours = score(truth, _matches(database))
    summary |= _books(database, found, money)
    summary |= _orders(database)
    summary |= _reversals(database)
    summary["recon_precision"] = round(float(ours.all.precision or 0), 6)
    summary["recon_recall"] = round(float(ours.all.recall or 0), 6)
    summary["recon_by_trouble"] = {
        trouble: {"receipts": each.receipts, "payable": each.payable, "right": each.right}
        for trouble, each in sorted(ours.by_trouble.items())
    }
    summary["events"] = _one(database, "SELECT count(*) FROM events")
    outcomes = [*check_database(database), *_identities(summary, money)]
    summary["invariants"] = {
        each.name: {"ok": each.ok, "checked": each.checked} for each in outcomes
    }
    summary["breaches"] = {each.name: list(each.breaches) for each in outcomes if not each.ok}
    return summary, ours


class _Money:
    """Minor units to decimals as text, and back."""

    def __init__(self, currency: Currency) -> None:
        self._currency = currency

    def text(self, minor: int) -> str:
        return f"{Money(minor, self._currency).decimal:f}"

    def minor(self, text: object) -> int:
        return Money.exactly(str(text), self._currency).minor


def _one(database: SqliteDatabase, query: str, *values: object) -> int:
    row = database.connection().execute(query, values).fetchone()
    return int(row[0] or 0)


def _rows(database: SqliteDatabase, money: _Money) -> Summary:
    by_fate = {
        fate: (count, amount)
        for fate, count, amount in database.connection().execute(
            "SELECT fate, count(*), sum(amount) FROM rows GROUP BY fate"
        )
    }
    summary: Summary = {"rows_read": sum(count for count, _ in by_fate.values())}
    summary |= {f"rows_{fate}": by_fate.get(fate, (0, 0))[0] for fate in FATES}
    summary["rows_amount_unreadable"] = _one(database, "SELECT sum(unreadable) FROM rows")
    summary["rejected_by_code"] = dict(
        database.connection().execute(
            "SELECT code, count(*) FROM rows WHERE fate = 'rejected' GROUP BY code ORDER BY code"
        )
    )
    summary["amount_read"] = money.text(sum(amount for _, amount in by_fate.values()))
    summary |= {f"amount_{fate}": money.text(by_fate.get(fate, (0, 0))[1]) for fate in FATES}
    for kind in CHARGES:
        amount = _one(database, "SELECT sum(amount) FROM rows WHERE charge = ?", kind)
        summary[f"charges_{kind}"] = money.text(amount)
    return summary


def _keys(database: SqliteDatabase) -> list[OrderKey]:
    rows = database.connection().execute("SELECT order_id FROM orders ORDER BY id")
    return [OrderKey(HOUSE, OrderId(order)) for (order,) in rows]


def _not_invoiced(database: SqliteDatabase) -> Counter[str]:
    """By reason, what is on no invoice and was taken back by no reversal: order by order."""
    reasons = Counter[str]()
    for key in _keys(database):
        with database.read() as work:
            order = work.orders.get(key)
            events = [recorded.event for recorded in work.orders.history(key)]
        if order is None:
            continue
        reversed_pieces = Counter[str]()
        for event in events:
            if isinstance(event, Cancelled) and event.reference == "reversal":
                for shift in event.shifts:
                    reversed_pieces[shift.line] += shift.quantity
        # Not `+=`, which drops what is below zero, as a discount is.
        reasons.update(_of_order(order, reversed_pieces))
    on_reversals = _one(
        database,
        "SELECT sum(amount) FROM rows WHERE charge IN ('billable', 'discount')"
        " AND line IS NULL AND amount > 0",
    )
    reasons["charge on a reversal"] += on_reversals
    return Counter({reason: amount for reason, amount in reasons.items() if amount})


def _of_order(order: Order, reversed_pieces: Mapping[str, int]) -> Counter[str]:
    reasons = Counter[str]()
    void = any(mark.facet is Facet.VOID for mark in order.marks)
    early = order.stage in NOT_YET
    for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
        start, stop = bill.invoiced, line.quantity - reversed_pieces.get(line.id, 0)
        waiting = min(stop - start, ledger.of(Bucket.BACKORDERED))
        for reason, pieces in (
            ("void", stop - start if void else 0),
            ("not approved", stop - start if early and not void else 0),
            ("waiting for stock", 0 if void or early else waiting),
            ("open", 0 if void or early else stop - start - waiting),
        ):
            part = unit_share(line.amount, line.quantity, start, start + pieces)
            reasons[reason] += part
            start += pieces
    for adjustment, bill in zip(order.terms.adjustments, order.adjustment_bills, strict=True):
        if not bill.invoiced:
            reasons["charge or adjustment"] += adjustment.amount
    return reasons


def _books(database: SqliteDatabase, found: Counter[str], money: _Money) -> Summary:
    def total(query: str) -> int:
        return _one(database, query)

    received = total("SELECT sum(amount) FROM receipts")
    applied = total("SELECT sum(amount) FROM applications")
    return {
        "invoiced": money.text(total("SELECT sum(total) FROM documents WHERE kind = 'invoice'")),
        "credited": money.text(
            total("SELECT sum(total) FROM documents WHERE kind = 'credit_note'")
        ),
        "not_invoiced": money.text(sum(found.values())),
        "not_invoiced_by_reason": {
            reason: money.text(amount) for reason, amount in sorted(found.items())
        },
        "received": money.text(received),
        "applied": money.text(applied),
        "unapplied": money.text(received - applied),
        "refunded": money.text(0),
        "written_off": money.text(total("SELECT sum(amount) FROM write_offs")),
        "open": money.text(
            total("SELECT sum(total - applied - credited - written_off) FROM open_items")
        ),
    }


def _orders(database: SqliteDatabase) -> Summary:
    stages = database.connection().execute(
        "SELECT stage, count(*) FROM orders GROUP BY stage ORDER BY stage"
    )
    lines = "SELECT count(*) FROM rows WHERE kind = 'goods' AND fate = 'accepted'"
    return {
        "orders": _one(database, "SELECT count(*) FROM orders"),
        "order_lines": _one(database, lines),
        "orders_by_stage": dict(stages),
    }


def _reversals(database: SqliteDatabase) -> Summary:
    decode = standard_codec().decode_as
    records = database.connection().execute(
        "SELECT record FROM rows WHERE kind = 'reversal' AND fate = 'accepted'"
    )
    matched = [decode(Verdict, record) for (record,) in records]
    differs = sum(
        any(verdict.record and take.price != verdict.record.price for take in verdict.takes)
        for verdict in matched
    )
    return {
        "cancellations_matched": len(matched),
        "cancellations_unmatched": _one(
            database, "SELECT count(*) FROM rows WHERE code LIKE 'cancellation.%'"
        ),
        "cancellations_price_differs": differs,
    }


def _matches(database: SqliteDatabase) -> Iterable[Match]:
    found = dict[ReceiptId, list[Application]]()
    for receipt, number, amount in database.connection().execute(
        "SELECT receipt, number, amount FROM applications ORDER BY id"
    ):
        applied = Application(
            receipt=ReceiptId(receipt), document=DocumentNumber(number), amount=amount
        )
        found.setdefault(applied.receipt, []).append(applied)
    for name, applications in found.items():
        yield Match(receipt=name, applications=tuple(applications), reason="stored")


def _identities(summary: Summary, money: _Money) -> list[Outcome]:
    """The sums that join rows, documents and receipts."""

    def total(*names: str) -> int:
        return sum(money.minor(summary[name]) for name in names)

    rows = int(str(summary["rows_read"]))
    fates = [f"amount_{fate}" for fate in FATES]
    charges = [f"charges_{kind}" for kind in CHARGES]
    sides = {
        "amounts of rows conserved": (total("amount_read"), total(*fates)),
        "charges conserved": (total("amount_charge"), total(*charges)),
        "money conserved": (
            total("amount_accepted", "charges_billable", "charges_discount"),
            total("invoiced", "not_invoiced") - total("credited"),
        ),
        "receipts conserved": (total("received"), total("applied", "unapplied", "refunded")),
        "receivables conserved": (
            total("invoiced") - total("credited"),
            total("applied", "written_off", "open"),
        ),
    }
    return [
        Outcome(name, "I-79", rows, () if left == right else (f"{left} is not {right}",))
        for name, (left, right) in sides.items()
    ]
