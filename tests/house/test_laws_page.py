"""The page of laws tells of every number, and claims nothing that is not there."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGE = loaded("make_laws")
LAWS = {law.id: law for law in PAGE.laws()}
TESTS = PAGE.numbered()
BREACHES = [(law.id, breach) for law in LAWS.values() for breach in law.breaches]


def test_the_page_of_laws_is_up_to_date() -> None:
    assert PAGE.main(["--check"]) == 0, "run python docs/make_laws.py"


def test_the_page_of_published_figures_is_up_to_date() -> None:
    page = loaded("make_compatibility")
    assert page.main(["--check"]) == 0, "run python docs/make_compatibility.py"


def test_every_number_of_both_catalogues_stands_once_and_in_order() -> None:
    numbers = [
        f"{letter}-{number:02}"
        for letter, _, last in PAGE.CATALOGUES
        for number in range(1, last + 1)
    ]
    assert [law.id for law in PAGE.laws()] == numbers


def test_a_law_is_one_plain_sentence() -> None:
    for law in LAWS.values():
        assert re.fullmatch(r"[^\n|]{20,200}\.", law.text), law.id
        assert "\n" not in law.missing, law.id
        assert not law.missing.endswith("."), law.id


def test_no_test_carries_a_number_that_is_not_there() -> None:
    assert set(TESTS) <= set(LAWS)


def test_what_is_missing_is_told_of_tested_numbers_alone() -> None:
    assert {law.id for law in LAWS.values() if law.missing} <= set(TESTS)


@pytest.mark.parametrize(("number", "breach"), BREACHES)
def test_a_breach_fits_the_source_and_names_a_test_of_its_number(
    number: str,
    breach: object,
) -> None:
    file, test = getattr(breach, "file", ""), getattr(breach, "test", "")
    source = (DOCS.parent / file).read_text("utf-8")
    old, new = getattr(breach, "old", ""), getattr(breach, "new", "")
    assert file.startswith("src/orderkit/")
    assert source.count(old) == 1
    assert old != new
    names = {each.rpartition("::")[2] for each in TESTS.get(number, ())}
    assert test.rpartition("::")[2].partition("[")[0] in names
    assert (DOCS.parent / test.partition("::")[0]).is_file()


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("test_i_07_an_order", ["I-07"]),
        ("test_i_74_a_76_a_repeated_key", ["I-74", "A-76"]),
        ("test_a_third_decimal", []),
        ("test_it_holds", []),
    ],
)
def test_numbers_are_read_off_the_beginning_of_a_name(name: str, numbers: list[str]) -> None:
    assert PAGE.numbers_of(name) == numbers


def test_a_number_is_held_only_with_a_test_and_a_breach_and_nothing_missing() -> None:
    breach = PAGE.Breach(file="f", what="w", old="o", new="n", test="t")
    law = PAGE.Law(id="I-01", room="r", text="t", breaches=(breach,))
    assert PAGE.state(law, {"I-01": ["t"]}) == "held"
    assert PAGE.state(law, {}) == "open"
    for lacking in (
        PAGE.Law(id="I-01", room="r", text="t"),
        PAGE.Law(id="I-01", room="r", text="t", missing="m", breaches=(breach,)),
    ):
        assert PAGE.state(lacking, {"I-01": ["t"]}) == "partly"
