"""A second, deliberately naive reading of a channel's files: what becomes of each row, and why.

Nothing here is shared with the library's own reading: plain `csv`, `Decimal` and loops over
everything that was read before. It knows no resuming, no store and no haste.
"""

import csv
import gzip
import io
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar, final
from zoneinfo import ZoneInfo

import attrs

__all__ = ["Reckoned", "Reckoning", "Row", "orders_of"]

T = TypeVar("T")

# Enough digits for any product of two readable numbers.
WIDE = Context(prec=200)
ORDERED = {"billable", "discount"}


@final
@attrs.define
class Row:
    """A readable row: the eight fields, and what is left of it to take back."""

    file: int
    number: str
    sku: str
    description: str
    quantity: int
    at: datetime
    price: Decimal
    customer: str
    country: str
    left: int = 0
    line: str = ""

    @property
    def eight(self) -> tuple[object, ...]:
        """The fields as read."""
        return (
            *(self.number, self.sku, self.description, self.quantity),
            *(self.at, self.price, self.customer, self.country),
        )


@final
@attrs.frozen
class Reckoned:
    """The fate of one row; `takes` names number, line and pieces."""

    fate: str
    code: str = ""
    charge: str = ""
    amount: int = 0
    unreadable: bool = False
    line: tuple[str, str] | None = None
    takes: tuple[tuple[str, str, int], ...] = ()
    row: Row | None = None


class Unreadable(Exception):  # noqa: N818 - what was seen, and no error
    """A cell that cannot be read; its argument is the code."""


