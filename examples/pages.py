"""The report of a run."""

from pathlib import Path

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.workflow import FlowDefinition
from summary import Summary

__all__ = ["write_report"]


def write_report(
    path: Path, database: SqliteDatabase, flow: FlowDefinition, summary: Summary
) -> None:
    """Write the page."""
    del database, flow
    path.write_text(str(summary))
