"""Intake: the fates of a file's rows as a file, which a clerk mends and sends again.

data = row_report(dry.sheet, dry.verdicts, "en", mapping=mapping)
"""

from orderkit.adapters.intake.row_report import row_report

__all__ = ["row_report"]
