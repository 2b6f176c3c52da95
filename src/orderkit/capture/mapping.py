"""Column mappings: how a channel's files are to be read, as data and never as code.

Which column is which, how numbers and times are written, which codes are charges, which prefixes
mark a reversal. Patterns of goods are plain shapes, `#` for a digit and `A` for a letter, and no
regular expressions.
"""

from enum import StrEnum
from typing import Final, final

import attrs

from orderkit.capture.model import ChargeClass
from orderkit.values import ChannelCode, Currency, NumberFormat, PartyId

__all__ = ["FIELDS", "NEEDED", "ColumnMapping", "FileFormat"]

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
"""What a row may say, in the order of a mapping."""
NEEDED: Final = ("number", "sku", "quantity", "at", "price")
"""What every row has to say."""


@final
class FileFormat(StrEnum):
    """What the rows of a file are written as."""

    CSV = "csv"  # separated text
    JSON_LINES = "json_lines"  # one object on each line


@final
@attrs.frozen(kw_only=True)
class ColumnMapping:
    """How the files of one channel are read.

    Attributes:
        zone: Where the clock of the channel hangs.
        columns: Field and header, in the order of `FIELDS`; a field may have no column. Of JSON
            lines, the key.
        time: A `strptime` pattern; empty reads ISO 8601.
        suffixes: By field, an ending to strip, such as `.0` from a customer's number.
        upper: Fields whose letters are folded to upper case.
        goods: Shapes of goods codes; a code of another shape waits for a clerk.
        charges: Code and class of each charge.
        reversals: Prefixes of numbers that take goods back.
        bad_debts: Prefixes of numbers whose every row is a bad debt.
        add_duplicates: Whether a row that equals an earlier one counts, where it is otherwise
            merged; its quantity joins the line of the first equal row in its file.
        reject_guests: Whether a row without a customer is rejected.
        guest: The party of rows without a customer.
        format: What the rows of a file are written as.
        header_attributes: Name and column of each custom attribute of the order.
        line_attributes: Likewise of the line.
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
    format: FileFormat = FileFormat.CSV
    header_attributes: tuple[tuple[str, str], ...] = ()
    line_attributes: tuple[tuple[str, str], ...] = ()

    @property
    def all_columns(self) -> tuple[str, ...]:
        """The columns of all fields and attributes."""
        pairs = (*self.columns, *self.header_attributes, *self.line_attributes)
        return tuple(column for _, column in pairs)

    def is_goods(self, code: str) -> bool:
        """Whether a code has one of the shapes; every code has if no shape is declared."""
        return not self.goods or any(_fits(code, shape) for shape in self.goods)

    def is_reversal(self, number: str) -> bool:
        """Whether a number takes goods back."""
        return bool(self.reversals) and number.startswith(self.reversals)

    def is_bad_debt(self, number: str) -> bool:
        """Whether every row of a number is a bad debt."""
        return bool(self.bad_debts) and number.startswith(self.bad_debts)


def _fits(code: str, shape: str) -> bool:
    return len(code) == len(shape) and all(map(_sign_fits, code, shape))


def _sign_fits(sign: str, shape: str) -> bool:
    if shape == "#":
        return "0" <= sign <= "9"
    if shape == "A":
        return "A" <= sign <= "Z" or "a" <= sign <= "z"
    return sign == shape
