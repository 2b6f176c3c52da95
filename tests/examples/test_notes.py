"""What a rule could not judge is no silence: it is kept, counted and shown."""

import html
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from company import HOUSE, open_company
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.insight import Cause
from orderkit.order import OrderPlaced, StageMoved
from orderkit.ports import OrderQuery
from orderkit.values import Currency
from page_figures import read_figures

STATUS, PRICE = "customer.blocked.not_judged", "price.list.not_judged"


def minded(path: Path) -> dict[str, Cause]:
    database = SqliteDatabase(path)
    flow = open_company(database, Currency.of("GBP")).flow
    return {each.code: each for each in read_figures(database, flow.definition).minded}


def checked(path: Path) -> Counter[str]:
    """From the histories: orders that were checked, what they come to, and those with lines."""
    found, database = Counter[str](), SqliteDatabase(path)
    with database.read() as work:
        for header in work.orders.find(OrderQuery(organisation=HOUSE, limit=500)).headers:
            events = [recorded.event for recorded in work.orders.history(header.order)]
            if any(isinstance(event, StageMoved) and event.move == "validate" for event in events):
                found["orders"] += 1
                found["total"] += header.total
                found["with lines"] += any(
                    bool(event.terms.lines) for event in events if isinstance(event, OrderPlaced)
                )
    return found


def test_each_order_that_was_let_pass_without_a_fact_is_counted(finished: Path) -> None:
    found, notes = checked(finished / "orders.db"), minded(finished / "orders.db")
    assert 0 < found["with lines"] < found["orders"]
    assert (notes[STATUS].count, notes[STATUS].amount) == (found["orders"], found["total"])
    assert notes[PRICE].count == found["with lines"]


def test_an_order_that_was_checked_twice_is_counted_once(finished: Path, tmp_path: Path) -> None:
    with (
        closing(sqlite3.connect(finished / "orders.db")) as source,
        closing(sqlite3.connect(tmp_path / "orders.db")) as target,
    ):
        source.backup(target)
        before = minded(tmp_path / "orders.db")
        target.execute(
            "INSERT INTO keys SELECT organisation, actor, 'again/' || key, digest, order_id, since,"
            " until, findings, made FROM keys"
        )
        assert target.total_changes >= before[STATUS].count
        target.commit()
    assert minded(tmp_path / "orders.db") == before


@pytest.mark.parametrize(
    ("report", "title", "sentence"),
    [
        ("report.html", "Orders with something to mind", "The status of customer …"),
        ("report.zh-CN.html", "有提示的订单", "客户 … 的状态未知"),
    ],
)
def test_the_report_shows_in_both_languages_what_was_not_judged(
    finished: Path, report: str, title: str, sentence: str
) -> None:
    page = html.unescape((finished / report).read_text("utf-8"))
    section = page.partition(f"<h3>{title}</h3>")[2].partition("</table>")[0]
    shown = re.findall(r"<small>([\w.]+)</small>.*?<td class=\"number\">(\d+)</td>", section)
    notes = minded(finished / "orders.db")
    assert dict(shown) == {code: str(note.count) for code, note in notes.items()}
    assert {STATUS, PRICE} <= notes.keys()
    assert sentence in section
