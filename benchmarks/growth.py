"""The demo's whole path in a process of its own: how its time grows with the rows.

Each run starts on an empty folder. The time of a run over files without rows is taken off, so that
what is compared is the work, not the interpreter's start.
"""

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, final

import attrs

from figure import Figure, absolute

__all__ = ["measure", "month"]

_EXAMPLES: Final = Path(__file__).parent.parent / "examples"
_LARGEST: Final = 40_000
_STEPS: Final = (4, 2, 1)


@final
@attrs.frozen
class Run:
    """One run of the demo.

    Attributes:
        rows: As its summary counts them.
        seconds: Of the whole process.
        peak: In megabytes.
    """

    rows: int
    seconds: float
    peak: float


def measure(repeats: int, folder: Path, largest: int = _LARGEST) -> Iterator[Figure]:
    """How much longer twice the rows take, the worse of two doublings; speed and size beside."""
    sizes = [largest // part for part in _STEPS]
    with TemporaryDirectory(dir=folder) as place:
        data = [_made(Path(place) / str(size), size) for size in sizes]
        nothing = _emptied(data[0], Path(place) / "empty")
        empty, *full = _rounds([nothing, *data], repeats, folder)
    start = median(run.seconds for run in empty)
    seconds = [median(run.seconds for run in runs) - start for runs in full]
    # The sample's size grows as its orders, and its rows nearly so: judged by rows.
    rows = [runs[0].rows for runs in full]
    growth = max(
        (later / rows[place + 1]) / (sooner / rows[place]) * 2
        for place, (sooner, later) in enumerate(pairwise(seconds))
    )
    yield absolute("path.growth", growth, "times per doubling", "lower")
    yield absolute("path.rows_per_second", rows[-1] / seconds[-1], "rows/s", "higher")
    yield absolute("path.peak_mb", median(run.peak for run in full[-1]), "MB", "lower")


def month(data: Path, folder: Path) -> Iterator[Figure]:
    """One run over a host's own files."""
    run = _run(data, folder)
    yield absolute("month.seconds", run.seconds, "s", "lower")
    yield absolute("month.peak_mb", run.peak, "MB", "lower")


def _rounds(data: Sequence[Path], repeats: int, folder: Path) -> list[list[Run]]:
    """All sizes in turn, and again: a drift of the machine hits all of them."""
    runs: list[list[Run]] = [[] for _ in data]
    for _ in range(repeats):
        for place, each in enumerate(data):
            runs[place].append(_run(each, folder))
    return runs


def _run(data: Path, folder: Path) -> Run:
    with TemporaryDirectory(dir=folder) as out:
        started = time.perf_counter()
        _python("order_to_cash.py", "--data", str(data), "--out", out)
        seconds = time.perf_counter() - started
        summary = json.loads((Path(out) / "summary.json").read_text(encoding="utf-8"))
    return Run(int(summary["rows_read"]), seconds, float(summary["peak_mb"]))


def _made(out: Path, rows: int) -> Path:
    _python("sample_maker.py", "--out", str(out), "--rows", str(rows))
    return out


def _emptied(data: Path, out: Path) -> Path:
    """The same files with nothing below their headers."""
    for path in sorted(data.rglob("*.csv*")):
        packed, target = path.suffix == ".gz", out / path.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
        header = text.splitlines(keepends=True)[0]
        target.write_bytes(gzip.compress(header) if packed else header)
    return out


def _python(script: str, *arguments: str) -> None:
    command = [sys.executable, str(_EXAMPLES / script), *arguments]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own script
