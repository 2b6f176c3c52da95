"""How a channel writes its files: format, encoding, moments, numbers and signs, key by key."""

from datetime import UTC, datetime
from typing import Final

from orderkit.capture.declared import Declared
from orderkit.capture.mapping import FileFormat
from orderkit.capture.nonsense import is_sound_encoding
from orderkit.values import NumberFormat, read_instant, shown, unsafe_character, zone_of

__all__ = ["DeclaredFile"]

_LONGEST: Final = 64
# Signs that stand for something else in a number, and ends of a cell.
_NO_SIGNS: Final = frozenset('0123456789eE+()"\r\n\0')
# These give different text by machine.
_BY_MACHINE: Final = ("%c", "%x", "%X", "%Z")
_YEARS: Final = ("%Y", "%y", "%G")
_PROBE: Final = datetime(2003, 11, 23, 14, 45, tzinfo=UTC)


class DeclaredFile(Declared):
    """Takes what says how a file is written, and notes every mistake."""

    def file_format(self) -> FileFormat:
        """What the rows are written as."""
        name = self.text("format", FileFormat.CSV)
        known = [form.value for form in FileFormat]
        told = f"{' or '.join(known)} is needed, not {shown(name)}"
        self.refuse("format", told, holds=name not in known)
        return FileFormat(name) if name in known else FileFormat.CSV

    def encoding(self) -> str:
        """How the text is encoded; ASCII keeps its bytes."""
        name = self.text("encoding", "utf-8")
        try:
            sound = is_sound_encoding(name)
        except (LookupError, ValueError):
            self.refuse("encoding", f"{shown(name)} is no encoding of files")
            return name
        told = f"{shown(name)} is no sound encoding of files, in which ASCII keeps its bytes"
        self.refuse("encoding", told, holds=not sound)
        return name

    def time(self) -> str:
        """A pattern of a day, the same on every machine."""
        pattern = self.text("time", "")
        if not pattern:
            return pattern
        if any(mark in pattern for mark in _BY_MACHINE):
            self.refuse("time", f"none of {' '.join(_BY_MACHINE)} is read the same everywhere")
            return pattern
        written = _PROBE.strftime(pattern.replace("%z", "+0000"))
        # A year is looked for first: Python 3.13 warns of a day that is read without one.
        dated = any(mark in pattern.replace("%%", "") for mark in _YEARS)
        read = read_instant(written, zone_of("UTC"), pattern).value if dated else None
        whole = read is not None and read.date() == _PROBE.date()
        self.refuse("time", f"{shown(pattern)} is no pattern of a day", holds=not whole)
        return pattern

    def numbers(self) -> NumberFormat:
        """How numbers are written; no sign has two meanings."""
        form = NumberFormat(
            decimal=self.sign("numbers.decimal", "."),
            group=self.sign("numbers.group", ""),
            minus=self.sign("numbers.minus", "-"),
            trailing_minus=self.flag("numbers.trailing_minus"),
            brackets=self.flag("numbers.brackets"),
            full_width=self.flag("numbers.full_width"),
        )
        signs = [sign for sign in (form.decimal, form.group, form.minus) if sign]
        self.refuse("numbers", "one sign has two meanings", holds=len(set(signs)) < len(signs))
        return form

    def sign(self, path: str, default: str) -> str:
        """A single sign."""
        sign = self.text(path, default)
        wrong = sign in _NO_SIGNS or sign.isalnum() or len(sign) > 1
        wrong = wrong or (not sign and path == "delimiter")
        self.refuse(path, f"{shown(sign)} is no single sign that can stand there", holds=wrong)
        return sign

    def name(self, path: str, default: str | None) -> str:
        """A name of visible signs, without blanks around it."""
        name = self.text(path, default).strip()
        told = f"a name of 1 to {_LONGEST} visible signs is needed"
        given = bool(name) or default is not None
        wrong = not 0 < len(name) <= _LONGEST or unsafe_character(name) is not None
        self.refuse(path, told, holds=given and wrong)
        return name
