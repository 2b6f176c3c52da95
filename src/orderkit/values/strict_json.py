"""JSON from outside, read strictly: no twin keys, no bottomless nesting, numbers as they stand.

Plain reading keeps the last of two keys, dies of depth, and makes infinity of `1e400`.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar, Final

import attrs

from orderkit.errors import UnreadableDataError
from orderkit.values.text import shown

__all__ = ["JsonDepthError", "JsonDuplicateError", "JsonError", "strict_json"]

_DEEPEST: Final = 64


@attrs.frozen(kw_only=True)
class JsonError(UnreadableDataError):
    """Bytes that are no JSON."""

    code: ClassVar[str] = "json.invalid"


@attrs.frozen(kw_only=True)
class JsonDuplicateError(UnreadableDataError):
    """An object that names a key twice; readers differ in which one counts."""

    code: ClassVar[str] = "json.duplicate"


@attrs.frozen(kw_only=True)
class JsonDepthError(UnreadableDataError):
    """Nesting that no order has."""

    code: ClassVar[str] = "json.depth"


def strict_json(text: str, number: Callable[[str], object], *, source: str, where: str = "") -> Any:  # noqa: ANN401 - as of json.loads, what it holds hangs on the text
    """Read one JSON text.

    Args:
        number: Makes a value of a number as it is written, `NaN` and `-Infinity` among them.
        source: The file or message, named in errors.
        where: The place in it, for errors.

    Raises:
        JsonError: No JSON.
        JsonDuplicateError: A key stands twice in one object.
        JsonDepthError: More than 64 levels.
    """
    if _depth(text) > _DEEPEST:
        raise JsonDepthError(source=source, why=f"{where}more than {_DEEPEST} levels")

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(items)
        if len(found) < len(items):
            counted = Counter(key for key, _ in items)
            twice = next(key for key in counted if counted[key] > 1)
            raise JsonDuplicateError(source=source, why=f"{where}key {shown(twice)} stands twice")
        return found

    try:
        return json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=number,
            parse_float=number,
            parse_int=number,
        )
    except ValueError as error:
        raise JsonError(source=source, why=f"{where}{shown(str(error))}") from error


def _depth(text: str) -> int:
    """The deepest nesting, counted before any parser recurses into it."""
    depth = deepest = 0
    inside = escaped = False
    for sign in text:
        if inside:
            inside = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest
