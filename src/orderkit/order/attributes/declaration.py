"""Declarations of custom attributes (自定义项): which there are, of what type, within what bounds.

A host declares its attributes as data, once; orders hold values, and the gate of attributes holds
them to the declarations. No pattern is declared: a regular expression from a file may run for
hours.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeGuard, assert_never, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.order.line import AttributeValue
from orderkit.values import Exact, InvalidTextError, Secret, checked_id, field_check, shown

__all__ = [
    "AttributeDeclaration",
    "AttributePlace",
    "AttributeSchema",
    "AttributeType",
    "InvalidDeclarationError",
    "is_of_type",
]

MOST_DECLARED: Final = 1000


@attrs.frozen(kw_only=True)
class InvalidDeclarationError(InvalidValueError):
    """A declaration that no attribute could meet, or that says nothing; with all its mistakes."""

    code: ClassVar[str] = "attribute.declaration"
    template: ClassVar[str] = "the attribute {name} cannot be declared so: {why}"

    name: str
    why: str


@final
class AttributeType(StrEnum):
    """What an attribute holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"  # exact, as a unit price is
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"  # with an offset
    SECRET = "secret"  # noqa: S105 - the word of the type; its texts are shown as stars


@final
class AttributePlace(StrEnum):
    """Whether an attribute stands on the order or on each of its lines."""

    HEADER = "header"
    LINE = "line"


