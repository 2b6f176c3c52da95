"""The figures of a run, all computed from the store: a run that was resumed gives the same."""

from collections.abc import Mapping
from typing import TypeAlias

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.values import Currency, Money, ReceiptId
from receipts_maker import Truth
from receipts_score import score
from summary_books import book_amounts, matches
from summary_checks import checks
from summary_open import not_invoiced
from summary_rows import one, rejections, reversal_counts, row_amounts, row_counts

__all__ = ["Summary", "summarise"]

Summary: TypeAlias = dict[str, object]

_STAGES = "SELECT stage, count(*) FROM orders GROUP BY stage ORDER BY stage"
_LINES = "SELECT count(*) FROM rows WHERE kind = 'goods' AND fate = 'accepted'"


def summarise(
    database: SqliteDatabase, truth: Mapping[ReceiptId, Truth], currency: Currency
) -> Summary:
    """All figures of `summary.json` but the three of the run itself."""
    counts, codes, reversals = row_counts(database), rejections(database), reversal_counts(database)
    amounts, books = row_amounts(database, currency), book_amounts(database)
    missing = not_invoiced(database)
    figures = {
        **counts,
        **reversals,
        **amounts,
        **books,
        "rejected_by_code": sum(codes.values()),
        "not_invoiced": missing.whole,
        "not_invoiced_by_reason": sum(missing.by_reason.values()),
    }
    outcomes = list(checks(database, figures))
    return {
        **counts,
        "rejected_by_code": codes,
        **_texts(amounts, currency),
        **_texts(books, currency),
        **_texts({"not_invoiced": missing.whole}, currency),
        "not_invoiced_by_reason": _texts(missing.by_reason, currency),
        "orders": one(database, "SELECT count(*) FROM orders"),
        "order_lines": one(database, _LINES),
        "orders_by_stage": dict(database.connection().execute(_STAGES)),
        **{name: count for name, count in reversals.items() if name != "cancellations"},
        **_reconciliation(database, truth),
        "events": one(database, "SELECT count(*) FROM events"),
        "invariants": {each.name: {"ok": each.ok, "checked": each.checked} for each in outcomes},
        "breaches": {each.name: list(each.breaches) for each in outcomes if not each.ok},
    }


def _texts(amounts: Mapping[str, int], currency: Currency) -> dict[str, str]:
    """Minor units to decimals as text."""
    return {name: f"{Money(minor, currency).decimal:f}" for name, minor in amounts.items()}


def _reconciliation(database: SqliteDatabase, truth: Mapping[ReceiptId, Truth]) -> Summary:
    ours = score(truth, matches(database))
    return {
        "recon_precision": round(float(ours.all.precision), 6),
        "recon_recall": round(float(ours.all.recall), 6),
        "recon_by_trouble": {
            trouble: {"receipts": each.receipts, "payable": each.payable, "right": each.right}
            for trouble, each in sorted(ours.by_trouble.items())
        },
    }
