"""Decoding: the bytes of a file to its text, as declared or marked, and never by guess."""

from typing import ClassVar, Final

import attrs

from orderkit.capture.splitting import NotThisFormatError, place_of
from orderkit.errors import UnreadableDataError
from orderkit.values import shown

__all__ = ["EncodingError", "decoded"]

_HEAD: Final = 1024
_BEYOND: Final = 0x11
# PDF, ZIP and thereby XLSX, old Office files, PNG, JPEG, and an archive within the archive.
_OTHERS: Final = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
)
# The longer one first: it begins with the shorter.
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@attrs.frozen(kw_only=True)
class EncodingError(UnreadableDataError):
    """Bytes that are no text in the declared encoding."""

    code: ClassVar[str] = "file.encoding"


def decoded(plain: bytes, name: str, *, encoding: str, delimiter: str, longest: int) -> str:
    """The text.

    Args:
        name: The file, named in errors.
        encoding: What is declared; a mark in the file goes before.
        delimiter: Stands between cells; for telling where something is.
        longest: Characters of one row at most.

    Raises:
        NotThisFormatError: It is empty, or of another format.
        EncodingError: It is no text in this encoding.
    """
    if not plain or plain.isspace():
        raise NotThisFormatError(source=name, why="the file is empty")
    if plain.startswith(_OTHERS):
        raise NotThisFormatError(source=name, why="its first bytes are those of another format")
    used = next((known for mark, known in _MARKS if plain.startswith(mark)), encoding)
    try:
        text = plain.decode(used)
    except UnicodeDecodeError as error:
        place = len(plain) - len(error.object) + error.start
        where = "" if _wide(plain) else _where(plain[:place], used, delimiter, longest)
        why = f"{where}no {used} at byte {place}{_cause(plain, error)}"
        raise EncodingError(source=name, why=why) from error
    except (LookupError, ValueError) as error:
        raise EncodingError(source=name, why=f"{shown(used)} is no encoding") from error
    if not text or text.isspace():
        raise NotThisFormatError(source=name, why="the file is empty")
    if "\x00" in text[:_HEAD] and _wide(plain):
        zero = plain.index(0)
        why = f"a zero byte at {zero} and many more; it is perhaps {_guess(plain)}"
        raise EncodingError(source=name, why=why)
    return text


def _where(before: bytes, used: str, delimiter: str, longest: int) -> str:
    """Row and column of what follows; nothing if what stands before has no text of its own."""
    try:
        return f"{place_of(before.decode(used), delimiter, longest)}: "
    except ValueError:
        return ""


def _cause(plain: bytes, error: UnicodeDecodeError) -> str:
    # Some codecs pass a mark over, and count from behind it.
    if error.end == len(error.object):
        return ", where the file is cut off within a character"
    return f"; it is perhaps {_guess(plain)}"


def _wide(plain: bytes) -> bool:
    """Whether the text looks as if two bytes made a sign, or four."""
    head = plain[:_HEAD]
    return head.count(0) * 4 > len(head)


def _guess(plain: bytes) -> str:
    if _wide(plain):
        by_place = [plain[place:_HEAD:4] for place in range(4)]
        # No sign is beyond 0x10FFFF.
        for last, before, guess in ((3, 2, "utf-32-le"), (0, 1, "utf-32-be")):
            if not any(by_place[last]) and max(by_place[before], default=_BEYOND) < _BEYOND:
                return guess
        return "utf-16-le" if plain[1:_HEAD:2].count(0) > plain[:_HEAD:2].count(0) else "utf-16-be"
    for encoding in ("utf-8", "gb18030", "cp1252"):
        try:
            plain.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "a damaged file"
