"""For channels: a plain mapping, files that fit it, and what happens to files on their way."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from hypothesis import strategies as st

from orderkit.capture import ColumnMapping, read_mapping

__all__ = [
    "HEADER",
    "MAPPING",
    "Cells",
    "damaged_files",
    "file_of",
    "files",
    "json_lines_of",
    "mapping_of",
    "row_of",
]

Cells: TypeAlias = tuple[str, ...]

HEADER: Final[Cells] = ("Order", "Item", "Text", "Pieces", "When", "Price", "Customer", "Land")
MAPPING: Final = """
channel = "shop"
currency = "EUR"
zone = "Europe/Berlin"
goods = ["###", "###A"]
largest_quantity = 1000
reversals = ["C"]
bad_debts = ["A"]

[columns]
number = "Order"
sku = "Item"
description = "Text"
quantity = "Pieces"
at = "When"
price = "Price"
customer = "Customer"
country = "Land"

[strip]
customer = ".0"

[charges]
billable = ["POST"]
discount = ["D"]
own_cost = ["FEE"]
bad_debt = ["B"]
"""


def mapping_of(more: str = "") -> ColumnMapping:
    """The plain mapping, with further keys of the top level as TOML."""
    return read_mapping(f"{more}\n{MAPPING}", source="plain.toml")


def row_of(
    number: str = "1001",
    sku: str = "111",
    *,
    text: str = "bolt M8",
    quantity: str = "2",
    at: str = "2024-03-01T10:00:00",
    price: str = "1.50",
    customer: str = "17850.0",
    country: str = "Germany",
) -> Cells:
    """A good row, or one with a cell of one's own."""
    return number, sku, text, quantity, at, price, customer, country


def file_of(rows: Iterable[Sequence[str]], *, header: Sequence[str] = HEADER) -> bytes:
    """Rows as a file in UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([header, *rows])
    return written.getvalue().encode()


_NUMBERS: Final = st.sampled_from(["1001", "1002", "1003", "C1004", "C1005", "A1006"])
_SKUS: Final = st.sampled_from(["111", "222", "222a", "POST", "D", "FEE", "B", "gift"])
_QUANTITIES: Final = st.one_of(st.integers(-5, 9).map(str), st.sampled_from(["1001", "x", "1.5"]))
_PRICES: Final = st.sampled_from(["1.50", "1.5", "2.005", "0", "-3", "NaN", "1e400"])
_MOMENTS: Final = st.sampled_from(["2024-03-01T10:00:00", "2024-03-02T09:30", "2024-03-31T02:30"])
_CUSTOMERS: Final = st.sampled_from(["17850.0", "17850", "12345", ""])
_ROWS: Final = st.builds(
    row_of,
    _NUMBERS,
    _SKUS,
    text=st.sampled_from(["bolt M8", "=1+1", "六角", 'says "so", he', "two\nlines"]),
    quantity=_QUANTITIES,
    at=_MOMENTS,
    price=_PRICES,
    customer=_CUSTOMERS,
)


def files(*, most: int = 12) -> st.SearchStrategy[bytes]:
    """Draw a file of up to so many rows that fit the plain mapping and each other, mostly."""
    return st.lists(_ROWS, max_size=most).map(file_of)


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """Draw a file with bytes flipped, lost, put in, cut off, or with lines twice."""
    data = draw(files())
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["flip", "lose", "put", "cut", "double"])):
            case "flip":
                data = data[:place] + bytes([draw(st.integers(0, 255))]) + data[place + 1 :]
            case "lose":
                data = data[:place] + data[place + draw(st.integers(1, 9)) :]
            case "put":
                data = data[:place] + draw(st.binary(min_size=1, max_size=4)) + data[place:]
            case "cut":
                data = data[:place]
            case _:
                lines = data.splitlines(keepends=True)
                data = b"".join([*lines, *lines[draw(st.integers(0, len(lines))) :]])
    return data


def json_lines_of(rows: Iterable[Sequence[str]], *, header: Sequence[str] = HEADER) -> bytes:
    """Rows as JSON lines in UTF-8, each cell a text."""
    objects = (dict(zip(header, row, strict=True)) for row in rows)
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in objects).encode()