@final
@attrs.frozen(kw_only=True)
class AttributeDeclaration:
    """One custom attribute, as it may be.

    Attributes:
        required: Whether every order, or every line, has one.
        choices: The values it may have; empty means any.
        least: The least number, day or moment it may have.
        most: Likewise the greatest.
        longest: Characters of a text or a secret at most.
        default: What `with_defaults` sets where there is none.
        labels: By locale, such as `("zh_CN", "项目")`, sorted.

    Laws:
        can be met: The default and each choice are values that it allows.
    """

    name: str
    type: AttributeType
    place: AttributePlace = AttributePlace.HEADER
    required: bool = False
    choices: tuple[AttributeValue, ...] = ()
    least: AttributeValue | None = None
    most: AttributeValue | None = None
    longest: int | None = None
    default: AttributeValue | None = None
    labels: tuple[tuple[str, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no attribute could meet.

        Raises:
            InvalidDeclarationError: With everything that is wrong.
        """
        wrong = _WRONG_IN_DECLARATION(self)
        if wrong is not None:
            why = f"{wrong[0]}: it cannot hold {wrong[1]}"
            raise InvalidDeclarationError(name=shown(repr(self.name)), why=why)
        mistakes = [f"{key}: {why}" for key, why in _mistakes(self)]
        if mistakes:
            raise InvalidDeclarationError(name=shown(self.name), why="; ".join(mistakes))

    def label(self, locale: str) -> str:
        """What people call it in a language; its name where nobody said."""
        return dict(self.labels).get(locale, self.name)


@final
@attrs.frozen
class AttributeSchema:
    """All attributes that orders may have; two of one place have two names."""

    declarations: tuple[AttributeDeclaration, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what is no declaration, and an attribute that is declared twice."""
        wrong = _WRONG_IN_SCHEMA(self)
        if wrong is not None:
            raise InvalidDeclarationError(name="declarations", why=f"it cannot hold {wrong[1]}")
        if len(self.declarations) > MOST_DECLARED:
            raise InvalidDeclarationError(name="declarations", why=f"more than {MOST_DECLARED}")
        seen = set[tuple[AttributePlace, str]]()
        for each in self.declarations:
            if (each.place, each.name) in seen:
                raise InvalidDeclarationError(name=each.name, why="it is declared twice")
            seen.add((each.place, each.name))

    def at(self, place: AttributePlace) -> dict[str, AttributeDeclaration]:
        """The declarations of a place, by name."""
        return {each.name: each for each in self.declarations if each.place is place}


def is_of_type(kind: AttributeType, value: object) -> TypeGuard[AttributeValue]:
    """Whether a value is of a type: a true is no 1, a 1 no decimal, a moment no day."""
    match kind:
        case AttributeType.TEXT:
            return isinstance(value, str)
        case AttributeType.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case AttributeType.DECIMAL:
            return isinstance(value, Exact)
        case AttributeType.BOOLEAN:
            return isinstance(value, bool)
        case AttributeType.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case AttributeType.DATETIME:
            # Without an offset it is no moment, and cannot be compared with one.
            return isinstance(value, datetime) and value.utcoffset() is not None
        case AttributeType.SECRET:
            return isinstance(value, Secret)
        case _:
            assert_never(kind)


def _mistakes(declared: AttributeDeclaration) -> Iterator[tuple[str, str]]:
    kind, bounds = declared.type, (("least", declared.least), ("most", declared.most))
    try:
        checked_id(declared.name)
    except InvalidTextError as error:
        yield "name", error.why
    held = [("choices", each) for each in declared.choices]
    held += [
        (key, each) for key, each in (*bounds, ("default", declared.default)) if each is not None
    ]
    strange = [key for key, each in held if not is_of_type(kind, each)]
    for key in dict.fromkeys(strange):
        yield key, f"a {kind.value} is needed"
    yield from _idle(declared)
    if not strange:
        yield from _unmet(declared)


def _idle(declared: AttributeDeclaration) -> Iterator[tuple[str, str]]:
    """Keys that say nothing of this type."""
    kind = declared.type
    if kind is AttributeType.SECRET and (declared.choices or declared.default is not None):
        # It would stand in a file that anybody may read.
        yield "type", "a secret has no choices and no default"
    if kind in (AttributeType.TEXT, AttributeType.BOOLEAN, AttributeType.SECRET):
        for key, value in (("least", declared.least), ("most", declared.most)):
            if value is not None:
                yield key, f"a {kind.value} has no bounds"
    if declared.longest is not None and kind not in _TEXTS:
        yield "longest", f"a {kind.value} has no length"
    if declared.longest is not None and declared.longest < 1:
        yield "longest", "a number above zero is needed"
    if len(set(declared.choices)) != len(declared.choices):
        yield "choices", "one stands twice"
    places = [locale for locale, _ in declared.labels]
    if len(set(places)) != len(places):
        yield "labels", "a language stands twice"


def _unmet(declared: AttributeDeclaration) -> Iterator[tuple[str, str]]:
    """Values of the declaration itself that it does not allow."""
    if is_below(declared.most, declared.least):
        yield "most", "it is below the least"
    for key, value in (
        *(("choices", each) for each in declared.choices),
        ("default", declared.default),
    ):
        if value is None:
            continue
        if is_below(value, declared.least) or is_below(declared.most, value):
            yield key, f"{shown(str(value))} is out of bounds"
        if isinstance(value, str) and len(value) > (declared.longest or len(value)):
            yield key, f"{shown(value)} is too long"
        if key == "default" and declared.choices and value not in declared.choices:
            yield key, f"{shown(str(value))} is none of the choices"


def is_below(one: AttributeValue | None, other: AttributeValue | None) -> bool:
    """Whether a number, a day or a moment is below another of its kind; of none, nothing is."""
    if isinstance(one, Exact) and isinstance(other, Exact):
        return one.fraction < other.fraction
    if isinstance(one, int) and isinstance(other, int):
        return one < other
    if isinstance(one, datetime) or isinstance(other, datetime):
        return isinstance(one, datetime) and isinstance(other, datetime) and one < other
    return isinstance(one, date) and isinstance(other, date) and one < other


_TEXTS: Final = frozenset({AttributeType.TEXT, AttributeType.SECRET})
_WRONG_IN_DECLARATION: Final = field_check(AttributeDeclaration)
_WRONG_IN_SCHEMA: Final = field_check(AttributeSchema)
