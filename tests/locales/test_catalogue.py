"""The catalogues name every code of the source, and nothing else."""

import gc
import importlib.util
import pkgutil
import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import get_origin

import attrs
import pytest

import orderkit
from orderkit.errors import OrderkitError
from orderkit.locales import LOCALES, Kind, UnknownLocaleError, sentences

_KINDS: tuple[Kind, ...] = ("finding", "error", "reason")
_SCRIPT = Path(__file__).parents[2] / "docs" / "make_codes.py"
_SLOT = re.compile(r"\{([^{}]*)\}")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_codes", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_CODES = _loaded()
_OF_SOURCE = tuple(_CODES.codes())


def _slots(sentence: str) -> set[str]:
    return set(_SLOT.findall(sentence))


def _errors() -> list[type[OrderkitError]]:
    for found in pkgutil.walk_packages(orderkit.__path__, "orderkit."):
        if not found.name.startswith("orderkit.testing"):
            import_module(found.name)
    # The class that attrs made a slotted one of is a subclass too, until it is collected.
    gc.collect()
    known, waiting = list[type[OrderkitError]](), [OrderkitError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("orderkit."):
            known.append(error)
    return known


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", _KINDS)
def test_each_code_of_the_source_has_a_sentence_and_none_is_superfluous(
    kind: Kind, locale: str
) -> None:
    assert set(sentences(kind, locale)) == {each.code for each in _OF_SOURCE if each.kind == kind}


def test_each_error_class_at_run_time_has_a_sentence() -> None:
    assert set(sentences("error", "en")) == {error.code for error in _errors()}


@pytest.mark.parametrize("kind", _KINDS)
def test_slots_are_equal_in_both_languages(kind: Kind) -> None:
    english, chinese = sentences(kind, "en"), sentences(kind, "zh_CN")
    assert {code: _slots(english[code]) for code in english} == {
        code: _slots(chinese[code]) for code in chinese
    }


def test_the_sentence_of_a_finding_names_only_what_each_place_passes() -> None:
    for each in _OF_SOURCE:
        if each.kind == "finding" and each.params is not None:
            assert _slots(sentences("finding", "en")[each.code]) <= each.params, each


def test_each_place_that_makes_a_finding_is_read_at_least_once() -> None:
    read = {each.code for each in _OF_SOURCE if each.kind == "finding" and each.params is not None}
    assert read == set(sentences("finding", "en"))


def test_the_sentence_of_a_reason_has_no_slot() -> None:
    assert not any(_slots(sentence) for sentence in sentences("reason", "en").values())


def test_the_sentence_of_an_error_names_fields_of_its_class_and_misses_none() -> None:
    for error in _errors():
        # Findings have sentences of their own.
        fields = {
            field.name for field in attrs.fields(error) if get_origin(field.type) is not tuple
        }
        assert _slots(sentences("error", "en")[error.code]) == fields, error


@pytest.mark.parametrize("kind", _KINDS)
def test_a_chinese_sentence_is_chinese(kind: Kind) -> None:
    for code, sentence in sentences(kind, "zh_CN").items():
        assert _CHINESE.search(sentence), code
        assert sentence != sentences(kind, "en")[code]
        assert sentence.endswith("。"), code


@pytest.mark.parametrize("kind", _KINDS)
def test_an_english_sentence_is_a_whole_one_without_chinese(kind: Kind) -> None:
    for code, sentence in sentences(kind, "en").items():
        assert sentence.endswith("."), code
        assert not _CHINESE.search(sentence), code


def test_the_page_of_codes_is_up_to_date() -> None:
    assert _CODES.main(["--check"]) == 0, "run python docs/make_codes.py"


def test_an_unknown_locale_is_refused_and_told() -> None:
    with pytest.raises(UnknownLocaleError, match="xx has no catalogue; there are en, zh_CN"):
        sentences("finding", "xx")


def test_a_locale_is_never_a_path() -> None:
    with pytest.raises(UnknownLocaleError):
        sentences("finding", "../messages/en")
