"""Insight: what happened to orders, as figures to improve by; computed from events alone."""

from orderkit.insight.figures import (
    Cause,
    Figures,
    FunnelStep,
    MoveCount,
    StageTime,
    causes,
)
from orderkit.insight.stays import StageStay, stays
from orderkit.insight.survey import survey
from orderkit.insight.timeline import Entry, RecordedEvent, RefusedCommand, timeline
from orderkit.insight.told import Told, told

__all__ = [
    "Cause",
    "Entry",
    "Figures",
    "FunnelStep",
    "MoveCount",
    "RecordedEvent",
    "RefusedCommand",
    "StageStay",
    "StageTime",
    "Told",
    "causes",
    "stays",
    "survey",
    "timeline",
    "told",
]
