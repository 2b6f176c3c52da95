"""The desk: application services that take orders through the rooms in one unit of work each."""

from orderkit.process.desk import (
    OrderDesk,
)
from orderkit.process.path import (
    FactSource,
    OrderPath,
)
from orderkit.process.sources import (
    OrderByNumber,
)

__all__ = [
    "FactSource",
    "OrderByNumber",
    "OrderDesk",
    "OrderPath",
]
