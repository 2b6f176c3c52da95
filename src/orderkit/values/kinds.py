"""Whether the fields of a value hold what they are declared to hold; quick where they do."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from itertools import product
from operator import attrgetter
from types import NoneType, UnionType
from typing import Final, TypeAlias, Union, final, get_args, get_origin

import attrs

from orderkit.values.text import shown

__all__ = ["field_check"]

_Kinds: TypeAlias = tuple[type, ...]
# A bool counts as a number to Python, and a moment as a day.
_NOT_MEANT: Final[tuple[tuple[type, type], ...]] = ((bool, int), (datetime, date))


def field_check(kind: type[attrs.AttrsInstance]) -> Callable[[object], tuple[str, str] | None]:
    """A check of the fields of a class against the types that they are declared with.

    A type checker reads the same declarations. This is for callers without one, whose value would
    be stored and could not be read again. Declared may be plain types, new types, unions of them,
    and tuples of one kind.

    Returns:
        A function of a value: the first field that holds something else with what it holds and
        what is needed, or None if there is none.

    >>> @attrs.frozen
    ... class Box:
    ...     label: str
    ...     pieces: int | None = None
    >>> field_check(Box)(Box("tea", 4.5))
    ('pieces', '4.5; needed: int or None')
    """
    fields = [field for field in attrs.fields(kind) if field.init]
    names = tuple(field.name for field in fields)
    declared = tuple(_kinds_of(field.type) for field in fields)
    shape = _Shape(
        # With one name alone a getter gives no tuple, so the first comes a second time.
        held=attrgetter(*names, names[0]),
        names=names,
        declared=declared,
        parts=tuple(
            (place, _kinds_of(get_args(field.type)[0]))
            for place, field in enumerate(fields)
            if get_origin(field.type) is tuple
        ),
        usual=frozenset((*row, row[0]) for row in product(*declared)),
    )
    return partial(_wrong, shape)


@final
@attrs.frozen(kw_only=True)
class _Shape:
    """What the fields of a class are declared with.

    Attributes:
        declared: The types of each field.
        parts: The places of tuples, with the types of what they hold.
        usual: All rows of types that a value may have; of lines there are many, so that a row is
            looked up here before any field is looked at by itself.
    """

    held: Callable[[object], tuple[object, ...]]
    names: tuple[str, ...]
    declared: tuple[_Kinds, ...]
    parts: tuple[tuple[int, _Kinds], ...]
    usual: frozenset[_Kinds]


def _wrong(shape: _Shape, value: object) -> tuple[str, str] | None:
    held = shape.held(value)
    if tuple(map(type, held)) not in shape.usual:
        for name, each, kinds in zip(shape.names, held, shape.declared, strict=False):
            if not _is(each, kinds):
                return name, f"{shown(repr(each))}; needed: {_named(kinds)}"
    for place, kinds in shape.parts:
        parts = held[place]
        # Nearly always empty, and of one kind where not.
        if parts and not _are(parts, kinds):
            return shape.names[place], f"{shown(repr(parts))}; needed: a tuple of {_named(kinds)}"
    return None


def _named(kinds: _Kinds) -> str:
    return " or ".join("None" if kind is NoneType else kind.__name__ for kind in kinds)


def _are(parts: object, kinds: _Kinds) -> bool:
    if not isinstance(parts, tuple):
        return False
    return set(map(type, parts)).issubset(kinds) or all(_is(part, kinds) for part in parts)


def _is(value: object, kinds: _Kinds) -> bool:
    if type(value) in kinds:
        return True
    if any(isinstance(value, strange) and meant in kinds for strange, meant in _NOT_MEANT):
        return False
    return isinstance(value, kinds)


def _kinds_of(declared: object) -> _Kinds:
    if get_origin(declared) in (Union, UnionType):
        return tuple(kind for each in get_args(declared) for kind in _kinds_of(each))
    # A new type is another type only to a type checker.
    declared = getattr(declared, "__supertype__", declared)
    plain = get_origin(declared) or declared
    if plain is None:
        return (NoneType,)
    if not isinstance(plain, type):
        raise TypeError(plain)
    return (plain,)
