"""Parts of records that a store keeps in a column of their own, as JSON without type or schema."""

from typing import TypeVar

from orderkit.codec.converter import converter
from orderkit.codec.record import WrongTypeError
from orderkit.codec.text import dumps, loads

__all__ = ["read_parts", "write_parts"]

T = TypeVar("T")


def write_parts(parts: tuple[T, ...]) -> bytes:
    """Values of one kind; nothing at all of none, so that most columns stay empty."""
    if not parts:
        return b""
    return dumps([converter().unstructure(part) for part in parts])


def read_parts(kind: type[T], data: bytes) -> tuple[T, ...]:
    """The values of `write_parts`.

    Raises:
        WrongTypeError: They are of no such kind.
        UnreadableDataError: They are no JSON.
    """
    if not data:
        return ()
    raw = loads(data)
    if not isinstance(raw, list):
        raise WrongTypeError(source="parts", why="no list")
    try:
        return tuple([converter().structure(part, kind) for part in raw])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrongTypeError(source="parts", why=f"{kind.__name__}: {error!r:.200}") from error
