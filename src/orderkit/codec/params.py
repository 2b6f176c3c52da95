"""Parameters of findings and attributes: what plain JSON has no kind for says its kind in front."""

from datetime import date, datetime
from typing import ClassVar

import attrs

from orderkit.codec.compact import (
    read_exact,
    read_instant,
    read_money,
    read_quantity,
    write_instant,
    write_money,
    write_quantity,
)
from orderkit.errors import UnreadableDataError
from orderkit.values import Exact, Money, Param, Quantity, Secret

__all__ = ["ParamError", "from_param", "read_param"]


@attrs.frozen(kw_only=True)
class ParamError(UnreadableDataError):
    """A parameter of a finding or an attribute whose kind is not known."""

    code: ClassVar[str] = "record.param"


def from_param(value: Param) -> object:
    """A parameter: text, numbers and booleans as they are, all else with its kind in front."""
    match value:
        case datetime():
            return ["at", write_instant(value)]
        case date():
            return ["on", value.isoformat()]
        case Money():
            return ["money", *write_money(value)]
        case Quantity():
            return ["quantity", *write_quantity(value)]
        case Exact():
            return ["exact", str(value)]
        case Secret():
            return ["secret", value.reveal()]
        case bool() | int():
            return value
        case str():
            # A plain text, whatever enum or other kind of text it was.
            return str.__str__(value)


def read_param(raw: object) -> Param:
    """The parameter of `from_param`.

    Raises:
        ParamError: A kind that is not known.
    """
    match raw:
        case bool() | int() | str():
            return raw
        case ["at", str(text)]:
            return read_instant(text)
        case ["on", str(text)]:
            return date.fromisoformat(text)
        case ["money", int(minor), str(code)]:
            return read_money((minor, code))
        case ["quantity", int(steps), str(unit)]:
            return read_quantity((steps, unit))
        case ["exact", str(text)]:
            return read_exact(text)
        case ["secret", str(text)]:
            return Secret(text)
        case _:
            raise ParamError(source="record", why=f"{raw!r:.64} is no parameter")
