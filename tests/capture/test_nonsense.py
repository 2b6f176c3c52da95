"""Mappings that say nothing, or what can never count: refused at their key."""

import pytest

from orderkit.capture import ChargeClass, MappingError, read_mapping

NEEDED = """
channel = "shop"
currency = "EUR"
zone = "Europe/Berlin"
[columns]
number = "a"
sku = "b"
quantity = "c"
at = "d"
price = "e"
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(MappingError) as caught:
        read_mapping(text, source="shop.toml")
    return caught.value.why.split("; ")


@pytest.mark.parametrize("prefix", ["A", "a", "AC", "ac9"])
def test_a_reversal_that_is_always_a_bad_debt_is_refused_at_its_key(prefix: str) -> None:
    text = f"reversals = ['C', '{prefix}']\nbad_debts = ['B', 'A']\n"
    (mistake,) = mistakes(text + NEEDED)
    assert mistake.startswith(f"reversals: {prefix.upper()} begins a number of bad_debts")


def test_a_bad_debt_may_be_one_of_many_reversals() -> None:
    text = "reversals = ['A']\nbad_debts = ['AX']\n"
    mapping = read_mapping(text + NEEDED, source="shop.toml")
    assert (mapping.is_reversal("A1"), mapping.is_bad_debt("A1")) == (True, False)
    assert mapping.is_bad_debt("AX1")
    # Where letters are not folded, a small one begins other numbers.
    read_mapping(f"upper = []\nreversals = ['a']\nbad_debts = ['A']\n{NEEDED}", source="shop.toml")


def test_a_shape_that_is_a_charge_and_nothing_else_is_refused() -> None:
    text = "goods = ['P-1', 'POST', 'P##']\ncharges.billable = ['post', 'P-1', 'P12']\n"
    told = mistakes(text + NEEDED)
    assert [mistake.partition(" is ")[0] for mistake in told] == ["goods: P-1", "goods: POST"]
    plain = read_mapping(f"upper = []\ngoods = ['a#']\n{NEEDED}", source="shop.toml")
    assert plain.is_goods("a1")


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-7", "hz", "iso2022_jp", "ISO-2022-JP-2", "iso2022_kr", "idna", "punycode"),
        *("raw_unicode_escape", "unicode escape", "cp037", "mbcs", "OEM", "shift_jis_2004"),
    ],
)
def test_an_encoding_in_which_ascii_changes_is_refused(encoding: str) -> None:
    (mistake,) = mistakes(f"encoding = '{encoding}'\n{NEEDED}")
    assert mistake.startswith(f"encoding: {encoding} is no sound encoding of files")


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "UTF8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"),
        *("ascii", "latin-1", "cp1252", "iso8859-15", "koi8-r", "cp1251", "mac_roman", "cp437"),
        *("gb18030", "gbk", "gb2312", "big5", "cp950", "shift_jis", "cp932", "euc-jp", "euc-kr"),
    ],
)
def test_the_encodings_of_channel_files_are_taken(encoding: str) -> None:
    mapping = read_mapping(f"encoding = '{encoding}'\n{NEEDED}", source="shop.toml")
    assert mapping.encoding == encoding


def test_codes_are_composed_as_cells_are() -> None:
    text = "charges.own_cost = ['GEBÜHR']\nreversals = ['ü']\ngoods = ['Ü#']\n"
    mapping = read_mapping(text + NEEDED, source="shop.toml")
    assert mapping.charges == (("GEBÜHR", ChargeClass.OWN_COST),)
    assert (mapping.reversals, mapping.goods) == (("Ü",), ("Ü#",))
