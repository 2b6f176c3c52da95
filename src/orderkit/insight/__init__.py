"""Insight: what happened to orders, as figures to improve by; computed from events alone."""

from orderkit.insight.figures import (
    Cause,
    FunnelStep,
    MoveCount,
    StageTime,
    causes,
    dwell,
    funnel,
    moves,
)
from orderkit.insight.timeline import (
    Entry,
    StageStay,
    stays,
    timeline,
)

__all__ = [
    "Cause",
    "Entry",
    "FunnelStep",
    "MoveCount",
    "StageStay",
    "StageTime",
    "causes",
    "dwell",
    "funnel",
    "moves",
    "stays",
    "timeline",
]
