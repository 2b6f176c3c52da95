"""Normalising: the cells of a row to typed fields, as the mapping declares, or what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final, TypeVar, final
from unicodedata import normalize
from zoneinfo import ZoneInfo

import attrs

from orderkit.capture.attributes import read_attributes
from orderkit.capture.mapping import ColumnMapping
from orderkit.capture.model import RawRow, Record
from orderkit.capture.sheet import Sheet
from orderkit.order import Attribute
from orderkit.order.attributes import AttributePlace, AttributeSchema
from orderkit.values import (
    PIECE,
    Exact,
    Finding,
    MoneyOverflowError,
    Read,
    RoundingPolicy,
    Severity,
    block,
    confusable,
    digest_of,
    extend,
    looks_like_formula,
    note,
    read_code,
    read_decimal,
    read_instant,
    read_integer,
    read_text,
    shown,
    zone_of,
)

__all__ = ["Reading", "RowReader"]

T = TypeVar("T")

_NO_ATTRIBUTES: Final = AttributeSchema()
_ROUNDING: Final = RoundingPolicy()
_LONGEST: Final[Mapping[str, int]] = {"number": 64, "sku": 64, "customer": 64, "country": 100}
_LONGEST_TEXT: Final = 2000
_CODES: Final = frozenset({"number", "sku", "customer"})
_TEXTS: Final = _CODES | {"description", "country"}  # the others have readers of their own
# What is cut off around a cell; a control sign is no blank, and is told.
_BLANK: Final = " \t\r\n\u00a0\u2007\u202f\u3000"


@final
@attrs.frozen(kw_only=True)
class Reading:
    """What a row says.

    Attributes:
        record: None if anything in it could not be read.
        amount: Quantity times price in minor units, rounded once, half away from zero; None if
            it could not be read.
        key: A digest of the fields as read; empty without a record.
        findings: What could not be read, or what to mind.
    """

    record: Record | None
    amount: int | None
    key: str = ""
    findings: tuple[Finding, ...] = ()


@final
class RowReader:
    """Reads the rows of one sheet; the zone and the folds are looked up once."""

    def __init__(
        self, sheet: Sheet, mapping: ColumnMapping, schema: AttributeSchema = _NO_ATTRIBUTES
    ) -> None:
        """Prepare for the columns of a sheet.

        Args:
            schema: The types of the custom attributes that the mapping has columns for.
        """
        self._mapping = mapping
        self._schema = schema
        self._attributes = [
            (place, [(name, sheet.header.index(column)) for name, column in pairs])
            for place, pairs in (
                (AttributePlace.HEADER, mapping.header_attributes),
                (AttributePlace.LINE, mapping.line_attributes),
            )
        ]
        self._width = sheet.width
        self._fields = tuple(field for field, _ in mapping.columns)
        self._order = sheet.order
        self._suffixes = dict(mapping.suffixes)
        self._upper = frozenset(mapping.upper)
        self._zone = zone_of(mapping.zone)

    def read(self, row: RawRow) -> Reading:
        """Read one row; every mistake in it is found, and none raises."""
        cells = row.cells
        if len(cells) != self._width:
            found = block("row.cells", "", expected=self._width, found=len(cells))
            return Reading(record=None, amount=None, findings=row.findings or (found,))
        texts, findings = self._texts(cells)
        number, sku = texts.get("number", ""), texts.get("sku", "")
        findings += [block("field.missing", name) for name in ("number", "sku") if not texts[name]]
        form = self._mapping.numbers
        quantity = _needed(read_integer(texts["quantity"], form), texts, "quantity", findings)
        price = _needed(read_decimal(texts["price"], form), texts, "price", findings)
        amount = self._amount(quantity, price, findings)
        moment = _moment(texts["at"], self._zone, self._mapping.time)
        at = _needed(moment, texts, "at", findings)
        header, line = self._custom(cells, findings)
        findings += row.findings
        if quantity is None or price is None or at is None or amount is None or _bars(findings):
            return Reading(record=None, amount=amount, findings=tuple(findings))
        record = Record(
            number=number,
            sku=sku,
            description=texts.get("description", ""),
            quantity=quantity,
            at=at,
            price=price,
            customer=texts.get("customer", ""),
            country=texts.get("country", ""),
            header_attributes=header,
            line_attributes=line,
        )
        return Reading(record=record, amount=amount, key=_key(record), findings=tuple(findings))

    def _texts(self, cells: Sequence[str]) -> tuple[dict[str, str], list[Finding]]:
        texts, findings = dict[str, str](), list[Finding]()
        for field, place in zip(self._fields, self._order, strict=True):
            text = cells[place].strip(_BLANK)
            end = self._suffixes.get(field)
            if end:
                text = text.removesuffix(end)
            if field in self._upper:
                text = text.upper()
            texts[field] = _text(text, field, findings) if field in _TEXTS else text
        return texts, findings

    def _custom(
        self, cells: Sequence[str], findings: list[Finding]
    ) -> tuple[tuple[Attribute, ...], ...]:
        """The custom attributes of the order and of the line."""
        both = list[tuple[Attribute, ...]]()
        for place, named in self._attributes:
            found = tuple[Attribute, ...]()
            if named:
                texts = {name: cells[at] for name, at in named}
                found, told = read_attributes(texts, self._schema, place, self._mapping)
                findings += told
            both.append(found)
        return tuple(both)

    def _amount(
        self, quantity: int | None, price: Exact | None, findings: list[Finding]
    ) -> int | None:
        if quantity is None or price is None:
            return None
        try:
            return extend(price, quantity, PIECE, self._mapping.currency, _ROUNDING).minor
        except MoneyOverflowError:
            findings.append(block("money.overflow", "price"))
            return None


def _text(text: str, field: str, findings: list[Finding]) -> str:
    code = field in _CODES
    read = read_code if code else read_text
    _kept(read(text, longest=_LONGEST.get(field, _LONGEST_TEXT)), field, findings)
    mixed = confusable(text) if code else ()
    if mixed:
        told = ", ".join(mixed)
        findings.append(block("text.confusable", field, text=shown(text), scripts=told))
    if looks_like_formula(text):
        # Kept as data: a spreadsheet would run it, a program must not.
        findings.append(note("text.formula", field, text=shown(text)))
    # Two ways to write one letter are one code.
    return normalize("NFC", text) if code and not text.isascii() else text


def _needed(
    read: Read[T], texts: Mapping[str, str], field: str, findings: list[Finding]
) -> T | None:
    if texts[field]:
        return _kept(read, field, findings)
    findings.append(block("field.missing", field))
    return None


def _kept(read: Read[T], field: str, findings: list[Finding]) -> T | None:
    if read.value is None:
        params = {
            name: shown(value) if isinstance(value, str) else value for name, value in read.params
        }
        findings.append(block(read.code, field, **params))
    elif read.leap_second:
        findings.append(note("time.leap_second", field))
    return read.value


def _bars(findings: list[Finding]) -> bool:
    return any(found.severity is not Severity.NOTE for found in findings)


@lru_cache(maxsize=1024)
def _moment(text: str, zone: ZoneInfo, pattern: str) -> Read[datetime]:
    """The rows of an order share their time, and reading one costs as much as all the rest."""
    return read_instant(text, zone, pattern)


def _key(record: Record) -> str:
    """A digest of all fields as read: prices as numbers, moments as instants."""
    parts: tuple[str, ...] = (
        record.number,
        record.sku,
        record.description,
        str(record.quantity),
        record.at.isoformat(),
        str(record.price),
        record.customer,
        record.country,
    )
    if record.header_attributes or record.line_attributes:
        custom = (record.header_attributes, record.line_attributes)
        parts = (*parts, digest_of(*custom))
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(framed.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
