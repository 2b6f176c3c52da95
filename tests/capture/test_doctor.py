"""The mapping doctor: columns by name and by cells, what is open is told, what is wrong too."""

from fractions import Fraction
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import (
    FIELDS,
    NEEDED,
    NUMBER_FORMATS,
    InvalidProposalError,
    MappingProposal,
    check_mapping,
    propose_mapping,
    read_mapping,
    read_sheet,
)
from orderkit.locales import say
from orderkit.testing import ChannelSample, channel_samples
from orderkit.testing.capture import HEADER, file_of, mapping_of
from orderkit.values import Severity

ENGLISH: Final = ["Order Date", "Qty", "Order Number", "Unit Price (EUR)", "Product", "Buyer"]
CHINESE: Final = [
    "订单号",
    "商品编码",
    "品名",
    "数量(件)",
    "下单时间",
    "单价(元)",
    "客户编号",
    "备注",
]


def codes(proposal: MappingProposal) -> list[str]:
    return [found.code for found in proposal.findings]


@given(channel_samples())
def test_law_read_back_a_named_column_is_found_and_the_text_is_a_mapping(
    sample: ChannelSample,
) -> None:
    proposal = propose_mapping(sample.header, sample.rows)
    assert proposal.columns == sample.columns
    assert proposal.complete
    assert proposal.time in ("", sample.time)
    text = proposal.text(channel="shop", zone="Europe/Berlin", currency="EUR")
    mapping = read_mapping(text, source="proposal")
    assert (mapping.columns, mapping.time) == (proposal.columns, proposal.time)
    assert check_mapping(mapping, sample.header) == ()
    data = file_of(sample.rows, header=sample.header)
    assert len(read_sheet(data, name="a.csv", mapping=mapping).rows) == len(sample.rows)


@given(
    st.lists(st.text(max_size=8), max_size=6),
    st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=6),
)
def test_law_whatever_a_file_holds_no_column_is_proposed_twice(
    header: list[str], rows: list[list[str]]
) -> None:
    proposal = propose_mapping(header, rows)
    assert [each.field for each in proposal.fields] == list(FIELDS)
    columns = [column for _, column in proposal.columns]
    assert len(set(columns)) == len(columns)
    assert {*columns} <= {name.strip() for name in header}
    missing = {found.param("field") for found in proposal.findings if "missing" in found.code}
    assert missing == set(NEEDED) - {field for field, _ in proposal.columns}
    assert proposal.complete is not bool(missing)
    for each in proposal.fields:
        scores = [one.score for one in each.runners_up]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_chinese_columns_units_and_currencies_are_known() -> None:
    rows = [
        ["SO1", "A-1", "杯子", "3件", "2024/03/01 10:00", "1,234.50", "C1", "x"],
        ["SO1", "A-2", "盖子", "13件", "2024/03/12 10:00", "4.50", "C1", "y"],
    ]
    proposal = propose_mapping(CHINESE, rows)
    assert [column for _, column in proposal.columns] == CHINESE[:7]
    assert (proposal.time, proposal.numbers, proposal.currency) == ("%Y/%m/%d %H:%M", "en", "CNY")
    assert (proposal.unit, proposal.endings) == ("C62", (("quantity", "件"),))
    assert codes(proposal) == ["mapping.column_unused"]
    mapping = read_mapping(proposal.text(channel="shop", zone="Asia/Shanghai"), source="p")
    assert (mapping.numbers.group, mapping.suffixes) == (",", (("quantity", "件"),))


@pytest.mark.parametrize(
    ("cells", "ending"),
    [
        (["3 pcs", "12 pcs", "a dozen", "7 pcs"], " pcs"),
        (["17850.0", "13047.0"], ".0"),
        (["3 pcs", "12 pcs", "7", "8"], ""),
        (["A1 x", "A2 x"], ""),
        (["3", "4"], ""),
    ],
    ids=["one misspelt", "a float", "half of them", "a code", "plain"],
)
def test_an_ending_is_what_stands_behind_the_figures_of_most_cells(
    cells: list[str], ending: str
) -> None:
    proposal = propose_mapping(["Qty"], [[cell] for cell in cells])
    wanted = (("quantity", ending),) if ending and proposal.columns else ()
    assert proposal.endings == wanted
    assert dict(proposal.columns).get("quantity", "Qty") == "Qty"


