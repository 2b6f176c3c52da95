"""Reads a column mapping from TOML, with every mistake told at once, each with its key.

Every key there is; all but those of the first three lines and five columns may be left out::

    channel = "shop"            # letters, digits and _; begins the id of each of its orders
    currency = "EUR"            # of ISO 4217
    zone = "Europe/Berlin"      # where the clock of the channel hangs
    encoding = "gb18030"        # else utf-8; a byte order mark in the file goes before
    delimiter = ";"             # else a comma
    format = "json_lines"       # one object on each line, else csv
    time = "%d.%m.%Y %H:%M"     # a strptime pattern, else ISO 8601
    upper = ["sku"]             # fields folded to capitals, else number and sku
    goods = ["#####", "#####A"] # shapes of codes, # a digit and A a letter; else any code is goods
    largest_quantity = 10000    # of one row, else 1000000
    reversals = ["C"]           # numbers that begin so take goods back
    bad_debts = ["A"]           # every row of numbers that begin so is a bad debt
    duplicates = "add"          # an equal row adds its quantity, else merge: it counts once
    no_customer = "reject"      # else guest
    guest = "walk-in"           # the party of rows without a customer, else guest

    [numbers]
    decimal = ","               # else a point; empty refuses what could be read in two ways
    group = "."                 # between thousands, else nothing
    minus = "−"                 # else a hyphen
    trailing_minus = true       # 5- is minus five
    brackets = true             # (5) is minus five
    full_width = true           # １２ is twelve

    [columns]                   # field and header of its column
    number = "Order"
    sku = "Item"
    description = "Text"
    quantity = "Pieces"
    at = "When"
    price = "Price"
    customer = "Customer"
    country = "Country"

    [strip]                     # endings that are cut off, of any field
    customer = ".0"

    [attributes.header]         # custom attributes of the order, by name; of a line likewise
    project = "Project"

    [attributes.line]
    colour = "Colour"

    [charges]                   # codes that are no goods
    billable = ["POST"]
    discount = ["D"]
    own_cost = ["FEE"]
    bad_debt = ["B"]
"""

import tomllib
from collections import Counter
from collections.abc import Container, Sequence
from typing import ClassVar, Final
from unicodedata import normalize

import attrs

from orderkit.capture.declared_file import DeclaredFile
from orderkit.capture.mapping import FIELDS, NEEDED, ColumnMapping
from orderkit.capture.model import ChargeClass
from orderkit.capture.nonsense import (
    never_a_code,
    never_goods,
    never_reversals,
)
from orderkit.errors import UnreadableDataError
from orderkit.values import (
    ChannelCode,
    Currency,
    PartyId,
    UnknownCurrencyError,
    UnknownZoneError,
    shown,
    unsafe_character,
    zone_of,
)

__all__ = ["MappingError", "read_mapping"]

_MARK: Final = "\ufeff"
_MOST_TOLD: Final = 20


@attrs.frozen(kw_only=True)
class MappingError(UnreadableDataError):
    """A mapping with mistakes; all of them are told at once, each with its key."""

    code: ClassVar[str] = "mapping.invalid"


def read_mapping(text: str, *, source: str) -> ColumnMapping:
    """Read a mapping from TOML.

    Args:
        text: What the file holds; a byte order mark before it is passed over.
        source: The file, named in errors.

    Raises:
        MappingError: No text or no TOML, an unknown key, a value that cannot be, or two of which
            one can never count; all mistakes at once.
    """
    # A caller without a type checker may hand in anything, the bytes of the file above all.
    if not isinstance(text, str):
        why = f"a text is needed, not {type(text).__name__}: decode the file as utf-8 first"
        raise MappingError(source=source, why=why)
    try:
        raw = tomllib.loads(text.removeprefix(_MARK))
    except (ValueError, RecursionError) as error:
        # A number of too many digits is a plain ValueError there.
        raise MappingError(source=source, why=shown(str(error))) from error
    reader = _Reader(raw)
    mapping = reader.mapping()
    if reader.mistakes or mapping is None:
        told, rest = reader.mistakes[:_MOST_TOLD], len(reader.mistakes) - _MOST_TOLD
        more = [f"and {rest} more"] if rest > 0 else []
        raise MappingError(source=source, why="; ".join([*told, *more]))
    return mapping


