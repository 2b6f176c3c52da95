"""What the demo's customers are asked for: each invoice looked at once, however many there are."""

from pathlib import Path

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.values import Currency
from receipts_rounds import made_receipts


def test_no_invoice_has_all_documents_looked_through(finished: Path) -> None:
    database = SqliteDatabase(finished / "orders.db")
    connection = database.connection()
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    made = made_receipts(database, Currency.of("GBP"), 7)
    connection.set_trace_callback(None)
    assert made.receipts
    rounds = [statement for statement in asked if "documents" in statement]
    assert rounds
    for statement in rounds:
        plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert not [step for step in plan if "CORRELATED" in step], plan
