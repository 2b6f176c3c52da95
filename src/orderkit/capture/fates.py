"""Fates that come from outside of a row: its order was refused, or its file was there before."""

import attrs

from orderkit.capture.model import Fate, RowKind, Verdict
from orderkit.values import Finding, note

__all__ = ["repeated", "turned_away"]


def repeated(verdict: Verdict) -> Verdict:
    """What becomes of a row whose file comes a second time: it adds nothing."""
    return attrs.evolve(
        verdict,
        fate=Fate.MERGED,
        kind=RowKind.MERGED,
        code="",
        unreadable=False,
        line=None,
        takes=(),
        charge=None,
        findings=(note("row.duplicate", ""),),
    )


def turned_away(verdict: Verdict, findings: tuple[Finding, ...]) -> Verdict:
    """The verdict after the order path refused what it makes: nothing is made of the row."""
    if not findings or verdict.fate not in (Fate.ACCEPTED, Fate.CHARGE):
        return verdict
    return attrs.evolve(
        verdict,
        fate=Fate.REJECTED,
        code=findings[0].code,
        line=None,
        takes=(),
        charge=None,
        findings=(*findings, *verdict.findings),
    )
