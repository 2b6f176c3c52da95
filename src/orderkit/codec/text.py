"""JSON as bytes: quick for our own records, strict for everybody else's.

Our own records are written and read by orjson where it is installed and by the standard library
otherwise, to the same bytes. Text from outside goes through `read_json`, which refuses what
quietly changes meaning: twin keys, NaN and infinity, numbers beyond their bounds, bottomless
nesting.
"""

import importlib
import importlib.util
import json
from collections.abc import Callable
from typing import ClassVar, Final, TypeAlias

import attrs

from orderkit.errors import UnreadableDataError
from orderkit.values import (
    Exact,
    JsonDepthError,
    JsonDuplicateError,
    JsonError,
    read_decimal,
    shown,
    strict_json,
)

__all__ = [
    "Json",
    "JsonDepthError",
    "JsonDuplicateError",
    "JsonError",
    "JsonNumberError",
    "dumps",
    "loads",
    "read_json",
]

Json: TypeAlias = "bool | int | str | Exact | list[Json] | dict[str, Json] | None"

_LARGEST: Final = 64 * 2**20


@attrs.frozen(kw_only=True)
class JsonNumberError(UnreadableDataError):
    """NaN, infinity, or a number beyond all bounds."""

    code: ClassVar[str] = "json.number"


def _plain_dumps(value: object) -> bytes:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def _plain_loads(data: bytes) -> object:
    return json.loads(data)


def _quickest() -> tuple[Callable[[object], bytes], Callable[[bytes], object]]:
    """Orjson's writer and reader where it is installed; the standard library's otherwise."""
    if importlib.util.find_spec("orjson") is None:
        return _plain_dumps, _plain_loads
    quick = importlib.import_module("orjson")
    return quick.dumps, quick.loads


# Both pairs give the same bytes for what records hold: text, whole numbers, lists and objects.
_writer, _reader = _quickest()
dumps: Final = _writer
loads: Final = _reader


def read_json(data: bytes, *, source: str) -> Json:
    """Read JSON from outside. Numbers with a point or an exponent become `Exact`.

    Args:
        source: The file or message, named in errors.

    Raises:
        JsonError: No JSON, no UTF-8, or more than 64 MB.
        JsonDuplicateError: A key stands twice in one object.
        JsonDepthError: More than 64 levels.
        JsonNumberError: NaN, infinity, or out of bounds.
    """
    text = _bounded_text(data, source)

    def number(text: str) -> Json:
        read = read_decimal(text)
        if read.value is None:
            raise JsonNumberError(source=source, why=f"{shown(text)}: {read.code}")
        return read.value if read.value.scale or not _whole(text) else read.value.digits

    value: Json = strict_json(text, number, source=source)
    return value


def _bounded_text(data: bytes, source: str) -> str:
    """The text, no longer than a parser may be given."""
    if len(data) > _LARGEST:
        raise JsonError(source=source, why=f"{len(data)} bytes are more than 64 MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JsonError(source=source, why=f"no UTF-8 at byte {error.start}") from error
    return text


def _whole(text: str) -> bool:
    return not any(sign in text for sign in ".eE")
