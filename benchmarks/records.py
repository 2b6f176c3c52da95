"""Orders as records: how much memory they take once loaded, and how long reading and writing takes.

python benchmarks/records.py ours 100000     # prints bytes for each order, for one way of loading
"""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Final

import orderkit.codec.compact
from figure import Figure, absolute, alternating, beside
from models import OrderModel, both
from orderkit.codec import Codec, read_progress, standard_codec, write_progress
from orderkit.order import Order, Terms
from wholes import Stored, stored

__all__ = ["measure_memory", "measure_time"]

_ORDERS: Final = 100_000
_WAYS: Final = ("ours", "bare", "pydantic")
_ROUNDS: Final = 400


def _read(codec: Codec, each: Stored) -> Order:
    return read_progress(each.progress, codec.decode_as(Terms, each.terms))


def _bare(codec: Codec, each: Stored) -> Order:
    """Read without what orders share: every pool of equal values is emptied before."""
    for part in vars(orderkit.codec.compact).values():
        if hasattr(part, "cache_clear"):
            part.cache_clear()
    return _read(codec, each)


def _model(_: Codec, each: Stored) -> OrderModel:
    return OrderModel.model_validate_json(both(each.terms, each.progress))


def _resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096


def _bytes_each(way: str, count: int) -> float:
    read: dict[str, Callable[[Codec, Stored], object]] = {
        "ours": _read,
        "bare": _bare,
        "pydantic": _model,
    }
    codec = standard_codec()
    first = next(stored(1, codec))
    kept: list[object] = [read[way](codec, first)]
    gc.collect()
    before = _resident()
    # What is stored is made one by one and dropped, as a database hands it over.
    kept.extend(read[way](codec, each) for each in stored(count, codec))
    gc.collect()
    return (_resident() - before) / count


def measure_memory(count: int = _ORDERS) -> Iterator[Figure]:
    """Kilobytes for each order in memory, of a process that loads them all."""
    taken = dict[str, float]()
    for way in _WAYS:
        said = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, __file__, way, str(count)], capture_output=True, text=True, check=True
        )
        taken[way] = float(said.stdout) / 1024
    yield absolute("order.kb", taken["ours"], "KB", "lower")
    yield absolute("order.no_pools.kb", taken["bare"], "KB", "lower")
    yield absolute("order.pydantic.kb", taken["pydantic"], "KB", "lower")


def measure_time(repeats: int) -> Iterator[Figure]:
    """Reading an order of three lines and writing it again, beside pydantic; and both sizes."""
    codec = standard_codec()
    orders = list(stored(_ROUNDS, codec))
    wholes = [both(each.terms, each.progress) for each in orders]

    def ours() -> None:
        for each in orders:
            order = _read(codec, each)
            codec.encode(order.terms)
            write_progress(order)

    def theirs() -> None:
        for whole in wholes:
            OrderModel.model_validate_json(whole).model_dump_json()

    for warm in (ours, theirs):
        warm()
    pairs = alternating(_lap(ours), _lap(theirs), repeats)
    yield beside("codec.vs_pydantic", pairs, "pydantic", "µs", "lower")
    written = [OrderModel.model_validate_json(whole).model_dump_json() for whole in wholes]
    sizes = [len(each.terms) + len(each.progress) for each in orders]
    yield absolute("codec.bytes", median(sizes), "bytes", "lower")
    yield absolute("codec.pydantic.bytes", median(map(len, written)), "bytes", "lower")


def _lap(work: Callable[[], None]) -> Callable[[], float]:
    def lap() -> float:
        gc.collect()
        started = time.perf_counter()
        work()
        return (time.perf_counter() - started) * 1e6 / _ROUNDS

    return lap


if __name__ == "__main__":
    print(_bytes_each(sys.argv[1], int(sys.argv[2])))
