"""The store of facts that rules read."""

from collections.abc import Iterable
from typing import Protocol

from orderkit.values import Fact, FactKey, OrganisationId, Param

__all__ = ["SubjectStore"]


class SubjectStore(Protocol):
    """Small versioned facts: credit, catalogue prices, customers, marks of what was done.

    Laws:
        versioned: Each `put` adds 1 to the version of its key.
    """

    def read(self, organisation: OrganisationId, keys: Iterable[FactKey], /) -> tuple[Fact, ...]:
        """Give the facts there are, each with its version; what is absent is left out."""
        ...

    def put(self, organisation: OrganisationId, key: FactKey, value: Param, /) -> None:
        """Set a fact to a value of a kind that findings may show too."""
        ...

    def verify(
        self, organisation: OrganisationId, versions: Iterable[tuple[FactKey, int]], /
    ) -> None:
        """Raise `ConflictError` with why `stale` if a fact has another version; 0 is absent."""
        ...
