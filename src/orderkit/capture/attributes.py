"""Custom attributes of a row: the cells of a file to values of the types that are declared."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeVar, assert_never

from orderkit.capture.mapping import ColumnMapping
from orderkit.capture.reader import MappingError
from orderkit.order import (
    Attribute,
    AttributeValue,
)
from orderkit.order.attributes import (
    AttributeDeclaration,
    AttributePlace,
    AttributeSchema,
    AttributeType,
)
from orderkit.values import (
    Finding,
    Read,
    Secret,
    block,
    note,
    read_date,
    read_decimal,
    read_instant,
    read_integer,
    read_text,
    shown,
    zone_of,
)

__all__ = ["hold_declared", "read_attribute", "read_attributes"]

V = TypeVar("V", bound=AttributeValue)

_LONGEST: Final = 2000
_BLANK: Final = " \t\r\n\u00a0\u2007\u202f\u3000"
_FLAGS: Final[Mapping[str, bool]] = MappingProxyType(
    {
        **dict.fromkeys(("1", "true", "yes", "y", "x", "是", "真"), True),
        **dict.fromkeys(("0", "false", "no", "n", "否", "假"), False),
    }
)


def hold_declared(mapping: ColumnMapping, schema: AttributeSchema) -> None:
    """Refuse a mapping with a column for an attribute that nobody declared.

    Raises:
        MappingError: With all of them.
    """
    places = (
        (AttributePlace.HEADER, mapping.header_attributes),
        (AttributePlace.LINE, mapping.line_attributes),
    )
    strange = [
        f"attributes.{place}.{shown(name)}: not declared"
        for place, pairs in places
        for name, _ in pairs
        if name not in schema.at(place)
    ]
    if strange:
        raise MappingError(source=mapping.channel, why="; ".join(strange))


def read_attributes(
    cells: Mapping[str, str],
    schema: AttributeSchema,
    place: AttributePlace,
    mapping: ColumnMapping,
) -> tuple[tuple[Attribute, ...], tuple[Finding, ...]]:
    """The custom attributes that the cells of a row say, as its channel writes them.

    Args:
        cells: By the name of the attribute; a blank cell is none, and so is a missing one.
        place: Whether they are read for the order or for a line.
        mapping: How the channel writes numbers and times, and where its clock hangs.

    Returns:
        One attribute for each cell that could be read, in the order of the schema; and the codes
        of the readers with `attribute.flag` and `attribute.unknown` for all that could not. Whether
        they are within their bounds, the gate of attributes says.
    """
    declared, findings = schema.at(place), list[Finding]()
    attributes = list[Attribute]()
    for name, known in declared.items():
        text = cells.get(name, "").strip(_BLANK)
        if not text:
            continue
        read = read_attribute(text, known, mapping)
        if read.value is None:
            told = {
                key: shown(value) if isinstance(value, str) else value for key, value in read.params
            }
            findings.append(block(read.code, f"attributes/{name}", **told))
        else:
            attributes.append(Attribute(name=name, value=read.value))
            if read.leap_second:
                findings.append(note("time.leap_second", f"attributes/{name}"))
    for name in cells:
        if name not in declared:
            findings.append(block("attribute.unknown", f"attributes/{name}", name=shown(name)))
    return tuple(attributes), tuple(findings)


def read_attribute(
    text: str, declared: AttributeDeclaration, mapping: ColumnMapping
) -> Read[AttributeValue]:
    """The value that a cell says, of the declared type.

    Returns:
        The value, or the code of the reader of its type; `attribute.flag` for what is neither yes
        nor no. A value without an offset is read where the channel's clock hangs.
    """
    form = mapping.numbers
    match declared.type:
        case AttributeType.TEXT:
            return _widened(read_text(text, longest=_LONGEST))
        case AttributeType.INTEGER:
            return _widened(read_integer(text, form))
        case AttributeType.DECIMAL:
            return _widened(read_decimal(text, form))
        case AttributeType.BOOLEAN:
            return _flag(text)
        case AttributeType.DATE:
            return _widened(read_date(text))
        case AttributeType.DATETIME:
            return _widened(read_instant(text, zone_of(mapping.zone), mapping.time))
        case AttributeType.SECRET:
            read = read_text(text, longest=_LONGEST)
            return Read(None if read.value is None else Secret(read.value), read.code, read.params)
        case _:
            assert_never(declared.type)


def _widened(read: Read[V]) -> Read[AttributeValue]:
    return Read(read.value, read.code, read.params, read.leap_second)


def _flag(text: str) -> Read[AttributeValue]:
    known = _FLAGS.get(text.casefold())
    if known is None:
        return Read(None, "attribute.flag", (("text", shown(text)),))
    return Read(known)
