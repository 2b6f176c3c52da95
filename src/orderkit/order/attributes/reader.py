"""Reading declarations: TOML, or what JSON holds, with every mistake told at once.

    [header.project]
    type = "text"                # text, integer, decimal, boolean, date, datetime or secret
    required = true              # else no order needs it
    choices = ["P-1", "P-2"]     # else any value
    longest = 20                 # characters of a text at most
    default = "P-1"              # set by with_defaults
    labels = { en = "Project", zh_CN = "项目" }

    [line.engraving_height]
    type = "decimal"
    least = 1.5                  # bounds of a number, a day or a moment
    most = 40

In JSON a decimal, a day and a moment are texts: "1.5", "2026-03-02", "2026-03-02T09:00:00+01:00".
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final

import attrs

from orderkit.errors import InvalidValueError, UnreadableDataError
from orderkit.order.attributes.declaration import (
    AttributeDeclaration,
    AttributePlace,
    AttributeSchema,
    AttributeType,
    InvalidDeclarationError,
)
from orderkit.order.line import AttributeValue
from orderkit.values import Exact, read_date, read_instant, shown

__all__ = ["AttributeSchemaError", "read_attribute_schema", "schema_of"]

_MARK: Final = "\ufeff"
_KEYS: Final = frozenset(
    {"type", "required", "choices", "least", "most", "longest", "default", "labels"}
)
_TYPES: Final = {kind.value: kind for kind in AttributeType}


@attrs.frozen(kw_only=True)
class AttributeSchemaError(UnreadableDataError):
    """Declarations with mistakes; all of them are told at once, each with its key."""

    code: ClassVar[str] = "attribute.schema"


def read_attribute_schema(text: str, *, source: str) -> AttributeSchema:
    """Read declarations from TOML.

    Args:
        text: What the file holds; a byte order mark before it is passed over.
        source: The file, named in errors.

    Raises:
        AttributeSchemaError: No text or no TOML, or as `schema_of`.
    """
    # A caller without a type checker may hand in anything, the bytes of the file above all.
    if not isinstance(text, str):
        why = f"a text is needed, not {type(text).__name__}: decode the file as utf-8 first"
        raise AttributeSchemaError(source=source, why=why)
    try:
        raw = tomllib.loads(text.removeprefix(_MARK), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise AttributeSchemaError(source=source, why=shown(str(error))) from error
    return schema_of(raw, source=source)


def schema_of(raw: Mapping[str, object], *, source: str) -> AttributeSchema:
    """Read declarations from tables that TOML or JSON was read into.

    Raises:
        AttributeSchemaError: An unknown key, a value of another type, bounds that nothing meets, a
            default that is not allowed; all mistakes at once, each with its key.
    """
    reader = _Reader()
    declared = [each for place in AttributePlace for each in reader.place(place, raw)]
    places = {place.value for place in AttributePlace}
    for key in raw:
        if key not in places:
            reader.wrong(str(key), "unknown key: header or line is needed")
    if not reader.mistakes:
        try:
            return AttributeSchema(tuple(declared))
        except InvalidDeclarationError as error:
            reader.wrong(error.name, error.why)
    raise AttributeSchemaError(source=source, why="; ".join(reader.mistakes))


class _Reader:
    def __init__(self) -> None:
        self.mistakes = list[str]()

    def wrong(self, path: str, why: str) -> None:
        self.mistakes.append(f"{shown(path)}: {why}")

    def place(self, place: AttributePlace, raw: Mapping[str, object]) -> list[AttributeDeclaration]:
        tables = raw.get(place.value, {})
        if not isinstance(tables, Mapping):
            self.wrong(place.value, "a table is needed")
            return []
        read = (self._declaration(place, name, table) for name, table in tables.items())
        return [each for each in read if each is not None]

    def _declaration(
        self, place: AttributePlace, name: object, table: object
    ) -> AttributeDeclaration | None:
        path, before = f"{place.value}.{name}", len(self.mistakes)
        if not isinstance(name, str) or not isinstance(table, Mapping):
            self.wrong(path, "a table is needed")
            return None
        for key in table:
            if key not in _KEYS:
                self.wrong(f"{path}.{key}", "unknown key")
        kind = _TYPES.get(str(table.get("type")))
        if kind is None:
            self.wrong(f"{path}.type", f"one of {', '.join(_TYPES)} is needed")
            return None
        choices = self._choices(path, table, kind)
        least, most, default = (
            self._value(path, table, key, kind) for key in ("least", "most", "default")
        )
        required = self._flag(path, table, "required")
        longest = self._number(path, table, "longest")
        labels = self._labels(path, table)
        if len(self.mistakes) > before:
            return None
        try:
            return AttributeDeclaration(
                name=name,
                type=kind,
                place=place,
                required=required,
                choices=choices,
                least=least,
                most=most,
                longest=longest,
                default=default,
                labels=labels,
            )
        except InvalidDeclarationError as error:
            self.wrong(path, error.why)
            return None

    def _choices(
        self, path: str, table: Mapping[str, object], kind: AttributeType
    ) -> tuple[AttributeValue, ...]:
        raw = table.get("choices", [])
        if not isinstance(raw, list):
            self.wrong(f"{path}.choices", "a list is needed")
            return ()
        read = [_READERS[kind](each) for each in raw]
        choices = tuple(each for each in read if each is not None)
        if len(choices) < len(read):
            self.wrong(f"{path}.choices", f"a {kind.value} is needed")
        return choices

    def _value(
        self, path: str, table: Mapping[str, object], key: str, kind: AttributeType
    ) -> AttributeValue | None:
        if key not in table:
            return None
        value = _READERS[kind](table[key])
        if value is None:
            self.wrong(f"{path}.{key}", f"a {kind.value} is needed")
        return value

    def _flag(self, path: str, table: Mapping[str, object], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.wrong(f"{path}.{key}", "true or false is needed")
        return value is True

    def _number(self, path: str, table: Mapping[str, object], key: str) -> int | None:
        value = _integer(table.get(key))
        if value is None and key in table:
            self.wrong(f"{path}.{key}", "a whole number is needed")
        return value

    def _labels(self, path: str, table: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
        raw = table.get("labels", {})
        if not isinstance(raw, Mapping) or not all(
            isinstance(each, str) for pair in raw.items() for each in pair
        ):
            self.wrong(f"{path}.labels", "a table of texts is needed")
            return ()
        return tuple(sorted((str(locale), str(text)) for locale, text in raw.items()))


def _text(raw: object) -> str | None:
    return raw if isinstance(raw, str) else None


def _integer(raw: object) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _boolean(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _secret(raw: object) -> None:
    """None at all: a secret has no place in a file of declarations."""
    del raw


def _decimal(raw: object) -> Exact | None:
    if not isinstance(raw, str | int | Decimal) or isinstance(raw, bool):
        return None
    try:
        return Exact.of(raw)
    except InvalidValueError:
        return None


def _date(raw: object) -> date | None:
    if isinstance(raw, str):
        return read_date(raw).value
    return raw if isinstance(raw, date) and not isinstance(raw, datetime) else None


def _datetime(raw: object) -> datetime | None:
    if isinstance(raw, str):
        return read_instant(raw, None).value
    return raw if isinstance(raw, datetime) and raw.utcoffset() is not None else None


_READERS: Final[Mapping[AttributeType, Callable[[object], AttributeValue | None]]] = {
    AttributeType.TEXT: _text,
    AttributeType.INTEGER: _integer,
    AttributeType.DECIMAL: _decimal,
    AttributeType.BOOLEAN: _boolean,
    AttributeType.DATE: _date,
    AttributeType.DATETIME: _datetime,
    AttributeType.SECRET: _secret,
}
