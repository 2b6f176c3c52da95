"""How long a fresh interpreter takes to import the package, and to do something real with it."""

import subprocess
import sys
import time
from statistics import median
from typing import Final

from figure import Figure, absolute

__all__ = ["measure"]

_IMPORT: Final = "import orderkit"
_FIRST_USE: Final = """
from datetime import UTC, datetime
from orderkit import *
acme, eur = OrganisationId("acme"), Currency.of("EUR")
desk = OrderDesk(SqliteDatabase(":memory:"), standard_path())
context = Context(actor=Actor(id=ActorId("ann"), organisation=acme), at=datetime.now(UTC))
key = OrderKey(acme, OrderId("O-1"))
terms = Terms(
    organisation=acme, order=key.order, channel=ChannelCode("shop"), number="1",
    customer=PartyId("C"), ordered_at=context.at, currency=eur,
    lines=(Line.priced("1", "MUG", 1, "2.50", eur),),
)
if not desk.handle(key, PlaceOrder(terms), context).accepted:
    raise SystemExit(1)
"""


def measure(repeats: int) -> list[Figure]:
    """Medians in milliseconds, the interpreter's own start included."""
    return [
        absolute("import.ms", _milliseconds(_IMPORT, repeats), "ms", "lower"),
        absolute("import.first_use.ms", _milliseconds(_FIRST_USE, repeats), "ms", "lower"),
    ]


def _milliseconds(code: str, repeats: int) -> float:
    times = list[float]()
    for _ in range(repeats):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
        times.append((time.perf_counter() - started) * 1000)
    return median(times)
