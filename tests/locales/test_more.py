"""A host's own sentences: said as the library's are, and no template either."""

from typing import ClassVar, final

import attrs
import pytest

from orderkit.errors import InvalidValueError
from orderkit.locales import UnknownLocaleError, say, say_error, say_reason
from orderkit.values import Currency, Money, block

OURS = {
    "en": {
        "order.small": "The order comes to {total}; {missing} more reach the minimum.",
        "line.unknown": "No line {line} here.",
        "host.own": "{value} is not ours.",
        "match.telephone": "The payer was asked by telephone.",
    },
    "zh_CN": {"order.small": "订单金额为 {total}，还差 {missing} 才达到最低金额。"},
}
EUR = Currency.of("EUR")
SMALL = block(
    "order.small", "", total=Money.exactly("39.8", EUR), missing=Money.exactly("10.2", EUR)
)


@final
@attrs.frozen(kw_only=True)
class _OwnError(InvalidValueError):
    code: ClassVar[str] = "host.own"

    value: str


def test_a_hosts_code_is_said_in_both_languages_with_its_figures_shown() -> None:
    assert (
        say(SMALL, "en", more=OURS) == "The order comes to €39.80; €10.20 more reach the minimum."
    )
    assert say(SMALL, "zh_CN", more=OURS) == "订单金额为 €39.80，还差 €10.20 才达到最低金额。"


def test_errors_and_reasons_of_a_host_are_said_too() -> None:
    assert say_error(_OwnError(value="x"), "en", more=OURS) == "x is not ours."
    assert say_reason("match.telephone", "en", more=OURS) == "The payer was asked by telephone."


def test_a_hosts_sentence_wins_and_the_librarys_is_said_where_it_has_none() -> None:
    found = block("line.unknown", "", line="7")
    assert say(found, "en", more=OURS) == "No line 7 here."
    assert say(found, "zh_CN", more=OURS) == say(found, "zh_CN")


def test_what_nobody_has_a_sentence_for_is_its_code() -> None:
    assert say(SMALL, "en") == "order.small"
    assert say(SMALL, "en", more={"en": {}}) == "order.small"
    assert say_error(_OwnError(value="x"), "zh_CN", more=OURS) == "host.own"


def test_a_20_a_value_in_a_hosts_sentence_is_no_template_and_is_escaped() -> None:
    found = block("host.own", "", value="{other}\u202e", other="told")
    assert say(found, "en", more=OURS) == "{other}\\u202e is not ours."


def test_a_host_brings_sentences_and_no_locales() -> None:
    with pytest.raises(UnknownLocaleError):
        say(SMALL, "fr", more={"fr": {"order.small": "petit"}})
