"""Column mappings: how a channel's files are to be read, as data that anybody can write in TOML.

Which column is which, how numbers and times are written, which codes are charges, which prefixes
mark a reversal: all of it is declared, none of it is code. Patterns of goods are plain shapes,
`#` for a digit and `A` for a letter, and no regular expressions.
"""

import tomllib
from collections.abc import Callable, Mapping
from typing import ClassVar, Final, TypeVar, final

import attrs

from orderkit.capture.model import ChargeClass
from orderkit.errors import UnreadableDataError
from orderkit.values import (
    ChannelCode,
    Currency,
    NumberFormat,
    PartyId,
    UnknownCurrencyError,
    UnknownZoneError,
    shown,
    zone_of,
)

__all__ = ["FIELDS", "ColumnMapping", "MappingError", "read_mapping"]

FIELDS: Final = (
    "number",
    "sku",
    "description",
    "quantity",
    "at",
    "price",
    "customer",
    "country",
)
_NEEDED: Final = frozenset({"number", "sku", "quantity", "at", "price"})


@attrs.frozen(kw_only=True)
class MappingError(UnreadableDataError):
    """A mapping with mistakes; all of them are told at once, each with its key."""

    code: ClassVar[str] = "mapping.invalid"


@final
@attrs.frozen(kw_only=True)
class ColumnMapping:
    """How the files of one channel are read.

    Attributes:
        zone: Where the clock of the channel hangs.
        columns: Field and header, in the order of `FIELDS`; a field may have no column.
        time: A `strptime` pattern; empty reads ISO 8601.
        suffixes: By field, an ending to strip, such as `.0` from a customer's number.
        upper: Fields whose letters are folded to upper case.
        goods: Shapes of goods codes; a code of another shape waits for a clerk.
        charges: Code and class of each charge.
        reversals: Prefixes of numbers that take goods back.
        bad_debts: Prefixes of numbers whose every row is a bad debt.
        add_duplicates: Whether an equal row adds its quantity, where it is otherwise merged.
        reject_guests: Whether a row without a customer is rejected.
        guest: The party of rows without a customer.
    """

    channel: ChannelCode
    currency: Currency
    zone: str
    columns: tuple[tuple[str, str], ...]
    delimiter: str = ","
    encoding: str = "utf-8"
    time: str = ""
    numbers: NumberFormat = NumberFormat()
    suffixes: tuple[tuple[str, str], ...] = ()
    upper: tuple[str, ...] = ("number", "sku")
    goods: tuple[str, ...] = ()
    largest_quantity: int = 1_000_000
    charges: tuple[tuple[str, ChargeClass], ...] = ()
    reversals: tuple[str, ...] = ()
    bad_debts: tuple[str, ...] = ()
    add_duplicates: bool = False
    reject_guests: bool = False
    guest: PartyId = PartyId("guest")

    def is_goods(self, code: str) -> bool:
        """Whether a code has one of the shapes; every code has if no shape is declared."""
        return not self.goods or any(_fits(code, shape) for shape in self.goods)

    def is_reversal(self, number: str) -> bool:
        """Whether a number takes goods back."""
        return bool(self.reversals) and number.startswith(self.reversals)

    def is_bad_debt(self, number: str) -> bool:
        """Whether every row of a number is a bad debt."""
        return bool(self.bad_debts) and number.startswith(self.bad_debts)


