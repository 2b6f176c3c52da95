"""The store of imported rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from orderkit.capture import StoredRow
from orderkit.values import OrganisationId

__all__ = ["ImportStore"]


class ImportStore(Protocol):
    """The fate of every row, by file digest and row number; a fate never changes."""

    def add(self, rows: Sequence[StoredRow], /) -> None:
        """Keep fates; a row that is there already raises `ConflictError`."""
        ...

    def rows(
        self, organisation: OrganisationId, digest: str | None = None, /
    ) -> Iterable[StoredRow]:
        """Give stored rows of one file, or of all files in the order of their import."""
        ...

    def finished(self, organisation: OrganisationId, digest: str, /) -> bool:
        """Whether a file was imported to its end."""
        ...

    def finish(
        self, organisation: OrganisationId, digest: str, name: str, rows: int, on: date, /
    ) -> None:
        """Mark a file as imported to its end."""
        ...