def test_what_a_sample_leaves_open_is_told_and_not_guessed() -> None:
    rows = [
        ["03/04/2024", "2", "A1", "1.234", "P1", "B1"],
        ["05/04/2024", "2", "A1", "2.500", "P1", "B1"],
    ]
    proposal = propose_mapping(ENGLISH, rows)
    assert codes(proposal) == ["mapping.time_ambiguous", "mapping.numbers_ambiguous"]
    assert (proposal.time, proposal.times) == ("%d/%m/%Y", ("%m/%d/%Y",))
    assert (proposal.numbers, proposal.formats) == ("plain", ("de",))
    assert proposal.currency == "EUR"
    # One day beyond the twelfth, and one price of two decimals, decide it.
    more = [*rows, ["05/24/2024", "2", "A1", "0.99", "P1", "B1"]]
    decided = propose_mapping(ENGLISH, more)
    assert (decided.time, decided.numbers, codes(decided)) == ("%m/%d/%Y", "plain", [])


def test_columns_without_a_telling_name_are_found_by_their_cells_and_are_unsure() -> None:
    rows = [
        [f"SO-{n // 2}", f"2024-03-{n + 13}T10:00", f"{n}.95", str(n), f"MUG-{n}"]
        for n in range(1, 9)
    ]
    proposal = propose_mapping(["c1", "c2", "c3", "c4", "c5"], rows)
    assert dict(proposal.columns) == {
        "number": "c1",
        "sku": "c5",
        "at": "c2",
        "price": "c3",
        "quantity": "c4",
    }
    assert codes(proposal) == ["mapping.unsure"] * 5
    assert proposal.complete


def test_a_candidate_says_why_and_who_comes_after_it() -> None:
    rows = [["A1", "A1", "2"], ["A2", "A1", "3"]]
    number = propose_mapping(["Order", "Order Ref X", "Order Qty"], rows).fields[0]
    assert number.best is not None
    assert (number.best.column, number.best.score) == ("Order", Fraction(1))
    assert [say(reason, "en") for reason in number.best.reasons] == [
        "Order is a usual name of this field.",
        "100% of the 2 cells looked at could stand there.",
    ]
    assert number.runners_up[0].column == "Order Ref X"
    assert [reason.code for reason in number.runners_up[0].reasons] == [
        "mapping.named_partly",
        "mapping.fits",
    ]


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (
            (("number", "A"), ("number", "B"), ("sku", "A"), ("quantity", "C"), ("colour", "D")),
            [
                ("mapping.field_unknown", "colour"),
                ("mapping.field_twice", "number"),
                ("mapping.column_twice", "A"),
                ("mapping.field_missing", "at"),
                ("mapping.field_missing", "price"),
            ],
        ),
        ((), [("mapping.field_missing", field) for field in NEEDED]),
        (mapping_of().columns, []),
    ],
    ids=["all at once", "nothing", "sound"],
)
def test_all_faults_of_a_mapping_are_told_at_once(
    columns: tuple[tuple[str, str], ...], found: list[tuple[str, str]]
) -> None:
    told = check_mapping(attrs.evolve(mapping_of(), columns=columns))
    assert {each.severity for each in told} <= {Severity.BLOCK}
    assert [(each.code, each.param("field") or each.param("column")) for each in told] == found


def test_a_37_what_a_header_lacks_and_has_twice_is_told_before_a_file_is_read() -> None:
    header = [*(name for name in HEADER if name != "Price"), "Pieces"]
    told = [(each.code, each.param("column")) for each in check_mapping(mapping_of(), header)]
    assert told == [("mapping.column_missing", "Price"), ("mapping.header_twice", "Pieces")]
    assert check_mapping(mapping_of(), HEADER) == ()


def test_a_sample_of_other_things_than_texts_is_refused() -> None:
    with pytest.raises(InvalidProposalError):
        propose_mapping(["Order"], [[1]])  # type: ignore[list-item] # on purpose
    with pytest.raises(InvalidProposalError):
        MappingProposal(fields=(), numbers="none")
    assert set(NUMBER_FORMATS) >= {"plain"}
