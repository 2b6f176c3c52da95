import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.settlement import ReferenceIndex, Strength, rf_reference
from orderkit.values import DocumentNumber

INDEX = ReferenceIndex.of(
    [
        (DocumentNumber(number), (rf_reference(number[4:]), *more))
        for number, more in (
            ("INV-2010-000123", ("O-17",)),
            ("INV-2010-000132", ()),
            ("INV-2010-002345", ()),
            ("INV-2011-000123", ()),
            ("CRN-2010-000007", ()),
            ("GOODWILL", ()),
        )
    ]
)


def named(text: str) -> list[tuple[str, ...]]:
    return [tuple(each.documents) for each in INDEX.read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "INV-2010-000123",
        "Invoice inv-2010-000123 thank you",
        "INV2010000123",
        "INV 2010 000123",
        "INV/2010/000123",
        "2010-123",
        "Re.2010000123",
        "inv no 123/2010",
        "INV-10-000123",
        "SVWZ+INV-2010-000123 KD",
        "/REMI/INV-2010-000123 2026-03-14",
        "order O-17",
        rf_reference("2010000123"),
        "RF" + rf_reference("2010000123")[2:4] + " 2010 0001 23",
    ],
)
def test_one_document_in_the_many_ways_payers_write_it(text: str) -> None:
    assert named(text) == [("INV-2010-000123",)]


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("000123", ("INV-2010-000123", "INV-2011-000123")),
        ("INV 000007", ()),
        ("000007", ("CRN-2010-000007",)),
        ("2345", ("INV-2010-002345",)),
        ("INV-2010-00012", ()),
        ("INV-2010-000999", ()),
        ("RF99123", ()),
    ],
)
def test_the_end_of_a_number_names_what_it_can_and_a_cut_one_nothing(
    text: str, documents: tuple[str, ...]
) -> None:
    assert named(text) == [documents]


@pytest.mark.parametrize("text", ["", "thank you", "12", "货款", "2026-03-14", "\u202e\x00 !"])
def test_noise_mentions_nothing(text: str) -> None:
    assert named(text) == []


def test_a_counter_of_four_digits_before_its_year_is_no_end_of_a_number() -> None:
    (mention,) = INDEX.read("inv no 2345/2010")
    assert (mention.strength, mention.documents) == (Strength.FORMED, ("INV-2010-002345",))


def test_several_numbers_are_read_in_order_and_each_once() -> None:
    text = "INV-2010-000132, INV-2010-000123; INV-2010-000132 + 2010-2345"
    assert named(text) == [("INV-2010-000132",), ("INV-2010-000123",), ("INV-2010-002345",)]
    assert named("2010-132 2010-123") == [("INV-2010-000132",), ("INV-2010-000123",)]


def test_a_number_read_in_full_is_stronger_than_its_end() -> None:
    whole, formed, tail = INDEX.read("INV-2010-000123; 123/2010; 2345")
    assert whole.strength > formed.strength > tail.strength is Strength.TAIL


def test_a_range_names_the_documents_between_its_ends() -> None:
    (mention,) = INDEX.read("INV 000123-000132")
    assert mention.until == "000132"
    assert INDEX.between(mention) == ("INV-2010-000123", "INV-2011-000123", "INV-2010-000132")
    assert INDEX.between(INDEX.read("INV-2010-000123")[0]) == ()


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("INV-2010-000124", "INV-2010-000123"),
        ("INV-2010-000213", "INV-2010-000123"),
        ("INV-2010-00013", "INV-2010-000132"),
    ],
)
def test_one_slip_away_are_a_wrong_digit_two_swapped_and_the_last_one_lost(
    text: str, document: str
) -> None:
    assert document in INDEX.near(INDEX.read(text)[0])


def test_a_reference_without_a_counter_has_nothing_near() -> None:
    assert INDEX.near(INDEX.read("order O-17")[0]) == ()


def test_the_creditor_reference_is_that_of_the_standard() -> None:
    assert rf_reference("539007547034") == "RF18539007547034"
    assert len(rf_reference("9" * 40)) == 25


@given(text=st.text(max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    for mention in INDEX.read(text):
        INDEX.near(mention)
        INDEX.between(mention)


@given(text=st.text(alphabet="INV-20101 ./,RF#", max_size=2000))
def test_no_text_of_a_number_s_own_signs_does_either(text: str) -> None:
    for mention in INDEX.read(text):
        assert set(mention.documents) <= set(INDEX.between(mention)) | {
            name for found in INDEX.whole.values() for name in found
        }
