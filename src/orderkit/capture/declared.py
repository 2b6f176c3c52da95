"""What a definition in TOML declares, taken key by key, with every mistake noted at its key."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from orderkit.values import MOST, shown

__all__ = ["Declared"]

T = TypeVar("T")

_KINDS: Final[Mapping[str, type]] = {"text": str, "whole number": int, "list": list, "table": dict}


class Declared:
    """The keys of a definition; the working state of one reading, not a value.

    Attributes:
        mistakes: Each begins with its key.
    """

    def __init__(self, raw: dict[str, object]) -> None:
        """Begin with nothing taken."""
        self._raw = raw
        self._taken = set[str]()
        self._given = set[str]()
        self.mistakes: list[str] = []

    def get(self, path: str, kind: str) -> object | None:
        """The value of a key, None if it is not there or of another kind."""
        self._taken.add(path)
        value: object = self._raw
        parts = path.split(".")
        for place, part in enumerate(parts):
            if isinstance(value, dict):
                value = value.get(part)
            elif value is not None:
                self._no_table(".".join(parts[:place]))
                return None
        if value is None:
            return None
        if type(value) is not _KINDS.get(kind, bool):
            self.refuse(path, f"a {kind} is needed")
            return None
        self._given.add(path)
        return value

    def text(self, path: str, default: str | None = None) -> str:
        """A text; one without a default is needed, and must not be blank."""
        value = self.get(path, "text")
        told = self.told(path) or self.told(path.rpartition(".")[0])
        if default is None and not str(value or "").strip() and not told:
            self.refuse(path, "missing")
        return str(value) if value is not None else default or ""

    def texts(self, path: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, none of them blank."""
        value = self.get(path, "list")
        if not isinstance(value, list):
            return default
        wrong = not all(isinstance(item, str) and item.strip() for item in value)
        self.refuse(path, "a list of texts is needed", holds=wrong)
        return tuple(str(item) for item in value)

    def number(self, path: str, default: int) -> int:
        """A whole number above zero, within 63 bits."""
        value = self.get(path, "whole number")
        number = value if isinstance(value, int) else default
        self.refuse(path, "a number above zero is needed", holds=not 0 < number <= MOST)
        return number

    def flag(self, path: str) -> bool:
        """Whether it says true."""
        return self.get(path, "true or false") is True

    def choice(self, path: str, off: str, on: str) -> bool:
        """Whether the second of two words stands there."""
        value = self.text(path, off)
        told = f"{off} or {on} is needed, not {shown(value)}"
        self.refuse(path, told, holds=value not in (off, on))
        return value == on

    def checked(self, path: str, make: Callable[[str], T], refused: type[Exception]) -> T | None:
        """What a needed text stands for; None if it stands for nothing."""
        text = self.text(path)
        try:
            return make(text) if text.strip() else None
        except refused as error:
            self.refuse(path, str(error))
            return None

    def given(self, path: str) -> bool:
        """Whether a key that was asked for is there, and of the kind that was asked for."""
        return path in self._given

    def refuse(self, path: str, told: str, *, holds: bool = True) -> None:
        """Note a mistake at a key, if it holds."""
        if holds:
            self.mistakes.append(f"{path}: {told}")

    def told(self, path: str) -> bool:
        """Whether a mistake at a key is noted already."""
        return any(mistake.startswith(f"{path}:") for mistake in self.mistakes)

    def refuse_the_rest(self) -> None:
        """Note every key that was not asked for."""
        self._unknown(self._raw, "")

    def _unknown(self, table: dict[str, object], prefix: str) -> None:
        for key, value in table.items():
            path = f"{prefix}{key}"
            if isinstance(value, dict) and any(t.startswith(f"{path}.") for t in self._taken):
                self._unknown(value, f"{path}.")
            elif (path not in self._taken or "." in key) and not self.told(path):
                self.refuse(shown(path), "unknown key")

    def _no_table(self, path: str) -> None:
        self.refuse(path, "a table is needed", holds=not self.told(path))
