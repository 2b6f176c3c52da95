"""The cells of one row in the reading: each field by its kind, and every mistake noted."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar, final
from unicodedata import normalize

import attrs

from orderkit.capture.table import TableForm, TableRow
from orderkit.values import (
    Exact,
    Finding,
    Read,
    Severity,
    block,
    confusable,
    looks_like_formula,
    note,
    read_code,
    read_date,
    read_decimal,
    shown,
)

__all__ = ["RowCells", "cells_of"]

T = TypeVar("T")

_LONGEST: Final = 64
# What is cut off around a cell; a control sign is no blank, and is told.
_BLANK: Final = " \t\r\n\u00a0\u2007\u202f\u3000"


@final
@attrs.frozen(kw_only=True)
class RowCells:
    """Texts by field; what is read in turn notes its findings.

    Attributes:
        path: File and row.
    """

    texts: Mapping[str, str]
    form: TableForm
    path: str
    findings: list[Finding]

    @property
    def sound(self) -> bool:
        """Whether nothing stands against the row so far."""
        return not any(found.severity is Severity.BLOCK for found in self.findings)

    def needed(self, field: str) -> None:
        """Note that a field is empty that must not be."""
        if not self.texts.get(field):
            self.findings.append(block("field.missing", f"{self.path}/{field}"))

    def code(self, field: str) -> str:
        """A code or name; empty where there is none, or none that can be read."""
        text = self.texts.get(field, "")
        if not text:
            return text
        mixed = confusable(text)
        if mixed:
            told, path = ", ".join(mixed), f"{self.path}/{field}"
            self.findings.append(block("text.confusable", path, text=shown(text), scripts=told))
        if looks_like_formula(text):
            # Kept as data: a spreadsheet would run it, a program must not.
            self.findings.append(note("text.formula", f"{self.path}/{field}", text=shown(text)))
        kept = self._kept(read_code(text, longest=_LONGEST), field) or ""
        # Two ways to write one letter are one code.
        return kept if kept.isascii() else normalize("NFC", kept)

    def number(self, field: str) -> Exact | None:
        """A number; None where there is none, or none that can be read."""
        text = self.texts.get(field, "")
        return self._kept(read_decimal(text, self.form.numbers), field) if text else None

    def day(self, field: str) -> date | None:
        """A day; None where there is none, or none that can be read."""
        text = self.texts.get(field, "")
        return self._kept(_day(text, self.form.day), field) if text else None

    def _kept(self, read: Read[T], field: str) -> T | None:
        if read.value is None:
            params = {
                name: shown(value) if isinstance(value, str) else value
                for name, value in read.params
            }
            self.findings.append(block(read.code, f"{self.path}/{field}", **params))
        return read.value


@lru_cache(maxsize=1024)
def _day(text: str, pattern: str) -> Read[date]:
    """The rows of a list share their days, and reading one costs as much as all the rest."""
    return read_date(text, pattern)


def cells_of(row: TableRow, form: TableForm, fields: tuple[str, ...], file: str) -> RowCells:
    """The cells of a row by field; what stands against the row as a whole is noted already."""
    texts, path = dict(row.cells), f"{file}/rows/{row.number}"
    return RowCells(
        texts={field: texts.get(form.header(field), "").strip(_BLANK) for field in fields},
        form=form,
        path=path,
        findings=[attrs.evolve(found, path=path) for found in row.findings],
    )
