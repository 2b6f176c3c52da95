"""Unpacking: bytes as they come to the bytes of one file, counted, and whole or not at all."""

import zlib
from collections.abc import Iterator
from typing import ClassVar, Final

import attrs

from orderkit.errors import UnreadableDataError

__all__ = ["ArchiveLimitError", "TornArchiveError", "unpacked"]

_STEP: Final = 1 << 20
_FIRST_STEP: Final = 1 << 9
# A gigabyte in blocks of 64 KB has 16,384; empty ones cost time and unpack to nothing.
_MOST_MEMBERS: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"


@attrs.frozen(kw_only=True)
class ArchiveLimitError(UnreadableDataError):
    """Bytes that unpack to more than anybody orders; counted, not believed from a header."""

    code: ClassVar[str] = "archive.limit"


@attrs.frozen(kw_only=True)
class TornArchiveError(UnreadableDataError):
    """A packed file whose end is missing or damaged."""

    code: ClassVar[str] = "archive.torn"


def unpacked(data: bytes, name: str, largest: int) -> bytes:
    """The bytes that were packed, or as they came.

    Args:
        name: The file, named in errors.
        largest: Bytes at most.

    Raises:
        ArchiveLimitError: There are more.
        TornArchiveError: The packing is damaged.
    """
    if len(data) > largest:
        raise ArchiveLimitError(source=name, why=f"more than {largest} bytes")
    if not data.startswith(_GZIP):
        return data
    parts, size = list[bytes](), 0
    try:
        for part in _parts(data, name):
            size += len(part)
            if size > largest:
                why = f"it unpacks to more than {largest} bytes"
                raise ArchiveLimitError(source=name, why=why)
            parts.append(part)
    except zlib.error as error:
        raise TornArchiveError(source=name, why=f"damaged near byte {size}: {error}") from error
    except EOFError as error:
        why = f"it ends too early; {size} bytes were unpacked"
        raise TornArchiveError(source=name, why=why) from error
    return b"".join(parts)


def _parts(data: bytes, name: str) -> Iterator[bytes]:
    """What is in all members, one after the other (RFC 1952, 2.2), in pieces of bounded size."""
    place, members = 0, 0
    while place < len(data):
        members += 1
        if not data.startswith(_GZIP, place):
            raise TornArchiveError(source=name, why="more bytes follow the end of the archive")
        if members > _MOST_MEMBERS:
            raise ArchiveLimitError(source=name, why=f"it has more than {_MOST_MEMBERS} members")
        unpacker, step = zlib.decompressobj(31), _FIRST_STEP
        while not unpacker.eof:
            # Piece by piece, the first one short: what is left over is copied at each call.
            rest, step = data[place : place + step], min(2 * step, _STEP)
            if not rest:
                raise EOFError
            place += len(rest)
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail
        place -= len(unpacker.unused_data)
