"""Reports of rows: what a file holds, with what became of each row and what is to be mended.

A report is a file of the same channel: with its cells mended it is imported as it is. Rows that
count already add nothing then, whatever the mapping does with equal rows, for the first column
says which row of which file each one was.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from orderkit.capture import (
    REPORT_COLUMNS,
    ColumnMapping,
    Fate,
    RawRow,
    Sheet,
    Verdict,
    origin_of,
    quoted,
)
from orderkit.locales import Sentences, say
from orderkit.locales.catalogue import checked_locale
from orderkit.values import Finding, Severity, note

__all__ = ["row_report"]

_NO_MORE: Final[Sentences] = {}
# A mark goes before any encoding that a mapping declares, and spreadsheets need it.
_ENCODING: Final = "utf-8-sig"
_WORDS: Final[Mapping[str, Mapping[Fate, str]]] = {
    "en": {
        Fate.ACCEPTED: "accepted",
        Fate.MERGED: "counted before",
        Fate.CHARGE: "charge",
        Fate.REJECTED: "rejected",
    },
    "zh_CN": {
        Fate.ACCEPTED: "已接受",
        Fate.MERGED: "此前已计入",
        Fate.CHARGE: "费用",
        Fate.REJECTED: "已拒绝",
    },
}
_WEIGHT: Final = (Severity.BLOCK, Severity.REVIEW, Severity.NOTE)
_BETWEEN: Final[Mapping[str, str]] = {"en": " ", "zh_CN": ""}
_AFTER_FIELD: Final[Mapping[str, str]] = {"en": ": ", "zh_CN": "："}


def row_report(
    sheet: Sheet,
    verdicts: Sequence[Verdict],
    locale: str,
    *,
    mapping: ColumnMapping,
    only: frozenset[Fate] = frozenset(Fate),
    more: Sentences = _NO_MORE,
) -> bytes:
    """The rows of a file with what became of each, as separated text that opens in a spreadsheet.

    Before the columns of the file stand those of `REPORT_COLUMNS`. A cell that a spreadsheet would
    run has an apostrophe before it, which reading takes away; a number stays a number.

    Args:
        sheet: The file as it was read.
        verdicts: Of a dry run, or as they were stored; a row without one is left out.
        only: Rows of these fates alone.
        more: The host's own sentences, by locale and code.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    checked_locale(locale)
    known = {verdict.row: verdict for verdict in verdicts}
    written = io.StringIO(newline="")
    out = csv.writer(written, delimiter=mapping.delimiter, lineterminator="\r\n")
    # A report of a report has its columns once.
    kept = [place for place, name in enumerate(sheet.header) if name not in REPORT_COLUMNS]
    names = [sheet.header[place] for place in kept]
    out.writerow([*REPORT_COLUMNS, *(quoted(name, mapping.numbers) for name in names)])
    for row in sheet.rows:
        verdict = known.get(row.number)
        if verdict is not None and verdict.fate in only:
            told = _BETWEEN[locale].join(_told(verdict, mapping, locale, more))
            cells = _word(verdict, locale), told, *_cells(row, len(sheet.header), kept)
            first = verdict.origin or origin_of(sheet.digest, row.number)
            out.writerow([first, *(quoted(cell, mapping.numbers) for cell in cells)])
    return written.getvalue().encode(_ENCODING)


def _cells(row: RawRow, width: int, kept: Sequence[int]) -> list[str]:
    """The row's own cells; all of them where it has too few or too many."""
    if len(row.cells) != width:
        dropped = width - len(kept)
        return list(row.cells[dropped:])
    return [row.cells[place] for place in kept]


def _word(verdict: Verdict, locale: str) -> str:
    return _WORDS[locale][verdict.fate]


def _told(verdict: Verdict, mapping: ColumnMapping, locale: str, more: Sentences) -> Iterator[str]:
    """A sentence for each finding, with the name of the column that it is about."""
    findings: tuple[Finding, ...] = verdict.findings
    if verdict.fate is Fate.MERGED and all(each.code != "row.duplicate" for each in findings):
        findings = (note("row.duplicate", ""), *findings)
    custom = (*mapping.header_attributes, *mapping.line_attributes)
    columns = dict(mapping.columns) | {f"attributes/{name}": column for name, column in custom}
    # What bars the row stands first.
    for found in sorted(findings, key=lambda each: _WEIGHT.index(each.severity)):
        column = columns.get(found.path, "")
        sentence = say(found, locale, more=more)
        yield f"{column}{_AFTER_FIELD[locale]}{sentence}" if column else sentence