def read_mapping(text: str, *, source: str) -> ColumnMapping:
    """Read a mapping from TOML.

    Args:
        source: The file, named in errors.

    Raises:
        MappingError: No TOML, an unknown key, or a value that cannot be; all mistakes at once.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(source=source, why=shown(str(error))) from error
    reader = _Reader(raw)
    mapping = reader.mapping()
    if reader.mistakes or mapping is None:
        raise MappingError(source=source, why="; ".join(reader.mistakes))
    return mapping


T = TypeVar("T")

_KINDS: Final[Mapping[str, type]] = {"text": str, "whole number": int, "list": list, "table": dict}


class _Reader:
    """Takes keys out of a raw mapping one by one, and notes every mistake."""

    def __init__(self, raw: dict[str, object]) -> None:
        self._raw = raw
        self._taken = set[str]()
        self.mistakes = list[str]()

    def mapping(self) -> ColumnMapping | None:
        currency = self._checked("currency", Currency.of, UnknownCurrencyError)
        zone = self._text("zone")
        if zone:
            self._checked("zone", lambda name: zone_of(name).key, UnknownZoneError)
        numbers = self._numbers()
        channel, columns = self._text("channel"), self._columns()
        charges = self._charges()
        suffixes = tuple(
            (field, end) for field in FIELDS if (end := self._text(f"strip.{field}", ""))
        )
        rest = {
            "delimiter": self._text("delimiter", ","),
            "encoding": self._text("encoding", "utf-8"),
            "time": self._text("time", ""),
            "upper": self._texts("upper", ("number", "sku")),
            "goods": self._texts("goods"),
            "reversals": self._texts("reversals"),
            "bad_debts": self._texts("bad_debts"),
            "guest": PartyId(self._text("guest", "guest")),
            "largest_quantity": self._number("largest_quantity", 1_000_000),
            "add_duplicates": self._choice("duplicates", "merge", "add"),
            "reject_guests": self._choice("no_customer", "guest", "reject"),
        }
        if len(str(rest["delimiter"])) != 1:
            self.mistakes.append("delimiter: one character is needed")
        self._unknown(self._raw, "")
        if self.mistakes or currency is None:
            return None
        return ColumnMapping(
            channel=ChannelCode(channel),
            currency=currency,
            zone=zone,
            columns=columns,
            numbers=numbers,
            suffixes=suffixes,
            charges=charges,
            **rest,  # type: ignore[arg-type] # each was read as the kind its field has
        )

    def _numbers(self) -> NumberFormat:
        return NumberFormat(
            decimal=self._text("numbers.decimal", "."),
            group=self._text("numbers.group", ""),
            trailing_minus=self._flag("numbers.trailing_minus"),
            brackets=self._flag("numbers.brackets"),
            full_width=self._flag("numbers.full_width"),
        )

    def _charges(self) -> tuple[tuple[str, ChargeClass], ...]:
        return tuple(
            (code, kind) for kind in ChargeClass for code in self._texts(f"charges.{kind}")
        )

    def _columns(self) -> tuple[tuple[str, str], ...]:
        found = tuple(
            (field, header)
            for field in FIELDS
            if (header := self._text(f"columns.{field}", None if field in _NEEDED else ""))
        )
        headers = [header for _, header in found]
        self.mistakes += [
            f"columns: {shown(header)} stands for two fields"
            for header in sorted(set(headers))
            if headers.count(header) > 1
        ]
        return found

    def _get(self, path: str, kind: str) -> object | None:
        self._taken.add(path)
        value: object = self._raw
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            return None
        if type(value) is not _KINDS.get(kind, bool):
            self.mistakes.append(f"{path}: a {kind} is needed")
            return None
        return value

    def _text(self, path: str, default: str | None = None) -> str:
        value = self._get(path, "text")
        if value is None and default is None and not self._told(path):
            self.mistakes.append(f"{path}: missing")
        return str(value) if value is not None else default or ""

    def _texts(self, path: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self._get(path, "list")
        if not isinstance(value, list):
            return default
        if not all(isinstance(item, str) and item for item in value):
            self.mistakes.append(f"{path}: a list of texts is needed")
        return tuple(str(item) for item in value)

    def _number(self, path: str, default: int) -> int:
        value = self._get(path, "whole number")
        if isinstance(value, int) and value < 1:
            self.mistakes.append(f"{path}: a number above zero is needed")
        return value if isinstance(value, int) else default

    def _flag(self, path: str) -> bool:
        return self._get(path, "true or false") is True

    def _choice(self, path: str, off: str, on: str) -> bool:
        value = self._text(path, off)
        if value not in (off, on):
            self.mistakes.append(f"{path}: {off} or {on} is needed, not {shown(value)}")
        return value == on

    def _checked(self, path: str, make: Callable[[str], T], refused: type[Exception]) -> T | None:
        text = self._text(path)
        try:
            return make(text) if text else None
        except refused as error:
            self.mistakes.append(f"{path}: {error}")
            return None

    def _told(self, path: str) -> bool:
        return any(mistake.startswith(f"{path}:") for mistake in self.mistakes)

    def _unknown(self, table: dict[str, object], prefix: str) -> None:
        for key, value in table.items():
            path = f"{prefix}{key}"
            if isinstance(value, dict) and any(t.startswith(f"{path}.") for t in self._taken):
                self._unknown(value, f"{path}.")
            elif path not in self._taken:
                self.mistakes.append(f"{shown(path)}: unknown key")


def _fits(code: str, shape: str) -> bool:
    return len(code) == len(shape) and all(map(_sign_fits, code, shape))


def _sign_fits(sign: str, shape: str) -> bool:
    if shape == "#":
        return "0" <= sign <= "9"
    if shape == "A":
        return "A" <= sign <= "Z" or "a" <= sign <= "z"
    return sign == shape