class _Reader(DeclaredFile):
    """Takes the keys of a mapping one by one, and notes every mistake."""

    def mapping(self) -> ColumnMapping | None:
        currency = self.checked("currency", Currency.of, UnknownCurrencyError)
        zone = self.checked("zone", lambda name: zone_of(name).key, UnknownZoneError)
        upper = self.texts("upper", ("number", "sku"))
        strange = sorted(set(upper).difference(FIELDS))
        self.refuse("upper", f"{shown(', '.join(strange))} is no field", holds=bool(strange))
        folded, number_folded = "sku" in upper, "number" in upper
        columns, charges = self._columns(), self._charges(folded=folded)
        header, line = self._attributes("header"), self._attributes("line")
        bad_debts = self._codes("bad_debts", folded=number_folded)
        rest = {
            "channel": ChannelCode(self._channel()),
            "columns": columns,
            "delimiter": self.sign("delimiter", ","),
            "encoding": self.encoding(),
            "time": self.time(),
            "numbers": self.numbers(),
            "suffixes": self._suffixes(dict(columns)),
            "upper": upper,
            "goods": self._goods([code for code, _ in charges], folded=folded),
            "largest_quantity": self.number("largest_quantity", 1_000_000),
            "charges": charges,
            "reversals": self._reversals(bad_debts, folded=number_folded),
            "bad_debts": bad_debts,
            "add_duplicates": self.choice("duplicates", "merge", "add"),
            "reject_guests": self._reject_guests(columns),
            "guest": PartyId(self.name("guest", "guest")),
            "format": self.file_format(),
            "header_attributes": header,
            "line_attributes": line,
        }
        self._hold_columns((*columns, *header, *line))
        self.refuse_the_rest()
        if self.mistakes or currency is None or zone is None:
            return None
        return ColumnMapping(
            currency=currency,
            zone=zone,
            **rest,  # type: ignore[arg-type] # each was read as the kind its field has
        )

    def _channel(self) -> str:
        channel = self.name("channel", None)
        # A number may hold a dash, so that two channels could make one id of it.
        plain = channel.replace("_", "").isalnum()
        told = "letters, digits and _ are needed"
        self.refuse("channel", told, holds=bool(channel) and not plain)
        return channel

    def _columns(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (field, header)
            for field in FIELDS
            if (header := self.text(f"columns.{field}", None if field in NEEDED else "").strip())
        )

    def _attributes(self, place: str) -> tuple[tuple[str, str], ...]:
        """Name and column of each custom attribute; whether it is declared, the importer sees."""
        table = self.get(f"attributes.{place}", "table")
        found = list[tuple[str, str]]()
        for name, column in table.items() if isinstance(table, dict) else ():
            sound = isinstance(column, str) and bool(column.strip()) and bool(name.strip())
            path = f"attributes.{place}.{shown(name)}"
            self.refuse(path, "the name of a column is needed", holds=not sound)
            found += [(name, str(column).strip())] if sound else []
        return tuple(found)

    def _hold_columns(self, pairs: Sequence[tuple[str, str]]) -> None:
        for header, times in sorted(Counter(column for _, column in pairs).items()):
            self.refuse("columns", f"{shown(header)} stands for two fields", holds=times > 1)

    def _suffixes(self, columns: Container[str]) -> tuple[tuple[str, str], ...]:
        found = list[tuple[str, str]]()
        for field in FIELDS:
            end = self.text(f"strip.{field}", "")
            wrong = self.given(f"strip.{field}") and end != (end.rstrip() or None)
            told = "an ending is needed that is not empty and does not end with a blank"
            self.refuse(f"strip.{field}", told, holds=wrong)
            lost = bool(end) and field not in columns
            self.refuse(f"strip.{field}", f"there is no columns.{field}", holds=lost)
            found += [(field, end)] if end else []
        return tuple(found)

    def _goods(self, charges: Sequence[str], *, folded: bool) -> tuple[str, ...]:
        shapes = self._codes("goods", whole=True)
        told = "a shape is needed, or no such key where any code is goods"
        self.refuse("goods", told, holds=self.given("goods") and not shapes)
        for shape in never_goods(shapes, charges, folded=folded):
            told = "is a charge, or has a letter that is folded to upper case, and is never goods"
            self.refuse("goods", f"{shown(shape)} {told}")
        return shapes

    def _reversals(self, bad_debts: Sequence[str], *, folded: bool) -> tuple[str, ...]:
        found = self._codes("reversals", folded=folded)
        for prefix in never_reversals(found, bad_debts):
            told = "begins a number of bad_debts, which go before, and takes nothing back"
            self.refuse("reversals", f"{shown(prefix)} {told}")
        return found

    def _reject_guests(self, columns: Sequence[tuple[str, str]]) -> bool:
        reject = self.choice("no_customer", "guest", "reject")
        told = "reject needs columns.customer, or no row would be left"
        self.refuse("no_customer", told, holds=reject and "customer" not in dict(columns))
        return reject

    def _charges(self, *, folded: bool) -> tuple[tuple[str, ChargeClass], ...]:
        found = dict[str, ChargeClass]()
        for kind in ChargeClass:
            for code in self._codes(f"charges.{kind}", folded=folded, whole=True):
                self.refuse(f"charges.{kind}", f"{shown(code)} stands twice", holds=code in found)
                found[code] = kind
        return tuple(found.items())

    def _codes(self, path: str, *, folded: bool = False, whole: bool = False) -> tuple[str, ...]:
        """Codes, or beginnings of codes, written as the cells of their field are read."""
        texts = tuple(normalize("NFC", text) for text in self.texts(path))
        for text in () if self.told(path) else never_a_code(texts, whole=whole):
            self.refuse(path, f"{shown(repr(text))} has a blank that is cut off of every cell")
        for text in () if self.told(path) else texts:
            unsafe = unsafe_character(text) is not None
            self.refuse(path, f"{shown(text)} holds a sign that no code has", holds=unsafe)
        return tuple(normalize("NFC", text.upper()) for text in texts) if folded else texts
