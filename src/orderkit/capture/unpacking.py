"""Unpacking: bytes as they come to the bytes of one file, counted, and whole or not at all."""

import zlib
from typing import ClassVar, Final

import attrs

from orderkit.errors import UnreadableDataError

__all__ = ["ArchiveLimitError", "TornArchiveError", "unpacked"]

_STEP: Final = 1 << 20
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
    unpacker, parts, size = zlib.decompressobj(31), list[bytes](), 0
    try:
        # Piece by piece: what is left over is copied at each call.
        for start in range(0, len(data), _STEP):
            rest = data[start : start + _STEP]
            while rest and not unpacker.eof:
                part = unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail
                size += len(part)
                parts.append(part)
                if size > largest:
                    why = f"it unpacks to more than {largest} bytes"
                    raise ArchiveLimitError(source=name, why=why)
            if rest or unpacker.unused_data:
                raise TornArchiveError(source=name, why="more bytes follow the end of the archive")
    except zlib.error as error:
        raise TornArchiveError(source=name, why=f"damaged near byte {size}: {error}") from error
    if not unpacker.eof:
        raise TornArchiveError(source=name, why=f"it ends too early; {size} bytes were unpacked")
    return b"".join(parts)
