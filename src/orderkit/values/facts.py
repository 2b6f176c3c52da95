"""Facts: what rules and gates read beside the order, each with the version it was read at."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import ClassVar, Final, Generic, TypeVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.text import checked_id, shown

__all__ = [
    "NO_FACTS",
    "Fact",
    "FactKey",
    "FactKind",
    "Facts",
    "MutableFactError",
    "NoFactsError",
    "WrongFactError",
    "sorted_keys",
]

T = TypeVar("T")
_MUTABLE: Final = (list, dict, set, bytearray)


@attrs.frozen(kw_only=True)
class WrongFactError(InvalidValueError):
    """A fact holds another type of value than its kind says."""

    code: ClassVar[str] = "fact.type"
    template: ClassVar[str] = "fact {kind} of {subject} holds a {found}"

    kind: str
    subject: str
    found: str


@attrs.frozen(kw_only=True)
class MutableFactError(InvalidValueError):
    """A fact holds what a rule could change under the eyes of the next one."""

    code: ClassVar[str] = "fact.mutable"
    template: ClassVar[str] = "the fact {fact} holds a {found}, which could be changed"

    fact: str
    found: str


def _subject(text: str) -> str:
    return checked_id(text)


@final
@attrs.frozen(order=True)
class FactKey:
    """Names one fact: what kind, about whom or what."""

    kind: str
    subject: str = attrs.field(converter=_subject)

    def __str__(self) -> str:
        """`kind/subject`."""
        return f"{self.kind}/{self.subject}"


@final
@attrs.frozen
class FactKind(Generic[T]):
    """A kind of fact and the type of its values, so that what is read is typed."""

    name: str
    type: type[T]

    def key(self, subject: str) -> FactKey:
        """The key of this kind's fact about a subject."""
        return FactKey(self.name, subject)


@final
@attrs.frozen
class Fact:
    """One fact as read: its value, and the version that a save checks again.

    Attributes:
        value: None means that it was looked for and is absent; version 0 then.
    """

    key: FactKey
    value: object
    version: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a value that could be changed: a list, a mapping, a set."""
        if isinstance(self.value, _MUTABLE):
            found = type(self.value).__name__
            raise MutableFactError(fact=shown(str(self.key)), found=found)


_NAMES: Final = attrgetter("kind", "subject")
_NAMES_OF_KEY: Final = attrgetter("key.kind", "key.subject")


def sorted_keys(keys: Iterable[FactKey]) -> tuple[FactKey, ...]:
    """Keys by kind and subject, none twice."""
    # By pairs of text: the comparison that attrs makes costs ten times as much.
    return tuple(sorted(set(keys), key=_NAMES))


def _by_key(items: tuple[Fact, ...]) -> tuple[Fact, ...]:
    try:
        return tuple(sorted(items, key=_NAMES_OF_KEY))
    except (AttributeError, TypeError) as error:
        raise NoFactsError(value=shown(repr(items))) from error


@attrs.frozen(kw_only=True)
class NoFactsError(InvalidValueError):
    """What holds no facts was given as facts."""

    code: ClassVar[str] = "fact.none"
    template: ClassVar[str] = "{value} are no facts"

    value: str


@final
@attrs.frozen
class Facts:
    """The facts of one decision, sorted by key."""

    items: tuple[Fact, ...] = attrs.field(default=(), converter=_by_key)
    _values: Mapping[tuple[str, str], object] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Keep the values apart by name: a rule asks for the fact of each line."""
        values = {_NAMES_OF_KEY(fact): fact.value for fact in self.items}
        object.__setattr__(self, "_values", values)

    @classmethod
    def of(cls, *facts: Fact) -> "Facts":
        """Gather facts."""
        return cls(facts)

    def read(self, kind: FactKind[T], subject: str) -> T | None:
        """The value of a fact; None if it is absent.

        Raises:
            WrongFactError: It holds another type than its kind says.
        """
        value = self._values.get((kind.name, subject))
        if value is not None and not isinstance(value, kind.type):
            found = type(value).__name__
            raise WrongFactError(kind=kind.name, subject=subject, found=found)
        return value

    def versions(self) -> tuple[tuple[FactKey, int], ...]:
        """What a save checks: each key with the version it was read at."""
        return tuple((fact.key, fact.version) for fact in self.items)


NO_FACTS: Final = Facts()
