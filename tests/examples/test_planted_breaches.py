"""Each check of `summary.json` can fail: a breach is planted in a finished database, and found."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from tests.examples.conftest import Summarised

from page_words import words_of

PLANTED: Final[Mapping[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("planted_breaches.toml").read_text("utf-8")
)


def outcomes(told: object) -> dict[str, tuple[bool, int]]:
    """Of each check, whether it held and how much it looked at."""
    assert isinstance(told, dict)
    return {name: (each["ok"], each["checked"]) for name, each in told.items()}


def test_all_holds_before_and_each_check_looked_at_something(summarised: Summarised) -> None:
    found = outcomes(summarised()["invariants"])
    assert [name for name, (ok, _) in found.items() if not ok] == []
    assert [name for name, (_, checked) in found.items() if checked < 1] == []


def test_a_breach_is_planted_for_each_check_and_no_other(summarised: Summarised) -> None:
    assert set(PLANTED) == set(outcomes(summarised()["invariants"]))


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_the_page_has_words_for_each_check(locale: str) -> None:
    words = words_of(locale).words
    assert [name for name in PLANTED if name not in words] == []


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        pytest.param(name, statement, id=f"{name} {number}")
        for name, statements in PLANTED.items()
        for number, statement in enumerate(statements, 1)
    ],
)
def test_a_planted_breach_is_found(name: str, statement: str, summarised: Summarised) -> None:
    summary = summarised(statement)
    ok, _ = outcomes(summary["invariants"])[name]
    breaches = summary["breaches"]
    assert isinstance(breaches, dict)
    assert not ok
    assert breaches[name]
