"""Laws of judging: one fate a row, amounts that add up, and a memory that can be read back."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import (
    ColumnMapping,
    Fate,
    RowBook,
    RowKind,
    RowReader,
    Verdict,
    credit_drafts,
    judge,
    order_drafts,
    read_sheet,
)
from orderkit.testing.capture import file_of, files, mapping_of, row_of
from orderkit.values import LineId, Severity

MAPPINGS = [
    mapping_of(),
    mapping_of("duplicates = 'add'"),
    mapping_of("no_customer = 'reject'"),
]


def judged(data: bytes, mapping: ColumnMapping, book: RowBook) -> list[Verdict]:
    sheet = read_sheet(data, name="may.csv", mapping=mapping)
    return list(judge(sheet.rows, RowReader(sheet, mapping), mapping, book))


@given(data=files(), mapping=st.sampled_from(MAPPINGS))
def test_i_79_one_fate_a_row_and_amounts_that_add_up(data: bytes, mapping: ColumnMapping) -> None:
    sheet = read_sheet(data, name="may.csv", mapping=mapping)
    reader = RowReader(sheet, mapping)
    verdicts = list(judge(sheet.rows, reader, mapping, RowBook()))
    assert [verdict.row for verdict in verdicts] == [row.number for row in sheet.rows]
    amounts = [reader.read(row).amount or 0 for row in sheet.rows]
    by_fate = Counter[Fate]()
    for verdict in verdicts:
        by_fate[verdict.fate] += verdict.amount
    assert by_fate.total() == sum(amounts)
    for verdict in verdicts:
        barred = [found for found in verdict.findings if found.severity is Severity.BLOCK]
        assert bool(barred) == bool(verdict.code) == (verdict.fate is Fate.REJECTED)
        assert not barred or verdict.code in {found.code for found in barred}
        assert verdict.unreadable <= (verdict.kind is RowKind.UNREADABLE)


@given(data=files(most=20), mapping=st.sampled_from(MAPPINGS), cut=st.integers(0, 20))
def test_law_resumable_a_row_gets_what_the_rows_before_it_say(
    data: bytes, mapping: ColumnMapping, cut: int
) -> None:
    sheet = read_sheet(data, name="may.csv", mapping=mapping)
    reader, book = RowReader(sheet, mapping), RowBook()
    first = list(judge(sheet.rows[:cut], reader, mapping, book))
    second = list(judge(sheet.rows[cut:], reader, mapping, book))
    assert list(judge(sheet.rows[cut:], reader, mapping, RowBook.restore(first))) == second
    if not mapping.add_duplicates:
        # Rows join within one file alone, so that there a cut is a cut between files.
        assert judged(data, mapping, RowBook()) == first + second


@given(data=files(most=20), mapping=st.sampled_from(MAPPINGS))
def test_law_no_line_gives_back_more_than_it_has(data: bytes, mapping: ColumnMapping) -> None:
    verdicts = judged(data, mapping, RowBook())
    left = Counter[object]()
    for verdict in verdicts:
        if verdict.kind is RowKind.GOODS and verdict.fate is Fate.ACCEPTED and verdict.record:
            left[verdict.line] += verdict.record.quantity
        for take in verdict.takes:
            assert take.pieces > 0
            left[take.line] -= take.pieces
            assert left[take.line] >= 0
        if verdict.takes and verdict.record:
            assert sum(take.pieces for take in verdict.takes) == -verdict.record.quantity


@given(data=files(most=20), mapping=st.sampled_from(MAPPINGS))
def test_law_drafts_hold_every_row_that_has_a_part_in_an_order_once(
    data: bytes, mapping: ColumnMapping
) -> None:
    book = RowBook()
    verdicts = judged(data, mapping, book)
    drafts = order_drafts(verdicts, mapping, lambda _: False, book.customer)
    alone = credit_drafts(verdicts, mapping)
    groups = [draft.verdicts for draft in drafts] + [draft.verdicts for draft in alone]
    parts = [each.row for group in groups for each in group]
    assert len(set(parts)) == len(parts)
    amounts = {verdict.row: verdict.amount for verdict in verdicts}
    billed = sum(line.amount for draft in drafts for line in draft.lines)
    billed += sum(charge.amount for draft in drafts for charge in draft.charges)
    billed += sum(charge.amount for draft in alone for charge in draft.charges)
    rounded = sum(len(draft.verdicts) for draft in drafts) if mapping.add_duplicates else 0
    # A line of several equal rows is rounded once, and not once for each of them.
    assert abs(billed - sum(amounts[row] for row in parts)) <= rounded
    for draft in drafts:
        ids = [line.id for line in draft.lines] + [charge.id for charge in draft.charges]
        assert len(set(ids)) == len(ids)
        assert LineId("") not in ids


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_each_fate_is_within_reach(mapping: ColumnMapping) -> None:
    rows = [
        row_of(),
        row_of(),
        row_of("1001", "POST"),
        row_of("C1002", quantity="-1"),
        row_of(price="NaN"),
    ]
    verdicts = judged(file_of(rows), mapping, RowBook())
    second = Fate.ACCEPTED if mapping.add_duplicates else Fate.MERGED
    assert [verdict.fate for verdict in verdicts] == [
        Fate.ACCEPTED,
        second,
        Fate.CHARGE,
        Fate.ACCEPTED,
        Fate.REJECTED,
    ]


@pytest.mark.parametrize(
    ("mapping", "codes"),
    [
        (MAPPINGS[0], ["", "", "cancellation.guest", "", ""]),
        (MAPPINGS[2], ["", "customer.missing", "customer.missing", "", ""]),
    ],
    ids=["guest", "reject"],
)
def test_an_absent_customer_bars_goods_and_reversals_and_no_charge(
    mapping: ColumnMapping, codes: list[str]
) -> None:
    rows = [
        row_of("1001", "POST", customer=""),
        row_of("1002", customer=""),
        row_of("C1003", quantity="-1", customer=""),
        row_of("1002", customer=""),
        row_of("A1004", customer=""),
    ]
    verdicts = judged(file_of(rows), mapping, RowBook())
    assert [verdict.code for verdict in verdicts] == codes
    assert [verdicts[place].fate for place in (0, 3, 4)] == [
        Fate.CHARGE,
        Fate.MERGED,
        Fate.CHARGE,
    ]
