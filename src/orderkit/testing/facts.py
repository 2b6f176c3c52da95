"""For rules and gates: facts that are there or absent, and tell afterwards what was read."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from hypothesis import strategies as st

from orderkit.values import Fact, FactKey, FactKind, Facts, sorted_keys

__all__ = ["ReadFacts", "facts_for"]

T = TypeVar("T")
_ABSENT: Final = st.none()


class ReadFacts(Facts):  # type: ignore[misc] # a reading shows nowhere else; no host needs this
    """Facts that remember which of them were asked for."""

    __slots__ = ("asked",)
    asked: set[FactKey]

    def __init__(self, items: tuple[Fact, ...] = ()) -> None:
        """Hold facts of which none was read yet."""
        super().__init__(items)
        object.__setattr__(self, "asked", set())

    def read(self, kind: FactKind[T], subject: str) -> T | None:
        """The value of a fact, as `Facts.read` gives it."""
        self.asked.add(kind.key(subject))
        return super().read(kind, subject)


@st.composite
def facts_for(
    draw: st.DrawFn,
    keys: Iterable[FactKey],
    holds: Callable[[FactKey], st.SearchStrategy[object]],
) -> ReadFacts:
    """Draw a fact for each key: absent, or with what `holds` draws for it."""
    values = [(key, draw(_ABSENT | holds(key))) for key in sorted_keys(keys)]
    return ReadFacts(
        tuple(Fact(key, value, version=0 if value is None else 1) for key, value in values)
    )
