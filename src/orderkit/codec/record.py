"""Records: values as JSON objects that say their type and schema, and how old ones are lifted.

    codec = standard_codec()
    data = codec.encode(event)          # b'{"type":"Shipped","schema":1,...}'
    assert codec.decode(data) == event

A record of an older schema is lifted by upcasters, one step each, on the raw object, before any
value is made; one of a newer schema is refused and left as it is.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import ClassVar, Final, TypeAlias, TypeVar, final, get_args

import attrs

from orderkit.allocation import Shortage, Take
from orderkit.capture import Verdict
from orderkit.codec.converter import converter
from orderkit.codec.text import dumps, loads
from orderkit.errors import UnreadableDataError
from orderkit.fulfilment import ReturnReceipt, Shipment
from orderkit.invoicing import CreditNote, Invoice
from orderkit.order import Command, Effect, Event, FacetMark, Terms
from orderkit.settlement import Reconciliation
from orderkit.values import Finding, Vote, Waiver

__all__ = [
    "SCHEMAS",
    "Codec",
    "NewerSchemaError",
    "Record",
    "UnknownTypeError",
    "WrongTypeError",
    "standard_codec",
]

T = TypeVar("T")
Record: TypeAlias = dict[str, object]
Upcaster: TypeAlias = Callable[[Record], Record]


@attrs.frozen(kw_only=True)
class NewerSchemaError(UnreadableDataError):
    """A record that a newer version of the library wrote; it is left as it is."""

    code: ClassVar[str] = "schema.newer"


@attrs.frozen(kw_only=True)
class UnknownTypeError(UnreadableDataError):
    """A record of a type that this version does not know."""

    code: ClassVar[str] = "schema.type"


@attrs.frozen(kw_only=True)
class WrongTypeError(UnreadableDataError):
    """A record of another type than the place it was read from holds, or with a damaged body."""

    code: ClassVar[str] = "schema.body"


def _classes() -> tuple[type, ...]:
    of_orders = (*get_args(Event), *get_args(Command), Terms, Effect, FacetMark)
    of_acts = (Shipment, ReturnReceipt, Invoice, CreditNote, Take, Shortage, Reconciliation)
    return (*of_orders, *of_acts, Finding, Vote, Waiver, Verdict)


# Each type's present schema. Raising one asks for an upcaster and a frozen sample of the old one.
SCHEMAS: Final[Mapping[str, int]] = {kind.__name__: 1 for kind in _classes()}


@final
@attrs.frozen
class Codec:
    """Writes and reads records.

    Attributes:
        types: The class of each record type.
        schemas: The present schema of each.
        upcasters: By type and old schema: lifts a raw record by one.

    Laws:
        round trip: `decode(encode(x)) == x`, in any process, and equal values give equal bytes.
        untouched: A record that cannot be read is never changed.
    """

    types: Mapping[str, type] = attrs.field(factory=lambda: {c.__name__: c for c in _classes()})
    schemas: Mapping[str, int] = SCHEMAS
    upcasters: Mapping[tuple[str, int], Upcaster] = attrs.field(factory=dict)

    def encode(self, value: object) -> bytes:
        """The record of a value as JSON."""
        return dumps(self.record_of(value))

    def decode(self, data: bytes, *, source: str = "record") -> object:
        """The value of a record.

        Raises:
            NewerSchemaError: A newer version wrote it.
            UnknownTypeError: Its type is not known.
            WrongTypeError: Its body does not fit its type.
        """
        raw = loads(data)
        if not isinstance(raw, dict):
            raise WrongTypeError(source=source, why="no object")
        return self.value_of(raw, source=source)

    def decode_as(self, kind: type[T], data: bytes, *, source: str = "record") -> T:
        """The value of a record that must be of one type."""
        value = self.decode(data, source=source)
        if not isinstance(value, kind):
            raise WrongTypeError(source=source, why=f"{type(value).__name__}, not {kind.__name__}")
        return value

    def record_of(self, value: object) -> Record:
        """The raw record of a value: `type`, `schema`, then its fields that are not at default."""
        name = type(value).__name__
        schema = self.schemas.get(name)
        if schema is None:
            raise UnknownTypeError(source="value", why=name)
        body: Record = converter().unstructure(value)
        return {"type": name, "schema": schema, **body}

    def value_of(self, raw: Record, *, source: str = "record") -> object:
        """The value of a raw record, lifted to the present schema first."""
        name = raw.get("type")
        kind = self.types.get(name) if isinstance(name, str) else None
        if kind is None:
            raise UnknownTypeError(source=source, why=f"{name!r:.64}")
        lifted = raw if raw.get("schema") == self.schemas[kind.__name__] else self.lift(raw, source)
        try:
            return converter().structure(lifted, kind)
        except UnreadableDataError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise WrongTypeError(source=source, why=f"{name}: {error!r:.200}") from error

    def lift(self, raw: Record, source: str) -> Record:
        """Lift a raw record step by step to the present schema; the argument is left as it is."""
        name, schema = str(raw.get("type")), raw.get("schema")
        present = self.schemas.get(name, 0)
        if not isinstance(schema, int) or not schema >= 1:
            raise WrongTypeError(source=source, why=f"schema {schema!r:.64}")
        if schema > present:
            raise NewerSchemaError(source=source, why=f"{name} of schema {schema}, not {present}")
        lifted = dict(raw)
        while schema < present:
            upcaster = self.upcasters.get((name, schema))
            if upcaster is None:
                raise WrongTypeError(source=source, why=f"no way from schema {schema} of {name}")
            schema += 1
            lifted = {**upcaster(lifted), "schema": schema}
        return lifted


@cache
def standard_codec() -> Codec:
    """The codec of this version's types."""
    return Codec()
