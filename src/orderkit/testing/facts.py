"""For rules and gates: facts that are there or absent, and which of them were read."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from hypothesis import strategies as st

from orderkit.values import Fact, FactKey, FactKind, Facts, sorted_keys

__all__ = ["facts_for", "watched"]

T = TypeVar("T")
_ABSENT: Final = st.none()


@st.composite
def facts_for(
    draw: st.DrawFn,
    keys: Iterable[FactKey],
    holds: Callable[[FactKey], st.SearchStrategy[object]],
) -> Facts:
    """Draw a fact for each key: absent, or with what `holds` draws for it."""
    values = [(key, draw(_ABSENT | holds(key))) for key in sorted_keys(keys)]
    return Facts(
        tuple(Fact(key, value, version=0 if value is None else 1) for key, value in values)
    )


def watched(facts: Facts) -> tuple[Facts, set[FactKey]]:
    """The same facts, and a set that gathers the keys that are read of them."""
    asked = set[FactKey]()
    return _Watched(facts.items, asked), asked


class _Watched(Facts):  # type: ignore[misc] # what is read shows nowhere else
    __slots__ = ("_asked",)
    _asked: set[FactKey]

    def __init__(self, items: tuple[Fact, ...], asked: set[FactKey]) -> None:
        super().__init__(items)
        object.__setattr__(self, "_asked", asked)

    def read(self, kind: FactKind[T], subject: str) -> T | None:
        self._asked.add(kind.key(subject))
        return super().read(kind, subject)