class Reckoning:
    """Reads the files of one channel in turn."""

    def __init__(self, mapping: Path) -> None:
        self.mapping = tomllib.loads(mapping.read_text(encoding="utf-8"))
        self.charges = {
            code: kind for kind, codes in self.mapping["charges"].items() for code in codes
        }
        # By number, and by customer and sku: two walks over everything would take an hour.
        self.of_number = dict[str, list[Row]]()
        self.bought = dict[tuple[str, str], list[Row]]()
        self.lines = dict[str, int]()
        self.file = 0

    def read(self, data: bytes) -> list[Reckoned]:
        """The fate of each row of the next file."""
        self.file += 1
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        text = data.decode(self.mapping.get("encoding", "utf-8"))
        delimiter = self.mapping.get("delimiter", ",")
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        header = [cell.strip() for cell in records[0]]
        return [self.row(header, cells) for cells in records[1:] if cells]

    def row(self, header: list[str], cells: list[str]) -> Reckoned:
        """The first of the five that applies."""
        if len(cells) != len(header):
            return Reckoned("rejected", "row.cells", unreadable=True)
        texts = self.texts(dict(zip(header, cells, strict=True)))
        amount, code = None, ""
        try:
            row, amount = self.readable(texts)
        except Unreadable as seen:
            code, amount = seen.args
            return Reckoned("rejected", code, amount=amount or 0, unreadable=amount is None)
        reckoned = self.readable_row(row, amount)
        self.of_number.setdefault(row.number, []).append(row)
        return reckoned

    def texts(self, cells: dict[str, str]) -> dict[str, str]:
        texts = {}
        for field, column in self.mapping["columns"].items():
            text = cells[column].strip().removesuffix(self.mapping.get("strip", {}).get(field, ""))
            texts[field] = text.upper() if field in {"number", "sku"} else text
        return texts

    def readable(self, texts: dict[str, str]) -> tuple[Row, int]:
        """The row, and its amount in pence."""
        codes = [
            "text.invisible"
            for field in ("number", "sku", "customer")
            if any(sign in "\u200b\u200e\u202e\ufeff" for sign in texts[field])
        ]
        codes += ["field.missing" for field in ("number", "sku") if not texts[field]]
        quantity = self.kept(codes, self.whole, texts["quantity"])
        price = self.kept(codes, self.decimal, texts["price"])
        amount = None
        if quantity is not None and price is not None:
            exact = WIDE.multiply(WIDE.multiply(price, Decimal(quantity)), Decimal(100))
            amount = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=WIDE))
            if abs(amount) >= 2**63:
                codes.append("money.overflow")
                amount = None
        at = self.kept(codes, self.moment, texts["at"])
        if codes or quantity is None or price is None or at is None or amount is None:
            raise Unreadable(codes[0], amount)
        row = Row(
            file=self.file,
            number=texts["number"],
            sku=texts["sku"],
            description=texts["description"],
            quantity=quantity,
            at=at,
            price=price,
            customer=texts["customer"],
            country=texts["country"],
        )
        return row, amount

    def kept(self, codes: list[str], read: Callable[[str], T], text: str) -> T | None:
        """What a reader gives; None, with its code kept, where it gives nothing."""
        if not text:
            codes.append("field.missing")
            return None
        try:
            return read(text)
        except Unreadable as seen:
            codes.append(seen.args[0])
            return None

    def decimal(self, text: str) -> Decimal:
        numbers = self.mapping.get("numbers", {})
        point, group = numbers.get("decimal", "."), numbers.get("group", "")
        if text.lower().strip("+-") in {"nan", "snan", "inf", "infinity"}:
            raise Unreadable("number.not_finite")
        if group and group in text:
            first, *others = text.partition(point)[0].lstrip("+-").split(group)
            if not 1 <= len(first) <= 3 or any(len(part) != 3 for part in others):
                raise Unreadable("number.format")
            text = text.replace(group, "")
        if point != ".":
            if "." in text:
                raise Unreadable("number.format")
            text = text.replace(point, ".")
        try:
            number = Decimal(text) if "_" not in text and text.isascii() else Decimal("x")
        except InvalidOperation:
            raise Unreadable("number.format") from None
        if abs(number.adjusted()) > 37:
            raise Unreadable("number.out_of_range")
        return WIDE.normalize(number)

    def whole(self, text: str) -> int:
        number = self.decimal(text)
        if self.mapping.get("numbers", {}).get("decimal", ".") in text or number % 1:
            raise Unreadable("number.not_whole")
        if abs(number) >= 2**63:
            raise Unreadable("number.out_of_range")
        return int(number)

    def moment(self, text: str) -> datetime:
        try:
            wall = datetime.strptime(text, self.mapping["time"])  # noqa: DTZ007 - the zone comes now
        except ValueError:
            raise Unreadable("time.format") from None
        zone = ZoneInfo(self.mapping["zone"])
        fits = {
            moment
            for fold in (0, 1)
            for moment in [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)]
            if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall
        }
        if len(fits) != 1:
            raise Unreadable("time.ambiguous" if fits else "time.nonexistent")
        return fits.pop()

    def readable_row(self, row: Row, amount: int) -> Reckoned:
        bad = row.number.startswith(tuple(self.mapping["bad_debts"]))
        charge = "bad_debt" if bad else self.charges.get(row.sku, "")
        back = row.number.startswith(tuple(self.mapping["reversals"]))
        if charge:
            on_order = charge in ORDERED and not back and amount
            line = (row.number, "charge") if on_order else None
            return Reckoned("charge", charge=charge, amount=amount, line=line, row=row)
        before = self.of_number.get(row.number, [])
        merges = self.mapping["duplicates"] == "merge"
        if merges and any(other.eight == row.eight for other in before):
            return Reckoned("merged", amount=amount, row=row)
        if not row.customer and self.mapping["no_customer"] == "reject":
            return Reckoned("rejected", "customer.missing", amount=amount, row=row)
        return self.reversal(row, amount) if back else self.goods(row, amount, before)

    def reversal(self, row: Row, amount: int) -> Reckoned:
        wrong = (
            ("quantity.sign", row.quantity >= 0),
            ("price.zero", row.price == 0),
            ("price.negative", row.price < 0),
            ("cancellation.guest", not row.customer),
        )
        for code, holds in wrong:
            if holds:
                return Reckoned("rejected", code, amount=amount, row=row)
        lines = [line for line in self.bought.get((row.customer, row.sku), []) if line.at <= row.at]
        if not lines:
            return Reckoned("rejected", "cancellation.no_original", amount=amount, row=row)
        own = [line for line in lines if line.price == row.price]
        other = [line for line in lines if line.price != row.price]
        for chosen in (own, other):
            if sum(line.left for line in chosen) >= -row.quantity:
                takes = self.taken(chosen, -row.quantity)
                return Reckoned("accepted", amount=amount, takes=takes, row=row)
        return Reckoned("rejected", "cancellation.exceeds", amount=amount, row=row)

    def taken(self, lines: list[Row], pieces: int) -> tuple[tuple[str, str, int], ...]:
        takes = []
        for line in reversed(lines):
            part = min(pieces, line.left)
            if part:
                takes.append((line.number, line.line, part))
                line.left -= part
                pieces -= part
        return tuple(takes)

    def goods(self, row: Row, amount: int, before: list[Row]) -> Reckoned:
        shapes = self.mapping.get("goods", [])
        wrong = (
            ("stock.correction", row.price == 0 and row.quantity < 0),
            ("price.zero", row.price == 0),
            ("price.negative", row.price < 0),
            ("quantity.not_positive", row.quantity <= 0),
            ("sku.unknown", bool(shapes) and shape_of(row.sku) not in shapes),
            ("quantity.absurd", row.quantity > self.mapping["largest_quantity"]),
            ("order.customer", bool(before) and before[0].customer != row.customer),
        )
        for code, holds in wrong:
            if holds:
                return Reckoned("rejected", code, amount=amount, row=row)
        line = self.line(row, before)
        return Reckoned("accepted", amount=amount, line=(row.number, line), row=row)

    def line(self, row: Row, before: list[Row]) -> str:
        """The line that an equal row of this file made, or one of its own."""
        for other in before:
            if other.line and other.file == self.file and other.eight == row.eight:
                other.left += row.quantity
                return other.line
        self.lines[row.number] = self.lines.get(row.number, 0) + 1
        row.line, row.left = str(self.lines[row.number]), row.quantity
        self.bought.setdefault((row.customer, row.sku), []).append(row)
        return row.line


def shape_of(sku: str) -> str:
    """Digits as `#`, letters as `A`, all else as it stands."""
    digits, letters = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join("#" if sign in digits else "A" if sign in letters else sign for sign in sku)


def orders_of(rows: list[Reckoned], mapping: Path) -> dict[str, tuple[str, datetime, int, int]]:
    """By number: the party, the first time, the lines and the amount of each order that is made."""
    guest = tomllib.loads(mapping.read_text(encoding="utf-8")).get("guest", "guest")
    first, lines, amounts = dict[str, Row](), dict[str, set[str]](), dict[str, int]()
    times = dict[str, datetime]()
    for reckoned in rows:
        row = reckoned.row
        if row is None:
            continue
        first.setdefault(row.number, row)
        if reckoned.line is None:
            continue
        times.setdefault(row.number, row.at)
        amounts[row.number] = amounts.get(row.number, 0) + reckoned.amount
        if reckoned.fate == "accepted":
            lines.setdefault(row.number, set()).add(reckoned.line[1])
    return {
        number: (first[number].customer or guest, at, len(lines.get(number, ())), amounts[number])
        for number, at in times.items()
    }
