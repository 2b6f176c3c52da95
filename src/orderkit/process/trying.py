"""Trying: a file through the whole order path in one unit of work, which is kept or taken back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final, TypeVar, final

import attrs

from orderkit.capture import Fate, Sheet, Verdict
from orderkit.ports import Database, UnitOfWork
from orderkit.values import Finding

__all__ = ["NO_TRIAL", "DryRun", "OneWork", "TornError", "Trial", "tried"]

T = TypeVar("T")


@final
@attrs.frozen(kw_only=True)
class DryRun:
    """What an import of a file would do now; nothing of it was kept.

    Attributes:
        sheet: The file as it was read; `orderkit.capture.row_report` shows it with the verdicts.
        verdicts: What would become of each row, in their order.
        orders: Orders that would be made or added to.
        findings: About the file as a whole.
    """

    sheet: Sheet
    verdicts: tuple[Verdict, ...]
    orders: int
    findings: tuple[Finding, ...] = ()

    @property
    def rejected(self) -> tuple[Verdict, ...]:
        """The rows that would be rejected."""
        return tuple(each for each in self.verdicts if each.fate is Fate.REJECTED)


@final
@attrs.frozen
class OneWork:
    """A database whose units of work are all parts of one that is under way."""

    work: UnitOfWork

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Go on in the same unit of work; what a part has written stays where it fails."""
        yield self.work

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Look at what is there and at what was written so far."""
        yield self.work


class TornError(Exception):
    """A reversal was refused after it had written; its row is to be known as refused from now."""

    def __init__(self, row: int, findings: tuple[Finding, ...]) -> None:
        """Keep the row, and what stands against it."""
        super().__init__(row)
        self.row: int = row
        self.findings: tuple[Finding, ...] = findings


class _TakenBackError(Exception):
    """What was tried is not kept."""


def _go_on(_: int, __: tuple[Finding, ...]) -> None:
    """Its own unit of work was undone with it."""


@final
@attrs.frozen
class Trial:
    """What is known of a file that is tried once more.

    Attributes:
        against: What stands against reversals, by row; they are not tried again.
        torn: Told of a reversal that was refused.
    """

    against: Mapping[int, tuple[Finding, ...]] = MappingProxyType({})
    torn: Callable[[int, tuple[Finding, ...]], None] = _go_on


NO_TRIAL: Final = Trial()


def tried(
    database: Database,
    run: Callable[[UnitOfWork, Trial], T],
    keep: Callable[[T], bool],
) -> T:
    """Run in one unit of work, and keep what was written if the outcome is to be kept.

    A part that fails within one unit of work cannot be undone alone. So all is undone and run once
    more, with that part known as refused: once for each such part, which are few.
    """
    against = dict[int, tuple[Finding, ...]]()
    while True:
        outcome = list[T]()
        try:
            with database.write() as work:
                outcome.append(run(work, Trial(MappingProxyType(against), _tear)))
                _hold(keep(outcome[0]))
        except TornError as torn:
            against[torn.row] = torn.findings
            continue
        except _TakenBackError:
            pass
        return outcome[0]


def _hold(kept: bool) -> None:  # noqa: FBT001 - the one thing it is told
    if not kept:
        raise _TakenBackError


def _tear(row: int, findings: tuple[Finding, ...]) -> None:
    raise TornError(row, findings)
