"""Reports that people look at: one HTML page that needs nothing else.

figures = survey(histories, flow, at=now)
page = render_report(
    ReportData(title="March", at=now, currency=eur, flow=flow, figures=figures), "zh_CN"
)
"""

from orderkit.adapters.report.data import (
    CauseGroup,
    Check,
    Edition,
    Headline,
    Identity,
    Note,
    Partition,
    Reconciliation,
    ReportData,
    Share,
    Story,
    Term,
    Trouble,
)
from orderkit.adapters.report.render import render_report

__all__ = [
    "CauseGroup",
    "Check",
    "Edition",
    "Headline",
    "Identity",
    "Note",
    "Partition",
    "Reconciliation",
    "ReportData",
    "Share",
    "Story",
    "Term",
    "Trouble",
    "render_report",
]
