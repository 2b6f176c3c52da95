"""Reports that people look at: one HTML page that needs nothing else.

    page = render_report(ReportData(title="March", at=now, currency=eur, funnel=steps), "zh_CN")

Charts and pages of a host's own are made of the parts below.
"""

from orderkit.adapters.report.chart import Bar, Box, Way, bar_chart, flow_diagram
from orderkit.adapters.report.data import Check, Partition, ReportData, Share, Trouble
from orderkit.adapters.report.page import Section, Table, render_page
from orderkit.adapters.report.render import render_report

__all__ = [
    "Bar",
    "Box",
    "Check",
    "Partition",
    "ReportData",
    "Section",
    "Share",
    "Table",
    "Trouble",
    "Way",
    "bar_chart",
    "flow_diagram",
    "render_page",
    "render_report",
]
