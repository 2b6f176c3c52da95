"""Each row's fate, code, amount and pieces, beside a naive second reading of the same files."""

import csv
import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples.reckoning import Reckoned, Reckoning, orders_of

from channels import MAPPINGS, find_files
from company import HOUSE, context, open_company
from orderkit.adapters.memory import MemoryDatabase
from orderkit.capture import Verdict, read_mapping
from orderkit.order import Order
from orderkit.ports import OrderQuery
from orderkit.process import Importer, order_key
from orderkit.values import Currency
from sample_maker import sample_files
from sample_words import PARTNER, SHOP, Style

POUND = Currency.of("GBP")
NIGHT = context("importer", datetime(2025, 5, 1, 21, tzinfo=UTC))
BUNDLED = MAPPINGS.parent / "data"
CHANNELS = {"shop": "online_retail.toml", "partner": "partner.toml"}


def told(verdict: Verdict) -> tuple[object, ...]:
    takes = tuple((take.line.number, take.line.line, take.pieces) for take in verdict.takes)
    line = verdict.line
    of = None if line is None else line.number if verdict.charge else (line.number, line.line)
    charge = "" if verdict.charge is None else verdict.charge.value
    fate, amount = verdict.fate.value, verdict.amount
    return fate, verdict.code, charge, amount, verdict.unreadable, of, takes


def expected(reckoned: Reckoned) -> tuple[object, ...]:
    line = reckoned.line
    of = line if line is None or not reckoned.charge else line[0]
    fate, amount = reckoned.fate, reckoned.amount
    return fate, reckoned.code, reckoned.charge, amount, reckoned.unreadable, of, reckoned.takes


class Imported:
    """Files of some channels in a store of their own, and both readings of them."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.desk = open_company(self.database, POUND).desk
        self.importers = dict[str, Importer]()
        self.naive = dict[str, Reckoning]()
        self.reckoned = dict[str, list[Reckoned]]()

    def take(self, mapping: Path, name: str, data: bytes) -> None:
        """Import a file, and hold each of its rows against the naive reading."""
        read = read_mapping(mapping.read_text(encoding="utf-8"), source=mapping.name)
        channel = mapping.name
        importer = self.importers.setdefault(channel, Importer(self.desk, read))
        report = importer.import_file(data, name=name, context=NIGHT)
        again = self.naive.setdefault(channel, Reckoning(mapping)).read(data)
        self.reckoned.setdefault(channel, []).extend(again)
        with self.database.read() as work:
            stored = list(work.imports.rows(HOUSE, report.digest))
        assert [row.verdict.row for row in stored] == [*range(1, len(again) + 1)]
        for row, reckoned in zip(stored, again, strict=True):
            place = f"{name} row {row.verdict.row}"
            assert (place, told(row.verdict)) == (place, expected(reckoned))

    def orders(self, mapping: Path) -> None:
        """Hold the orders that were made against those of the naive reading."""
        read = read_mapping(mapping.read_text(encoding="utf-8"), source=mapping.name)
        found = orders_of(self.reckoned[mapping.name], mapping)
        here = set[str]()
        after: str | None = None
        with self.database.read() as work:
            while after != "":
                made = OrderQuery(organisation=HOUSE, channel=read.channel, after=after or "")
                page = work.orders.find(made)
                here |= {header.number for header in page.headers}
                after = page.after
            assert here == found.keys()
            for number, figures in found.items():
                order = work.orders.get(order_key(NIGHT, read, number))
                assert order is not None
                assert (number, of_order(order)) == (number, figures)


def of_order(order: Order) -> tuple[str, datetime, int, int]:
    """Party, time, lines and amount, without what reversals at another price added."""
    terms = order.terms
    added = sum(each.amount for each in terms.adjustments if each.code != "difference")
    amount = sum(line.amount for line in terms.lines) + added
    return terms.customer, terms.ordered_at, len(terms.lines), amount


def test_the_bundled_sample_is_read_as_a_naive_reading_reads_it() -> None:
    imported = Imported()
    for file in find_files(BUNDLED):
        imported.take(file.source, file.path.name, file.path.read_bytes())
    for name in CHANNELS.values():
        imported.orders(MAPPINGS / name)


@pytest.mark.parametrize("seed", range(2, 7))
def test_other_samples_full_of_faults_are_too(seed: int) -> None:
    imported = Imported()
    for name, data, _ in sorted(sample_files(seed, 20), key=lambda each: each[0].partition("/")[2]):
        imported.take(MAPPINGS / CHANNELS[name.partition("/")[0]], name, data)
    for name in CHANNELS.values():
        imported.orders(MAPPINGS / name)


def cells(channel: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Rows from so few values that they meet: twins, reversals of reversals, charges, slips."""
    comma = channel == "partner"
    numbers = ["RE1", "RE2", "ST1", "ST2", "AF1"] if comma else ["1", "2", "C1", "c2", "A1", "B1"]
    skus = ["KA-0001", "ka-0001", "KA-00012", "FRACHT", "RABATT", "MUSTER", "AUSFALL"]
    times = ["01.04.2025 09:00", "01.04.2025 10:00", "26.10.2025 02:30", "1.4.2025"]
    prices = ["1,005", "1,0050", "2,5", "0", "-1,005", "1.000,5", "NaN"]
    if not comma:
        skus = ["10001", "10001a", "10001A", "100012", "POST", "m", "D", "S", "B"]
        times = ["2025-04-01 09:00:00", "2025-04-01 10:00:00", "2025-03-30 01:30:00", ""]
        prices = ["1.005", "1.0050", "2.5", "0", "-1.005", "1e400", "0x1"]
    return st.tuples(
        st.sampled_from(numbers),
        st.sampled_from([*skus[:1] * 6, *skus]),
        st.sampled_from(["mug"] * 5 + ["cup", "=mug"]),
        st.sampled_from(["2", "2", "3", "-1", "-2", "-3", "-4", "-9", "0", "200000", "1.5"]),
        st.sampled_from([*times[:2] * 5, *times]),
        st.sampled_from([*prices[:3] * 4, *prices]),
        st.sampled_from(["7", "7", "7.0", "8", ""]),
        st.sampled_from(["UK", "UK", ""]),
    )


def written(rows: Sequence[Sequence[str]], style: Style) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter)
    writer.writerow(style.header)
    writer.writerows(rows)
    return text.getvalue().encode(style.encoding)


@pytest.mark.parametrize("channel", CHANNELS)
@given(st.data())
def test_rows_from_few_values_are_too_over_two_files(channel: str, data: st.DataObject) -> None:
    style = PARTNER if channel == "partner" else SHOP
    mapping = MAPPINGS / CHANNELS[channel]
    imported = Imported()
    for day in "12":
        rows = data.draw(st.lists(cells(channel), max_size=40))
        imported.take(mapping, day, written([*rows, (day, *"abcdefg")], style))
    imported.orders(mapping)


@pytest.mark.skipif("DATA" not in os.environ, reason="DATA names no folder of real files")
def test_the_files_of_a_folder_are_too() -> None:
    imported, sources = Imported(), set[Path]()
    for file in find_files(Path(os.environ["DATA"])):
        imported.take(file.source, file.path.name, file.path.read_bytes())
        sources.add(file.source)
    for source in sources:
        imported.orders(source)
