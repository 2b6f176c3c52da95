"""What is always true of records: they read back as written, whatever value was written."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from types import UnionType
from typing import Final, NewType, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from orderkit.codec import SCHEMAS, dumps, loads, read_progress, standard_codec, write_progress
from orderkit.errors import InvalidValueError
from orderkit.fulfilment import ReturnLine, ShipmentLine
from orderkit.order import Hold, Line, Order, Terms
from orderkit.pricing import PriceSourceKind, PriceStamp, determine_price
from orderkit.testing.prices import price_books, price_requests
from orderkit.testing.stored import Step, walks
from orderkit.testing.values import exacts, monies, units
from orderkit.values import (
    Currency,
    Exact,
    Money,
    OrderKey,
    OrganisationId,
    Quantity,
    Secret,
    Unit,
    digest_of,
)

CODEC: Final = standard_codec()
_WHOLE: Final = st.integers(-(2**63) + 1, 2**63 - 1)
_PIECES: Final = st.integers(1, 2**63 - 1)
_MOMENTS: Final = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - made aware in the next line
    lambda at: at.replace(tzinfo=UTC)
)
_CODES: Final = st.sampled_from(["a.b", "credit.exceeded", "order.held"])
_IDS: Final = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"]),
    min_size=1,
    max_size=9,
)
# Where a field's type says less than its class asks for.
_NAMED: Final[Mapping[tuple[str, str], st.SearchStrategy[object]]] = {
    ("Finding", "code"): _CODES,
    ("Waiver", "reason"): _IDS,
    ("ShipmentLine", "quantity"): _PIECES,
    ("ReturnLine", "quantity"): _PIECES,
    ("ReturnLine", "restocked"): st.integers(0, 1),
    ("Tolerance", "lower"): st.integers(0, 1000).map(lambda tenths: Exact(tenths, 1)),
    ("Tolerance", "upper"): st.integers(0, 100).map(Exact),
    ("FoundPrice", "source"): _IDS,
    ("FoundPrice", "entry"): _IDS,
    ("LostPrice", "source"): _IDS,
    ("LostPrice", "entry"): _IDS,
    ("PriceRequest", "quantity"): _PIECES,
    ("PriceRequest", "classes"): st.lists(_IDS, max_size=2).map(tuple),
    ("PriceStamp", "unlisted"): _PIECES,
    ("DeterminationPolicy", "kinds"): st.permutations(list(PriceSourceKind)).map(tuple),
    ("DeterminationPolicy", "most_losers"): _PIECES,
    ("Terms", "revision"): _PIECES,
    ("Terms", "net_days"): st.none() | st.integers(0, 36_525),
    ("Line", "quantity"): _PIECES,
    # A part of a line that is there: its own name is no such line.
    ("Line", "parent"): st.none(),
    # A stamp is what a search found, and seldom what is drawn field by field.
    ("Line", "stamp"): st.none()
    | st.builds(
        lambda asked, book: determine_price(asked, book).stamp, price_requests(), price_books()
    ),
    ("Descent", "quantity"): _PIECES,
    ("Rate", "rate"): exacts().filter(lambda rate: rate.digits > 0),
}
_PLAIN: Final[Mapping[object, st.SearchStrategy[object]]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9),
    int: _WHOLE | st.integers(1, 9),
    bool: st.booleans(),
    datetime: _MOMENTS,
    date: st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    Exact: exacts(),
    Secret: st.text(st.characters(exclude_categories=["Cs"]), max_size=9).map(Secret),
    Currency: st.sampled_from(["EUR", "JPY", "KWD"]).map(Currency.of) | st.just(Currency("PTS", 0)),
    Unit: units(),
    Money: monies(),
    Quantity: st.builds(Quantity, _WHOLE, units()),
}


def of(hint: object) -> st.SearchStrategy[object]:
    """Values of a type as a field names it."""
    if isinstance(hint, NewType):
        return _IDS if hint.__supertype__ is str else of(hint.__supertype__)
    if hint is type(None):
        return st.none()
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([of(part) for part in get_args(hint)])
    if get_origin(hint) is tuple:
        first, *others = get_args(hint)
        if others == [...]:
            return st.lists(of(first), max_size=2).map(tuple)
        return st.tuples(of(first), *map(of, others))
    if hint in _PLAIN:
        return _PLAIN[hint]
    assert isinstance(hint, type), hint
    return st.sampled_from(list(hint)) if issubclass(hint, Enum) else made(hint)


def at_home(fields: dict[str, object]) -> dict[str, object]:
    """The lines of a shipment or a return at shelves of their own kind and house.

    Sums in a functional currency stand only where there is a rate.
    """
    if "functional" in fields and "rate" in fields and fields["rate"] is None:
        fields = {**fields, "functional": None}
    terms = fields.get("terms")
    if "cancelled" in fields and isinstance(terms, Terms):
        # A parcel says of each line how many pieces of it were cancelled.
        fields = {**fields, "cancelled": tuple(line.quantity for line in terms.lines)}
    fields = stamped(fields)
    order, lines = fields.get("order"), fields.get("lines")
    if not isinstance(order, OrderKey) or not isinstance(lines, tuple):
        return fields
    return {**fields, "lines": tuple(moved(line, order.organisation) for line in lines)}


def stamped(fields: dict[str, object]) -> dict[str, object]:
    """A line at the price of its stamp, and terms in the currency of the stamps on their lines."""
    stamp, lines, currency = fields.get("stamp"), fields.get("lines"), fields.get("currency")
    if isinstance(stamp, PriceStamp):
        asked = stamp.request
        return {**fields, "price": stamp.price, "sku": asked.sku, "unit": asked.unit}
    if not isinstance(lines, tuple) or not isinstance(currency, Currency):
        return fields
    return {**fields, "lines": tuple(in_currency(line, currency) for line in lines)}


def in_currency(line: object, currency: Currency) -> object:
    if not isinstance(line, Line) or line.stamp is None:
        return line
    request = attrs.evolve(line.stamp.request, currency=currency)
    return attrs.evolve(line, stamp=attrs.evolve(line.stamp, request=request))


def moved(line: object, house: OrganisationId) -> object:
    if not isinstance(line, ShipmentLine | ReturnLine) or line.key is None:
        return line
    return attrs.evolve(line, key=attrs.evolve(line.key, sku=line.sku, organisation=house))


def made(kind: type) -> st.SearchStrategy[object]:
    """Values of a class, its fields drawn by their types; what it refuses is drawn anew."""
    hints = get_type_hints(kind)
    fields = {
        field.name: _NAMED.get((kind.__name__, field.name), of(hints[field.name]))
        for field in attrs.fields(kind)
        if field.init and field.eq
    }

    @st.composite
    def value(draw: st.DrawFn) -> object:
        given_fields = {name: draw(each) for name, each in fields.items()}
        try:
            return kind(**at_home(given_fields))
        except InvalidValueError:
            return reject()

    return value()


@pytest.mark.parametrize("name", SCHEMAS)
@settings(max_examples=25)
@given(data=st.data())
def test_i_86_a_record_reads_back_as_it_was_written(name: str, data: st.DataObject) -> None:
    value = data.draw(made(CODEC.types[name]))
    written = CODEC.encode(value)
    assert CODEC.decode(written) == value
    assert CODEC.encode(CODEC.decode(written)) == written
    assert digest_of(CODEC.decode(written)) == digest_of(value)


@given(walks())
def test_i_86_a_snapshot_reads_back_as_the_order_that_it_was_of(walk: tuple[Step, ...]) -> None:
    for step in walk:
        assert read_back(step.after) == step.after


def read_back(order: Order) -> Order:
    terms = CODEC.decode_as(type(order.terms), CODEC.encode(order.terms))
    return read_progress(write_progress(order), terms)


@given(_MOMENTS, st.integers(-12, 14))
def test_i_89_a_moment_is_written_alike_whatever_the_clock(at: datetime, hours: int) -> None:
    here, there = Hold(reason="credit", until=at), at.astimezone(timezone(timedelta(hours=hours)))
    assert CODEC.encode(attrs.evolve(here, until=there)) == CODEC.encode(here)


@pytest.mark.parametrize("name", SCHEMAS)
@settings(max_examples=10)
@given(data=st.data())
def test_i_89_both_writers_give_one_byte_form(name: str, data: st.DataObject) -> None:
    record = CODEC.record_of(data.draw(made(CODEC.types[name])))
    plain = json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode()
    assert dumps(record) == plain
    assert loads(plain) == json.loads(plain)
