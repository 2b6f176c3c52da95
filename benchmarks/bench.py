"""Measure beside peers, in one run, and write the figures down.

python benchmarks/bench.py --out build/bench.json
"""

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

import attrs
from rich.console import Console
from rich.table import Table

import goods
import growth
import life
import life_sourced
import moves
import oversell
import records
import rules
import starts
import totals
import verbs
from commands import each_command
from figure import Figure

__all__ = ["main"]

# What each figure is to reach: the ratio, or the figure itself where it stands alone.
AIMS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "life.full3": 0.55,
        "life.normal3": 0.42,
        "life.full22": 0.42,
        "life.full300": 0.25,
        "life.vs_eventsourcing": 1.3,
        "move.vs_transitions": 0.5,
        "stage.vs_transitions": 1.0,
        "command.vs_transitions": 1.6,
        "import.ms": 120,
        "path.growth": 2.2,
        "lines.growth": 2.2,
        "order.kb": 3.0,
        "rules14.us": 45,
        "codec.vs_pydantic": 1.3,
        "alloc.fifo_100k.s": 1.5,
        **{f"growth.{name}": 2.2 for name in goods.GROWTHS},
        "oversell.sqlite.oversold": 0,
        "totals.vs_decimal_3": 3.0,
        "totals.vs_decimal_30": 3.0,
        "totals.vs_decimal_300": 3.0,
    }
)


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--only", default="", help="names that begin so")
    asked = parser.parse_args()
    console = Console()
    figures = list[Figure]()
    for figure in _figures(asked.repeats, asked.only):
        figures.append(figure)
        console.print(f"{figure.name} measured")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    records = [attrs.asdict(figure) for figure in figures]
    asked.out.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
    console.print(_table(figures))
    accepted = ", ".join(type(each.command).__name__ for each in each_command() if each.accepted)
    console.print(f"commands: {accepted}")
    machine = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    console.print(f"{machine}, {os.cpu_count()} cores; medians of {asked.repeats} repeats")
    return 0


def _figures(repeats: int, only: str) -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        for case in life.LIVES:
            if case.name.startswith(only):
                yield life.measure(case, repeats, Path(folder))
        if "life.vs_eventsourcing".startswith(only):
            yield life_sourced.measure(repeats, Path(folder))
        if "path.growth".startswith(only):
            yield from growth.measure(min(repeats, 3), Path(folder))
    for name, measure in (
        ("move.vs_transitions", moves.move),
        ("stage.vs_transitions", moves.stage),
        ("command.vs_transitions", moves.command),
    ):
        if name.startswith(only):
            yield measure(repeats)
    for size in totals.SIZES:
        if f"totals.vs_decimal_{size}".startswith(only):
            yield from totals.measure(size, repeats)
    if "lines.growth".startswith(only):
        yield from verbs.measure(min(repeats, 3))
    if "rules14.us".startswith(only):
        yield from rules.measure(repeats)
    if "order.kb".startswith(only):
        yield from records.measure_memory()
    if "codec.vs_pydantic".startswith(only):
        yield from records.measure_time(repeats)
    yield from _of_goods(min(repeats, 3), only)
    if "import.ms".startswith(only):
        yield from starts.measure(repeats)


def _of_goods(repeats: int, only: str) -> Iterator[Figure]:
    if "alloc.fifo_100k.s".startswith(only):
        yield from goods.fifo(repeats)
    for name in goods.GROWTHS:
        if f"growth.{name}".startswith(only):
            yield from goods.growth(name, repeats)
    if "oversell.sqlite".startswith(only):
        yield from oversell.measure(repeats)


def _table(figures: list[Figure]) -> Table:
    table = Table("name", "ours", "reference", "ratio", "aim", "")
    for figure in figures:
        aim, found = AIMS.get(figure.name), figure.ours if figure.ratio is None else figure.ratio
        met = aim is None or (found >= aim if figure.better == "higher" else found <= aim)
        table.add_row(
            figure.name,
            f"{figure.ours:.2f} {figure.unit}",
            "" if figure.reference is None else f"{figure.reference:.2f} ({figure.reference_name})",
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            "" if aim is None else f"{aim:g}",
            "" if aim is None else "met" if met else "missed",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
