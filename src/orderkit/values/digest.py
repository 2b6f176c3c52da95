"""One byte form for equal values, and its digest: the same in every process, zone and locale.

Each value is a tag, a length and its bytes, so no two values run into each other. Text is taken
in Unicode's composed form (NFC); decimals by value, whatever their exponent; moments in UTC;
mappings by sorted key; attrs values by class and field names. A field at its default is left out,
so that a field added later, with a default, changes no digest that was ever given.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import ClassVar, TypeAlias

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.exact import Exact
from orderkit.values.instant import utc
from orderkit.values.secret import Secret

__all__ = ["NotCanonicalError", "canonical_bytes", "digest_of"]

_Write: TypeAlias = Callable[[object, list[bytes]], None]


@attrs.frozen(kw_only=True)
class NotCanonicalError(InvalidValueError):
    """A value that has no one byte form, such as a float."""

    code: ClassVar[str] = "digest.type"
    template: ClassVar[str] = "a {type} has no canonical bytes"

    type: str


def digest_of(*parts: object) -> str:
    """SHA-256 over the canonical bytes of the parts, as 64 hexadecimal digits.

    Raises:
        NotCanonicalError: A part is a float, or holds a value of no known kind.
    """
    return hashlib.sha256(canonical_bytes(parts)).hexdigest()


def canonical_bytes(value: object) -> bytes:
    """The one byte form of a value.

    Raises:
        NotCanonicalError: The value is a float, or of no known kind.
    """
    out = list[bytes]()
    _write(value, out)
    return b"".join(out)


def _write(value: object, out: list[bytes]) -> None:
    kind = type(value)
    # The two commonest kinds first: most of an order's terms is text and whole numbers.
    if kind is str:
        out.append(_text(str(value)))
    elif kind is int:
        out.append(b"i%s;" % str(value).encode())
    else:
        # A class is hashable; mypy reads the __hash__ of its instances here.
        _writer(kind)(value, out)  # type: ignore[arg-type]


@lru_cache(maxsize=512)
def _writer(kind: type) -> _Write:
    """How values of a kind are written; a kind is written the same for good."""
    for known, write in _KINDS:
        if issubclass(kind, known):
            return write
    if attrs.has(kind):
        return _fields(kind)
    raise NotCanonicalError(type=kind.__name__)


def _fields(kind: type[attrs.AttrsInstance]) -> _Write:
    fields = sorted((field for field in attrs.fields(kind) if field.eq), key=lambda f: f.name)
    names = tuple(_text(field.name) for field in fields)
    # A field without a default is always written; None would be one.
    defaults = tuple(field.default for field in fields)
    head = b"v" + _text(kind.__name__)
    # A getter of a single name gives no tuple; the class is asked for beside them.
    read = attrgetter("__class__", "__class__", *(field.name for field in fields))

    def write(value: object, out: list[bytes]) -> None:
        out.append(head)
        for name, default, part in zip(names, defaults, read(value)[2:], strict=True):
            # Most parts differ from their default in kind already, or are the very one.
            if part is default or (default is not attrs.NOTHING and part == default):
                continue
            out.append(name)
            if type(part) is str:
                out.append(_text(part))
            else:
                _write(part, out)
        out.append(b";")

    return write


def _write_none(_: object, out: list[bytes]) -> None:
    out.append(b"n;")


def _write_bool(value: object, out: list[bytes]) -> None:
    out.append(b"t;" if value else b"f;")


def _write_enum(value: object, out: list[bytes]) -> None:
    _write(value.value if isinstance(value, Enum) else value, out)


def _write_text(value: object, out: list[bytes]) -> None:
    out.append(_text(str(value)))


def _write_int(value: object, out: list[bytes]) -> None:
    out.append(b"i%s;" % str(value).encode())


def _write_list(value: object, out: list[bytes]) -> None:
    items = value if isinstance(value, tuple | list) else ()
    out.append(b"l%d:" % len(items))
    for item in items:
        _write(item, out)


def _write_set(value: object, out: list[bytes]) -> None:
    items = value if isinstance(value, frozenset | set) else ()
    _write(sorted(canonical_bytes(item) for item in items), out)


def _write_mapping(value: object, out: list[bytes]) -> None:
    items = value if isinstance(value, Mapping) else {}
    out.append(b"m%d:" % len(items))
    for key, item in sorted((canonical_bytes(key), canonical_bytes(items[key])) for key in items):
        out.append(key + item)


def _write_datetime(value: object, out: list[bytes]) -> None:
    if isinstance(value, datetime):
        out.append(b"a%s;" % utc(value).isoformat().encode())


def _write_date(value: object, out: list[bytes]) -> None:
    if isinstance(value, date):
        out.append(b"d%s;" % value.isoformat().encode())


def _write_exact(value: object, out: list[bytes]) -> None:
    # It has one form already, and stands on every line of an order.
    out.append(b"q%s;" % str(value).encode())


def _write_secret(value: object, out: list[bytes]) -> None:
    if isinstance(value, Secret):
        out.append(b"x" + _text(value.reveal()))


def _write_decimal(value: object, out: list[bytes]) -> None:
    # Through Exact, since a Decimal of ten bytes can stand for two million digits.
    if isinstance(value, Decimal):
        out.append(b"q%s;" % str(Exact.of(value)).encode())


def _write_fraction(value: object, out: list[bytes]) -> None:
    if isinstance(value, Fraction):
        out.append(b"r%d/%d;" % (value.numerator, value.denominator))


def _write_bytes(value: object, out: list[bytes]) -> None:
    if isinstance(value, bytes):
        out.append(b"b%d:%s" % (len(value), value))


# In turn, since some kinds are kinds of others: a bool is an int, a moment is a day.
_KINDS: tuple[tuple[type, _Write], ...] = (
    (type(None), _write_none),
    (bool, _write_bool),
    (Enum, _write_enum),
    (str, _write_text),
    (int, _write_int),
    (tuple, _write_list),
    (list, _write_list),
    (datetime, _write_datetime),
    (date, _write_date),
    (Exact, _write_exact),
    (Secret, _write_secret),
    (Decimal, _write_decimal),
    (Fraction, _write_fraction),
    (Mapping, _write_mapping),
    (frozenset, _write_set),
    (set, _write_set),
    (bytes, _write_bytes),
)


def _text(text: str) -> bytes:
    if text.isascii():
        return b"s%d:%s" % (len(text), text.encode())
    body = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
    return b"s%d:%s" % (len(body), body)
