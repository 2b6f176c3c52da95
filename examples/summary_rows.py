"""What the rows of a run come to: how many with which fate, and the money in them."""

from fractions import Fraction
from typing import Final

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import Verdict
from orderkit.codec import standard_codec
from orderkit.values import Currency

__all__ = ["CHARGES", "FATES", "one", "rejections", "reversal_counts", "row_amounts", "row_counts"]

FATES: Final = ("accepted", "merged", "charge", "rejected")
CHARGES: Final = ("billable", "discount", "own_cost", "bad_debt")

# Rows by the figures in them: equal ones come to the same.
_FIGURES: Final = (
    "SELECT json_extract(record, '$.record.price'), json_extract(record, '$.record.quantity'),"
    " count(*) FROM rows WHERE json_type(record, '$.record') IS NOT NULL GROUP BY 1, 2"
)
_NO_FIGURES: Final = "SELECT sum(amount) FROM rows WHERE json_type(record, '$.record') IS NULL"
_REJECTED: Final = "SELECT code, count(*) FROM rows WHERE code <> '' GROUP BY code ORDER BY code"
_LOOKED: Final = (
    "SELECT count(*) FROM rows WHERE kind = 'reversal' AND code NOT IN"
    " ('quantity.sign', 'price.zero', 'price.negative', 'customer.missing')"
)
_MATCHED: Final = "SELECT record FROM rows WHERE kind = 'reversal' AND fate = 'accepted'"
_UNMATCHED: Final = "SELECT count(*) FROM rows WHERE code LIKE 'cancellation.%'"


def one(database: SqliteDatabase, query: str, *values: object) -> int:
    """The one number that a query gives; 0 for none."""
    row = database.connection().execute(query, values).fetchone()
    return int(row[0] or 0)


def row_counts(database: SqliteDatabase) -> dict[str, int]:
    """How many rows there are, and how many of each fate."""
    of_fate = "SELECT count(*) FROM rows WHERE fate = ?"
    return {
        "rows_read": one(database, "SELECT count(*) FROM rows"),
        **{f"rows_{fate}": one(database, of_fate, fate) for fate in FATES},
        "rows_amount_unreadable": one(database, "SELECT sum(unreadable) FROM rows"),
    }


def rejections(database: SqliteDatabase) -> dict[str, int]:
    """How many rows were rejected under each first code."""
    return dict(database.connection().execute(_REJECTED))


def row_amounts(database: SqliteDatabase, currency: Currency) -> dict[str, int]:
    """What was read, worked out anew from price and quantity; and what is stored, by fate."""
    figures = database.connection().execute(_FIGURES)
    read = sum(_amount(price, quantity, currency) * rows for price, quantity, rows in figures)
    of_fate = "SELECT sum(amount) FROM rows WHERE fate = ?"
    of_charge = "SELECT sum(amount) FROM rows WHERE charge = ?"
    return {
        "amount_read": read + one(database, _NO_FIGURES),
        **{f"amount_{fate}": one(database, of_fate, fate) for fate in FATES},
        **{f"charges_{kind}": one(database, of_charge, kind) for kind in CHARGES},
    }


def _amount(price: str, quantity: int, currency: Currency) -> int:
    """Minor units of a row, rounded once, half away from zero."""
    exact = Fraction(price) * quantity * Fraction(10) ** currency.exponent
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return rounded if exact > 0 else -rounded


def reversal_counts(database: SqliteDatabase) -> dict[str, int]:
    """How many rows looked for an original, and what came of it."""
    decode = standard_codec().decode_as
    records = database.connection().execute(_MATCHED)
    matched = [decode(Verdict, record) for (record,) in records]
    return {
        "cancellations": one(database, _LOOKED),
        "cancellations_matched": len(matched),
        "cancellations_unmatched": one(database, _UNMATCHED),
        "cancellations_price_differs": sum(map(_differs, matched)),
    }


def _differs(verdict: Verdict) -> bool:
    record = verdict.record
    return record is not None and any(take.price != record.price for take in verdict.takes)
