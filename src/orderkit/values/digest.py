"""One byte form for equal values, and its digest: the same in every process, zone and locale.

Each value is a tag, a length and its bytes, so no two values run into each other. Text is taken
in Unicode's composed form (NFC); numbers by value, whatever their exponent; moments in UTC;
mappings by sorted key; attrs values by class and field names, sorted, less what `eq` leaves out.
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.exact import Exact
from orderkit.values.instant import utc

__all__ = ["NotCanonicalError", "canonical_bytes", "digest_of"]


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
    if kind is str:
        out.append(_text(str(value)))
    elif kind is int:
        out.append(_framed(b"i", str(value).encode()))
    elif value is None:
        out.append(b"n;")
    elif kind is bool:
        out.append(b"t;" if value else b"f;")
    elif isinstance(value, Enum):
        _write(value.value, out)
    elif isinstance(value, tuple | list):
        out.append(b"l%d:" % len(value))
        for item in value:
            _write(item, out)
    elif isinstance(value, datetime):
        out.append(_framed(b"a", utc(value).isoformat().encode()))
    elif isinstance(value, date):
        out.append(_framed(b"d", value.isoformat().encode()))
    elif isinstance(value, Exact):
        out.append(_ratio(value.fraction))
    elif isinstance(value, Decimal | Fraction):
        out.append(_ratio(_fraction(value)))
    elif isinstance(value, Mapping):
        _write_mapping(value, out)
    elif isinstance(value, frozenset | set):
        _write(sorted(canonical_bytes(item).hex() for item in value), out)
    elif isinstance(value, bytes):
        out.append(_framed(b"b", value))
    else:
        _write_fields(value, out)


def _write_fields(value: object, out: list[bytes]) -> None:
    # A class is hashable; mypy reads the __hash__ of its instances here.
    head, names = _fields(type(value))  # type: ignore[arg-type]
    out.append(head)
    for name in names:
        _write(getattr(value, name), out)


@lru_cache(maxsize=512)
def _fields(kind: type[object]) -> tuple[bytes, tuple[str, ...]]:
    """Head and field names of an attrs class; a class is written the same for good."""
    if not attrs.has(kind):
        raise NotCanonicalError(type=kind.__name__)
    names = tuple(sorted(field.name for field in attrs.fields(kind) if field.eq))
    return _text(kind.__name__) + b"".join(map(_text, names)), names


def _write_mapping(value: Mapping[object, object], out: list[bytes]) -> None:
    out.append(b"m%d:" % len(value))
    for key, item in sorted((canonical_bytes(key), item) for key, item in value.items()):
        out.append(key)
        _write(item, out)


def _text(text: str) -> bytes:
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _framed(b"s", composed.encode("utf-8", "surrogatepass"))


def _ratio(number: Fraction) -> bytes:
    return _framed(b"q", f"{number.numerator}/{number.denominator}".encode())


def _fraction(number: Decimal | Fraction) -> Fraction:
    # Through Exact, since a Decimal of ten bytes can stand for two million digits.
    return Exact.of(number).fraction if isinstance(number, Decimal) else number


def _framed(tag: bytes, body: bytes) -> bytes:
    return b"%s%d:%s" % (tag, len(body), body)
