"""Values that are given what they never hold: a typed error, not whatever Python trips over."""

import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import attrs
import pytest

import orderkit
from orderkit.errors import OrderkitError
from orderkit.values import Currency

# Their values are made by hosts; those of the others are not.
OTHERS: Final = {"adapters", "codec", "locales", "testing"}
ROOMS: Final = [
    room.name for room in iter_modules(orderkit.__path__) if room.ispkg and room.name not in OTHERS
]
JUNK: Final = [
    None,
    True,
    -1,
    2**63,
    10**400,
    1.5,
    float("nan"),
    Decimal("NaN"),
    Fraction(1, 3),
    "",
    "a\0b",
    "\ud800",
    "x" * 5000,
    b"x",
    (),
    {},
    (1,),
    (None,),
    [1],
    object(),
    int,
    datetime(2026, 1, 1),  # noqa: DTZ001 - naive on purpose
    date(2026, 1, 1),
    datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    datetime(2026, 1, 1, tzinfo=UTC),
    Currency.of("EUR"),
]


def _values() -> Iterator[type]:
    for room in ROOMS:
        module = import_module(f"orderkit.{room}")
        for name in module.__all__:
            found = getattr(module, name)
            if inspect.isclass(found) and attrs.has(found) and not issubclass(found, Exception):
                yield found


@pytest.mark.parametrize("kind", sorted(set(_values()), key=str), ids=lambda kind: kind.__name__)
def test_a_value_refuses_junk_by_a_typed_error(kind: type) -> None:
    fields = [field.alias for field in attrs.fields(kind) if field.init]
    strange = {
        f"{type(error).__name__}: {error}"
        for junk in JUNK
        if (error := _raised(kind, dict.fromkeys(fields, junk))) is not None
    }
    # What is no collection at all, Python refuses by itself and says so.
    assert {told for told in strange if "object is not iterable" not in told} == set()


def _raised(kind: type, fields: dict[str, object]) -> Exception | None:
    try:
        kind(**fields)
    except OrderkitError:
        return None
    except Exception as error:  # noqa: BLE001 - whatever comes is looked at
        return error
    return None
