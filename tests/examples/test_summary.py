"""The figures of `summary.json` after what happens once a run is over: money back, goods back."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from tests.examples.conftest import POUND, Summarised

from channels import MAPPINGS
from company import HOUSE, context, matchers, open_company
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import read_mapping
from orderkit.order import Bucket, Cancel, Portion
from orderkit.process import Importer, settle_receipts
from orderkit.settlement import Receipt
from orderkit.values import OrderId, OrderKey, ReceiptId
from summary import Summary, summarise
from summary_books import matches

LATER = context("hal.books", datetime(2026, 1, 2, 12, tzinfo=UTC))
MONEY = ("invoiced", "credited", "not_invoiced", "received", "applied", "unapplied", "refunded")


def database_of(finished: Path, tmp_path: Path) -> SqliteDatabase:
    """A copy of the finished database to go on with."""
    path = tmp_path / "later.db"
    with (
        closing(sqlite3.connect(finished / "orders.db")) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)
    return SqliteDatabase(path)


def asked(database: SqliteDatabase, query: str) -> tuple[object, ...]:
    row = database.connection().execute(query).fetchone()
    assert row is not None
    return tuple(row)


def change(before: Summary, after: Summary) -> dict[str, Decimal]:
    """What became another amount, and by how much; all checks hold."""
    assert after["breaches"] == {}
    moved = {
        name: Decimal(str(after[name])) - Decimal(str(before[name]))
        for name in (*MONEY, "written_off", "open", "amount_accepted")
    }
    return {name: amount for name, amount in moved.items() if amount}


def sent_back(name: str, amount: int, text: str) -> Receipt:
    return Receipt(
        id=ReceiptId(name),
        organisation=HOUSE,
        amount=amount,
        currency=POUND,
        received_on=date(2026, 1, 2),
        text=text,
    )


def test_the_store_alone_gives_what_the_run_told(finished: Path, summarised: Summarised) -> None:
    told = json.loads((finished / "summary.json").read_text("utf-8"))
    of_the_run = {"rows_seen_again", "seconds", "peak_mb"}
    assert summarised() == {name: told[name] for name in told if name not in of_the_run}


def test_i_67_money_that_went_back_is_refunded(
    finished: Path, summarised: Summarised, tmp_path: Path
) -> None:
    database = database_of(finished, tmp_path)
    number, total = asked(
        database, "SELECT number, total FROM open_items WHERE total < 0 ORDER BY total LIMIT 1"
    )
    desk = open_company(database, POUND).desk
    paid_out = sent_back("B1", int(str(total)), f"refund of {number}")
    outcome = settle_receipts(desk, [paid_out], LATER, matchers=matchers())
    assert [match.reason for match in outcome.matches] == ["match.reference"]
    pounds = Decimal(-int(str(total))) / 100
    after = summarise(database, {}, POUND)
    # A credit that stood alone is paid out: it is open no longer.
    assert change(summarised(), after) == {
        "refunded": pounds,
        "applied": -pounds,
        "open": pounds,
    }
    settle_receipts(desk, [sent_back("B2", -500, "paid twice")], LATER, matchers=matchers())
    # No document asks for this: it comes from what waited on the account.
    assert change(after, summarise(database, {}, POUND)) == {
        "refunded": Decimal(5),
        "unapplied": Decimal(-5),
    }


def test_a_credit_note_on_a_paid_invoice_frees_what_was_applied(
    finished: Path, summarised: Summarised, tmp_path: Path
) -> None:
    database = database_of(finished, tmp_path)
    sku, at, price, customer = asked(
        database,
        "SELECT json_extract(r.record, '$.record.sku'), json_extract(r.record, '$.record.at'),"
        " json_extract(r.record, '$.record.price'), json_extract(r.record, '$.record.customer')"
        " FROM rows r JOIN orders o ON o.number = r.number WHERE o.stage = 'settled'"
        " AND o.channel = 'online_retail' AND o.customer <> 'guest' AND r.fate = 'accepted'"
        " AND r.line IS NOT NULL ORDER BY r.id DESC LIMIT 1",
    )
    mapping = read_mapping((MAPPINGS / "online_retail.toml").read_text("utf-8"), source="")
    text = io.StringIO(newline="")
    day = datetime.fromisoformat(str(at)).replace(tzinfo=None, year=2026)
    csv.writer(text).writerows(
        [
            [column for _, column in mapping.columns],
            ["C999999", sku, "", -1, day.isoformat(" "), price, customer, ""],
        ]
    )
    importer = Importer(open_company(database, POUND).desk, mapping)
    importer.import_file(text.getvalue().encode(), name="2026.csv", context=LATER)
    pounds = Decimal(str(price)).quantize(Decimal("0.01"))
    assert change(summarised(), summarise(database, {}, POUND)) == {
        "amount_accepted": -pounds,
        "credited": pounds,
        "applied": -pounds,
        "unapplied": pounds,
    }
    # What was freed later is no match of its own, and takes nothing off the match that was.
    assert list(matches(database)) == list(matches(SqliteDatabase(finished / "orders.db")))


def test_what_a_clerk_cancelled_is_not_invoiced_for_that_reason(
    finished: Path, summarised: Summarised, tmp_path: Path
) -> None:
    database = database_of(finished, tmp_path)
    (name,) = asked(
        database, "SELECT order_id FROM orders WHERE waiting > 0 AND stage = 'fulfilling'"
    )
    key = OrderKey(HOUSE, OrderId(str(name)))
    with database.read() as work:
        order = work.orders.get(key)
    assert order is not None
    short = [
        (line, ledger.of(Bucket.BACKORDERED))
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
        if ledger.of(Bucket.BACKORDERED)
    ]
    line, pieces = short[0]
    command = Cancel((Portion(line.id, pieces),), "no longer wanted")
    assert open_company(database, POUND).desk.handle(key, command, LATER).accepted
    before, after = summarised(), summarise(database, {}, POUND)
    assert change(before, after) == {}
    reasons = after["not_invoiced_by_reason"]
    assert isinstance(reasons, dict)
    assert Decimal(reasons["cancelled by a clerk"]) > 0
