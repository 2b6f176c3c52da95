"""What must hold between the figures of a run, and between rows, orders and books."""

from collections.abc import Iterator, Mapping
from typing import Final, final

import attrs

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.testing.consistency import Outcome, check, check_database
from orderkit.testing.query import Query
from summary_rows import CHARGES, FATES, one

__all__ = ["IDENTITIES", "QUERIES", "Identity", "checks"]


@final
@attrs.frozen
class Identity:
    """Figures that come to the same, each side from records of its own.

    Attributes:
        name: What holds.
        law: Its number in the catalogue of invariants.
        left: Names of figures.
        right: Likewise; one with a minus before it is taken away.
        counted: Gives one number: how many records the figures are of.
    """

    name: str
    law: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    counted: str

    def breach(self, figures: Mapping[str, int]) -> tuple[str, ...]:
        """What both sides come to, if they differ."""
        left, right = (
            sum(-figures[name[1:]] if name.startswith("-") else figures[name] for name in side)
            for side in (self.left, self.right)
        )
        return () if left == right else (f"{left} is not {right}",)


_ROWS: Final = "SELECT count(*) FROM rows"
_DOCUMENTS: Final = "SELECT count(*) FROM documents"

IDENTITIES: Final = (
    Identity(
        "rows partition", "I-79", ("rows_read",), tuple(f"rows_{fate}" for fate in FATES), _ROWS
    ),
    Identity(
        "each rejection has a code",
        "I-79",
        ("rows_rejected",),
        ("rejected_by_code",),
        "SELECT count(*) FROM rows WHERE fate = 'rejected'",
    ),
    Identity(
        "amounts of rows conserved",
        "I-79",
        ("amount_read",),
        tuple(f"amount_{fate}" for fate in FATES),
        _ROWS,
    ),
    Identity(
        "charges conserved",
        "I-79",
        ("amount_charge",),
        tuple(f"charges_{kind}" for kind in CHARGES),
        "SELECT count(*) FROM rows WHERE fate = 'charge'",
    ),
    Identity(
        "cancellations matched or not",
        "I-79",
        ("cancellations",),
        ("cancellations_matched", "cancellations_unmatched"),
        "SELECT count(*) FROM rows WHERE kind = 'reversal'",
    ),
    Identity(
        "money conserved",
        "I-79",
        ("amount_accepted", "charges_billable", "charges_discount"),
        ("invoiced", "-credited", "not_invoiced"),
        "SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM documents)",
    ),
    Identity(
        "not invoiced for a reason",
        "I-79",
        ("not_invoiced",),
        ("not_invoiced_by_reason",),
        "SELECT count(*) FROM orders",
    ),
    Identity(
        "receipts conserved",
        "I-67",
        ("received",),
        ("applied", "unapplied", "refunded"),
        "SELECT count(*) FROM receipts",
    ),
    Identity(
        "receivables conserved",
        "I-66",
        ("invoiced", "-credited"),
        ("applied", "written_off", "open"),
        _DOCUMENTS,
    ),
)

QUERIES: Final = (
    Query(
        name="orders are what rows say",
        law="I-79",
        # By number and line, what rows made of it and what stands in the terms: the rounding of
        # joined rows goes with their line, and a reversal's own price comes from no such row.
        breaches="WITH said AS (SELECT o.number, json_extract(l.value, '$.id') AS line,"
        " json_extract(l.value, '$.amount') AS amount FROM orders o"
        " JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(t.record, '$.lines') l UNION ALL"
        " SELECT o.number, CASE json_extract(a.value, '$.code') WHEN 'rounding'"
        " THEN substr(json_extract(a.value, '$.id'), 2) ELSE json_extract(a.value, '$.id') END,"
        " json_extract(a.value, '$.amount')"
        " FROM orders o JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(t.record, '$.adjustments') a"
        " WHERE json_extract(a.value, '$.code') <> 'difference')"
        " SELECT number, line, sum(amount) FROM ("
        "SELECT number, line, sum(amount) AS amount, 1 AS side FROM rows"
        " WHERE line IS NOT NULL GROUP BY number, line"
        " UNION ALL SELECT number, line, -sum(amount), -1 FROM said GROUP BY number, line"
        ") GROUP BY number, line HAVING sum(amount) <> 0 OR sum(side) <> 0",
        counted="SELECT count(*) FROM rows WHERE line IS NOT NULL",
    ),
    Query(
        name="reversals are carried out",
        law="I-79",
        # The demo's goods come back by the files alone.
        breaches="SELECT number, line, sum(pieces) FROM ("
        "SELECT json_extract(t.value, '$.line.number') AS number,"
        " json_extract(t.value, '$.line.line') AS line,"
        " json_extract(t.value, '$.pieces') AS pieces FROM rows r, json_each(r.record, '$.takes') t"
        " WHERE r.kind = 'reversal' AND r.fate = 'accepted'"
        " UNION ALL SELECT o.number, json_extract(s.value, '$[0]'), -json_extract(s.value, '$[3]')"
        " FROM events e JOIN orders o ON o.id = e.order_ref, json_each(e.record, '$.shifts') s"
        " WHERE json_extract(e.record, '$.type') = 'Cancelled'"
        " AND json_extract(e.record, '$.reference') = 'reversal'"
        " UNION ALL SELECT o.number, l.line, -l.quantity FROM return_lines l"
        " JOIN returns r ON r.id = l.return_ref"
        " JOIN orders o ON o.organisation = r.organisation AND o.order_id = r.order_id"
        ") GROUP BY number, line HAVING sum(pieces) <> 0",
        counted="SELECT count(*) FROM rows WHERE kind = 'reversal' AND fate = 'accepted'",
    ),
    Query(
        name="own costs and bad debts in the journal",
        law="I-79",
        breaches="SELECT entry, kind, sum(amount) FROM ("
        "SELECT substr(digest, 1, 16) || '/' || row AS entry, charge AS kind, amount FROM rows"
        " WHERE charge IN ('own_cost', 'bad_debt')"
        " UNION ALL SELECT entry, kind, -amount FROM journal"
        ") GROUP BY entry, kind HAVING sum(amount) <> 0",
        counted="SELECT count(*) FROM journal",
    ),
)


def checks(database: SqliteDatabase, figures: Mapping[str, int]) -> Iterator[Outcome]:
    """Run every check there is: the library's, and those of the demo."""
    yield from check_database(database)
    for query in QUERIES:
        yield check(database, query)
    for each in IDENTITIES:
        counted = one(database, each.counted)
        yield Outcome(name=each.name, law=each.law, checked=counted, breaches=each.breach(figures))
