"""Write the files of two invented channels, with the faults of real life in them.

    python examples/sample_maker.py --out examples/data --seed 1
    python examples/sample_maker.py --out build/large --rows 40000

A web shop sends packed files with points and commas, a partner in Germany plain ones in an old
encoding with semicolons and decimal commas; `mappings/` says how each is read. Everything in them
is made up. Equal seeds and sizes write equal bytes, and the size grows as the number of orders.
"""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sample_faults import FAULTS, USUAL_ORDERS
from sample_rows import Cells, ChannelDay, ChannelMaker
from sample_words import PARTNER, SHOP, Style

__all__ = ["main", "sample_files"]

ORDERS: Final = 200
# Measured at 10,000 orders: rows for a hundred of them.
_ROWS_PER_HUNDRED: Final = 560


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    parser.add_argument("--seed", type=int, default=1)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--orders", type=int, default=ORDERS)
    size.add_argument("--rows", type=int, help="about so many rows instead")
    asked = parser.parse_args(arguments)
    orders = asked.orders if asked.rows is None else asked.rows * 100 // _ROWS_PER_HUNDRED
    rows = 0
    for name, data, count in sample_files(asked.seed, max(1, orders)):
        path = asked.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows += count
    print(f"{rows} rows below {asked.out}")
    return 0


def sample_files(seed: int, orders: int = ORDERS) -> Iterator[tuple[str, bytes, int]]:
    """Name below the folder, bytes and rows of each file of both channels."""
    for style in (SHOP, PARTNER):
        maker = ChannelMaker(style, seed, max(style.days, orders * style.parts // 10))
        for day in _days(maker):
            end = ".csv.gz" if style.packed else ".csv"
            rows = list(day.rows)
            yield f"{style.folder}/{day.day}{end}", _written(style, rows), len(rows)


def _days(maker: ChannelMaker) -> Iterator[ChannelDay]:
    plan, late = _plan(maker), list[Cells]()
    for place, names in enumerate(plan):
        day = maker.open_day(place, late)
        for name in names:
            FAULTS[name][1](maker, day)
        maker.close_day(day)
        late = day.tomorrow if place + 1 < len(plan) else []
        yield day


def _plan(maker: ChannelMaker) -> list[list[str]]:
    """Which faults are played on which day."""
    plan = [list[str]() for _ in maker.days]
    for name, (often, _) in FAULTS.items():
        for _ in range(max(1, often * maker.orders // USUAL_ORDERS)):
            maker.random.choice(plan).append(name)
    for names in plan:
        maker.random.shuffle(names)
    return plan


def _written(style: Style, rows: Iterable[Cells]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator="\n")
    writer.writerow(style.header)
    writer.writerows(rows)
    # A sign that the old encoding does not have is lost on the way, as it would be there.
    data = text.getvalue().encode(style.encoding, "replace")
    return gzip.compress(data, mtime=0) if style.packed else data


if __name__ == "__main__":
    sys.exit(main())
