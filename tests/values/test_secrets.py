"""Secrets and account numbers: kept and compared, and stars wherever they are shown."""

import json
import logging
import pickle
from datetime import UTC, date, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.codec import standard_codec
from orderkit.locales import say
from orderkit.order import (
    Amend,
    Attribute,
    ChangeAttribute,
    InvalidTermsError,
    PlaceOrder,
    decide,
    fold,
    preview,
)
from orderkit.settlement import Payer, Receipt
from orderkit.testing.stored import terms_of
from orderkit.values import (
    STARS,
    Context,
    Currency,
    InvalidSecretError,
    OrganisationId,
    PartyId,
    ReceiptId,
    Secret,
    block,
    digest_of,
)

HIDDEN: Final = "DE89370400440532013000"
ANN: Final = Context.by("ann", OrganisationId("acme"), datetime(2026, 3, 2, 9, tzinfo=UTC))
ACCOUNT: Final = Attribute(name="account", value=Secret(HIDDEN))
TERMS: Final = attrs.evolve(terms_of("O1", pieces=5), attributes=(ACCOUNT,))


def shown_everywhere(value: object) -> str:
    """All the ways in which a value gets out of a program by itself."""
    return " ".join(
        [repr(value), str(value), f"{value}", f"{value!s:>40}", repr([value]), repr({1: value})]
    )


@pytest.mark.parametrize(
    "value",
    [
        Secret(HIDDEN),
        ACCOUNT,
        TERMS,
        PlaceOrder(TERMS),
        ChangeAttribute("account", Secret(HIDDEN)),
        block("host.account", "", account=Secret(HIDDEN)),
        Receipt(
            id=ReceiptId("R1"),
            organisation=OrganisationId("acme"),
            amount=5,
            currency=Currency.of("EUR"),
            received_on=date(2026, 3, 2),
            payer_account=HIDDEN,
        ),
        Payer(customer=PartyId("C1"), accounts=(HIDDEN,)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_89_what_holds_a_secret_shows_stars(value: object) -> None:
    shown = shown_everywhere(value)
    assert HIDDEN not in shown
    assert STARS in shown


def test_a_89_a_difference_shows_stars_on_both_sides() -> None:
    order = fold(decide(None, PlaceOrder(TERMS), ANN).events)
    assert order is not None
    other = Amend.on(order, ChangeAttribute("account", Secret("FR7630006000011234567890189")))
    shown = preview(order, other, ANN)
    (change,) = [each for each in shown.changes if each.path == "attributes/account"]
    assert change.before != change.after
    assert (str(change.before), str(change.after)) == (STARS, STARS)
    text = shown_everywhere(shown)
    assert HIDDEN not in text
    assert "FR76" not in text


def test_a_89_a_sentence_an_error_and_a_log_show_stars(caplog: pytest.LogCaptureFixture) -> None:
    found = block("host.account", "", account=Secret(HIDDEN))
    more = {"en": {"host.account": "Not {account}."}}
    assert say(found, "en", more=more) == f"Not {STARS}."
    with pytest.raises(InvalidTermsError) as caught:
        attrs.evolve(TERMS, number=Secret(HIDDEN))  # type: ignore[arg-type]  # what is tried
    assert HIDDEN not in shown_everywhere(caught.value)
    logging.getLogger("host").warning("%s %r", TERMS, found)
    assert STARS in caplog.text
    assert HIDDEN not in caplog.text


def test_a_89_a_pickle_holds_stars() -> None:
    for value in (Secret(HIDDEN), ACCOUNT, TERMS, block("host.account", "", of=Secret(HIDDEN))):
        assert HIDDEN.encode() not in pickle.dumps(value)
    again = pickle.loads(pickle.dumps(ACCOUNT))  # noqa: S301 - our own bytes
    assert again.value.reveal() == STARS


@given(st.text(), st.text())
def test_equal_texts_are_equal_secrets(one: str, other: str) -> None:
    assert (Secret(one) == Secret(other)) == (one == other)
    assert len({Secret(one), Secret(one)}) == 1
    assert not {Secret(one)}.intersection({one})
    assert digest_of(Secret(one)) == digest_of(Secret(one)) != digest_of(one)


def test_a_store_keeps_the_text_itself() -> None:
    codec = standard_codec()
    written = codec.encode(TERMS)
    assert json.loads(written)["attributes"] == [["account", ["secret", HIDDEN]]]
    read = codec.decode(written)
    assert read == TERMS
    assert digest_of(read) == TERMS.digest


@pytest.mark.parametrize("value", [None, 7, b"x", ["x"]])
def test_what_is_no_text_is_no_secret_and_is_not_told(value: object) -> None:
    with pytest.raises(InvalidSecretError) as caught:
        Secret(value)  # type: ignore[arg-type]  # the very thing that is tried
    assert caught.value.type == type(value).__name__
