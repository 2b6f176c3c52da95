"""Facts: what rules and gates read beside the order, each with the version it was read at."""

from bisect import bisect_left
from operator import attrgetter
from typing import ClassVar, Final, Generic, TypeVar, final

import attrs

from orderkit.errors import InvalidValueError

__all__ = ["NO_FACTS", "Fact", "FactKey", "FactKind", "Facts", "WrongFactError"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class WrongFactError(InvalidValueError):
    """A fact holds another type of value than its kind says."""

    code: ClassVar[str] = "fact.type"
    template: ClassVar[str] = "fact {kind} of {subject} holds a {found}"

    kind: str
    subject: str
    found: str


@final
@attrs.frozen(order=True)
class FactKey:
    """Names one fact: what kind, about whom or what."""

    kind: str
    subject: str

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


_KEY: Final = attrgetter("key")


def _by_key(items: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(sorted(items, key=_KEY))


@final
@attrs.frozen
class Facts:
    """The facts of one decision, sorted by key."""

    items: tuple[Fact, ...] = attrs.field(default=(), converter=_by_key)

    @classmethod
    def of(cls, *facts: Fact) -> "Facts":
        """Gather facts."""
        return cls(facts)

    def read(self, kind: FactKind[T], subject: str) -> T | None:
        """The value of a fact; None if it is absent.

        Raises:
            WrongFactError: It holds another type than its kind says.
        """
        key = kind.key(subject)
        # A rule asks for the fact of each line: a walk for each would be quadratic.
        place = bisect_left(self.items, key, key=_KEY)
        if place == len(self.items) or self.items[place].key != key:
            return None
        value = self.items[place].value
        if value is not None and not isinstance(value, kind.type):
            found = type(value).__name__
            raise WrongFactError(kind=kind.name, subject=subject, found=found)
        return value

    def versions(self) -> tuple[tuple[FactKey, int], ...]:
        """What a save checks: each key with the version it was read at."""
        return tuple((fact.key, fact.version) for fact in self.items)


NO_FACTS: Final = Facts()
