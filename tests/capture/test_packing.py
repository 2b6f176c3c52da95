"""Packed files: known by what is in them, stopped by what they unpack to, whole or not at all."""

import gzip
import hashlib
import struct
import tracemalloc
import zlib
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import (
    ArchiveLimitError,
    NotThisFormatError,
    Sheet,
    SheetBounds,
    TornArchiveError,
    read_sheet,
)
from orderkit.errors import UnreadableDataError
from orderkit.testing.capture import file_of, files, mapping_of, row_of

MAPPING = mapping_of()
PLAIN = file_of([row_of(), row_of("1002", "222")])


def read(data: bytes, **bounds: int) -> Sheet:
    return read_sheet(data, name="may.csv", mapping=MAPPING, bounds=SheetBounds(**bounds))


def refused(error: type[UnreadableDataError], data: bytes, **bounds: int) -> str:
    with pytest.raises(error) as caught:
        read(data, **bounds)
    assert type(caught.value) is error
    assert caught.value.source == "may.csv"
    return caught.value.why


@given(data=files())
def test_law_the_digest_is_of_the_unpacked_bytes_whatever_the_packing(data: bytes) -> None:
    plain, packed = read(data), read(gzip.compress(data, mtime=0))
    assert packed == plain
    assert plain.digest == hashlib.sha256(data).hexdigest()
    renamed = read_sheet(data, name="june.csv", mapping=MAPPING)
    assert attrs.evolve(renamed, name="may.csv", findings=plain.findings) == plain


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_32_a_torn_archive_is_refused_whole(cut: int) -> None:
    assert refused(TornArchiveError, gzip.compress(PLAIN)[:-cut])


def test_a_32_a_damaged_archive_is_refused_whole() -> None:
    packed = bytearray(gzip.compress(PLAIN))
    packed[-5] ^= 1
    assert "damaged" in refused(TornArchiveError, bytes(packed))


def test_a_32_what_follows_an_archive_is_not_dropped_silently() -> None:
    assert "follow" in refused(TornArchiveError, gzip.compress(b"x" * (1 << 22)) + b"\0")
    assert "follow" in refused(TornArchiveError, gzip.compress(PLAIN) + b"\x1f")
    assert "follow" in refused(TornArchiveError, gzip.compress(PLAIN) * 2 + PLAIN)


@given(data=files(), cuts=st.lists(st.integers(0, 600), max_size=4))
def test_law_many_members_are_one_file(data: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(data)]
    packed = b"".join(gzip.compress(data[start:end], mtime=0) for start, end in pairwise(places))
    assert read(packed) == read(data)


def test_members_of_any_size_are_one_file() -> None:
    """Blocks as they are made for reading at any place, an empty one at the end."""
    data = file_of([row_of(str(n), text=f"{n * n}") for n in range(40_000)])
    blocks = [data[start : start + 65_280] for start in range(0, len(data), 65_280)]
    packed = b"".join(gzip.compress(block) for block in [*blocks, b""])
    assert read(packed) == read(data)


@pytest.mark.parametrize("cut", [1, 8, 9, 20])
def test_a_32_a_torn_last_member_is_refused_whole(cut: int) -> None:
    whole = gzip.compress(PLAIN, mtime=0)
    assert "too early" in refused(TornArchiveError, (whole + whole)[:-cut])


def test_a_32_a_damaged_second_member_is_refused_whole() -> None:
    packed = bytearray(gzip.compress(PLAIN) * 2)
    packed[-5] ^= 1
    assert "damaged" in refused(TornArchiveError, bytes(packed))
    assert "damaged" in refused(TornArchiveError, gzip.compress(PLAIN) + b"\x1f\x8b\x07" + PLAIN)


def test_a_33_members_are_counted_together() -> None:
    packed = gzip.compress(PLAIN)
    assert read(packed * 3, size=3 * len(PLAIN)).rows
    told = refused(ArchiveLimitError, packed * 3, size=3 * len(PLAIN) - 1)
    assert told == f"it unpacks to more than {3 * len(PLAIN) - 1} bytes"


def test_a_33_members_that_hold_nothing_are_bounded_too() -> None:
    nothing = gzip.compress(b"", mtime=0)
    assert read(gzip.compress(PLAIN) + nothing * 65_535).rows
    told = refused(ArchiveLimitError, gzip.compress(PLAIN) + nothing * 65_536)
    assert told == "it has more than 65536 members"


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20))
    return packed + packer.flush()


def test_a_33_a_bomb_is_stopped_by_counted_bytes_and_not_by_its_header() -> None:
    packed = bomb(64 << 20)
    # The last four bytes say how long it is; a liar says that it is short.
    lying = packed[:-4] + struct.pack("<I", 10)
    tracemalloc.start()
    why = refused(ArchiveLimitError, lying, size=2 << 20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "2097152" in why
    assert peak < 8 << 20


def test_a_33_a_plain_file_is_measured_too() -> None:
    assert refused(ArchiveLimitError, PLAIN, size=len(PLAIN) - 1)
    assert read(PLAIN, size=len(PLAIN)).rows


def test_a_33_an_archive_in_an_archive_is_not_unpacked() -> None:
    assert refused(NotThisFormatError, gzip.compress(gzip.compress(PLAIN)))
