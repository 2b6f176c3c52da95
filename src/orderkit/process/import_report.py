"""Reports of imports: what a run did with a file."""

from typing import final

import attrs

from orderkit.capture import Duplicate, Sheet, Verdict
from orderkit.process.filing import Filing, Turned
from orderkit.values import Finding, note

__all__ = ["ImportReport", "report_again", "report_of"]


@final
@attrs.frozen(kw_only=True)
class ImportReport:
    """What an import did.

    Attributes:
        rows: Rows of the file.
        seen_again: All of them, if the file had been imported to its end before; else 0.
        stored: Rows whose fates this run stored.
        orders: Orders that this run made or added to.
        refused: What the order path refused in this run; the rows of each are rejected.
        likely: Orders of the file that resemble others, if it was asked for; those that were placed
            and those that were refused.
        held_back: What became of each row, if a file that goes whole was not taken.
        findings: About the file as a whole.
    """

    name: str
    digest: str
    rows: int
    seen_again: int = 0
    stored: int = 0
    orders: int = 0
    refused: tuple[Turned, ...] = ()
    likely: tuple[Duplicate, ...] = ()
    held_back: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()


def report_of(sheet: Sheet, filing: Filing, orders: int) -> ImportReport:
    """What a run did."""
    return ImportReport(
        name=sheet.name,
        digest=sheet.digest,
        rows=len(sheet.rows),
        stored=filing.stored,
        orders=orders,
        refused=tuple(filing.turned),
        likely=tuple(filing.likely),
        findings=sheet.findings,
    )


def report_again(sheet: Sheet) -> ImportReport:
    """What to tell of a file that was imported to its end before."""
    seen = len(sheet.rows)
    return ImportReport(
        name=sheet.name,
        digest=sheet.digest,
        rows=seen,
        seen_again=seen,
        findings=(note("file.again", "", file=sheet.name, rows=seen),),
    )
