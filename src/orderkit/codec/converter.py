"""The cattrs converter: one hook for each compact value, generated code for all the others.

Records are our own, written by the same converter, so detailed validation is off; what a value
may be is checked by its constructor as always. Fields at their default are left out.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from orderkit.codec import compact
from orderkit.codec.params import ParamError, from_param, read_param
from orderkit.codec.prices import read_lost, write_lost
from orderkit.codec.unread import restore, unread
from orderkit.order import (
    Adjustment,
    AmendmentChange,
    Attribute,
    AttributeValue,
    Balances,
    Billed,
    Billing,
    Bucket,
    ChangeAttribute,
    Claim,
    FieldValue,
    Ledger,
    Line,
    Portion,
    Resized,
    Seen,
    Shift,
    TaxShare,
    Terms,
)
from orderkit.pricing import LostPrice
from orderkit.values import (
    ChannelCode,
    Currency,
    Exact,
    Finding,
    LineId,
    Money,
    OrganisationId,
    Param,
    Quantity,
    Sku,
    Unit,
)

__all__ = ["converter"]

T = TypeVar("T")


@cache
def converter() -> Converter:
    """The converter of all records; built at the first call, and never changed after."""
    made = Converter(omit_if_default=True, detailed_validation=False)
    _atoms(made)
    _pools(made)
    _compacts(made)
    _findings(made)
    _amendments(made)
    # What stands in a line comes before it: a hook is looked for when the next one is made.
    for kind in (TaxShare, Adjustment, Line):
        _rows(made, kind)
    _terms(made)
    return made


def _hook(
    made: Converter, kind: type[T], write: Callable[[T], object], read: Callable[..., T]
) -> None:
    made.register_unstructure_hook(kind, write)
    made.register_structure_hook(kind, lambda raw, _: read(raw))


def _atoms(made: Converter) -> None:
    _hook(made, datetime, compact.write_instant, compact.read_instant)
    _hook(made, date, date.isoformat, date.fromisoformat)
    _hook(made, Exact, Exact.__str__, compact.read_exact)
    _hook(made, Currency, compact.write_currency, compact.read_currency)
    _hook(made, Unit, compact.write_unit, compact.read_unit)
    _hook(made, Money, compact.write_money, compact.read_money)
    _hook(made, Quantity, compact.write_quantity, compact.read_quantity)


def _pools(made: Converter) -> None:
    """Names that stand in many orders; those of customers and orders seldom come again."""
    for kind in (ChannelCode, LineId, OrganisationId, Sku):
        made.register_structure_hook(kind, lambda raw, _: compact.read_text(raw))
    made.register_structure_hook(
        TaxShare,
        make_dict_structure_fn(
            TaxShare,
            made,
            _cattrs_detailed_validation=False,
            code=override(struct_hook=lambda raw, _: compact.read_text(raw)),
        ),
    )


def _compacts(made: Converter) -> None:
    _hook(made, Ledger, compact.write_ledger, compact.read_ledger)
    _hook(made, Billing, compact.write_billing, compact.read_billing)
    _hook(made, Balances, compact.write_balances, compact.read_balances)
    _hook(made, Shift, compact.write_shift, compact.read_shift)
    # One comprehension for all shifts of an event: a dispatch for each costs as much again.
    made.register_unstructure_hook_func(
        lambda kind: kind == tuple[Shift, ...], compact.write_shifts
    )
    _hook(
        made,
        Resized,
        lambda each: [each.line, each.bucket, each.by],
        lambda raw: Resized(LineId(raw[0]), Bucket(raw[1]), raw[2]),
    )
    _hook(made, Portion, compact.write_portion, compact.read_portion)
    _hook(made, Claim, compact.write_claim, compact.read_claim)
    _hook(made, Billed, compact.write_billed, compact.read_billed)
    _hook(made, LostPrice, write_lost, read_lost)


def _rows(made: Converter, kind: type[T]) -> None:
    """Tuples of a kind of which orders have many: one comprehension, and no dispatch for each."""
    rows = tuple[kind, ...]  # type: ignore[valid-type]  # it is a type when this runs
    write_one, read_one = made.get_unstructure_hook(kind), made.get_structure_hook(kind)

    def write(parts: tuple[T, ...]) -> list[object]:
        return [write_one(part) for part in parts]

    def read(raw: list[object], _: object) -> tuple[T, ...]:
        return tuple([read_one(part, kind) for part in raw])

    made.register_unstructure_hook_func(lambda asked: asked == rows, write)
    made.register_structure_hook_func(lambda asked: asked == rows, read)


def _terms(made: Converter) -> None:
    """One record for terms that are written in turn: as an order is placed they stand in the key
    of the command, in the event and in the snapshot, and their lines are most of the work.
    """  # noqa: D205 - one sentence
    write_whole = make_dict_unstructure_fn(
        Terms, made, _cattrs_omit_if_default=True, unread=override(omit=True)
    )
    # A pair that is replaced whole: another thread sees the old one or the new one.
    last: list[tuple[Terms | None, dict[str, object]]] = [(None, {})]

    def write(terms: Terms) -> dict[str, object]:
        known, record = last[0]
        if known is not terms:
            record = write_whole(terms)
            if terms.unread:
                record = restore("Terms", record, terms.unread)
            last[0] = terms, record
        return dict(record)

    made.register_unstructure_hook(Terms, write)
    read_whole = make_dict_structure_fn(
        Terms, made, _cattrs_detailed_validation=False, unread=override(omit=True)
    )

    def read(raw: dict[str, object], _: object) -> Terms:
        terms: Terms = read_whole(raw, Terms)
        aside = unread("Terms", raw)
        return attrs.evolve(terms, unread=aside) if aside else terms

    made.register_structure_hook(Terms, read)


def _findings(made: Converter) -> None:
    """Parameters and attribute values are unions, so each carries its kind."""

    def pairs(raw: list[tuple[str, object]]) -> tuple[tuple[str, Param], ...]:
        return tuple((name, read_param(value)) for name, value in raw)

    def write_pairs(params: tuple[tuple[str, Param], ...]) -> list[list[object]]:
        return [[name, from_param(value)] for name, value in params]

    made.register_unstructure_hook(
        Finding,
        make_dict_unstructure_fn(
            Finding,
            made,
            _cattrs_omit_if_default=True,
            params=override(unstruct_hook=write_pairs),
            evidence=override(unstruct_hook=write_pairs),
        ),
    )
    made.register_structure_hook(
        Finding,
        make_dict_structure_fn(
            Finding,
            made,
            _cattrs_detailed_validation=False,
            params=override(struct_hook=lambda raw, _: pairs(raw)),
            evidence=override(struct_hook=lambda raw, _: pairs(raw)),
        ),
    )
    made.register_unstructure_hook(
        Attribute, lambda attribute: [attribute.name, from_param(attribute.value)]
    )
    made.register_structure_hook(
        Attribute, lambda raw, _: Attribute(name=raw[0], value=_attribute(raw[1]))
    )


def _amendments(made: Converter) -> None:
    """Changes are a closed union: each says in its record which it is."""
    kinds = {kind.__name__: kind for kind in get_args(AmendmentChange)}

    def write(change: AmendmentChange) -> dict[str, object]:
        return {"change": type(change).__name__, **made.unstructure(change)}

    def read(raw: dict[str, object], _: object) -> object:
        return made.structure(raw, kinds[str(raw["change"])])

    made.register_unstructure_hook_func(lambda kind: kind == AmendmentChange, write)
    made.register_structure_hook_func(lambda kind: kind == AmendmentChange, read)
    made.register_unstructure_hook(Seen, lambda seen: [seen.path, *_maybe(seen.value)])
    made.register_structure_hook(Seen, lambda raw, _: Seen(raw[0], _value(raw[1:])))
    made.register_unstructure_hook(ChangeAttribute, _write_attribute)
    made.register_structure_hook(ChangeAttribute, _read_attribute)


def _write_attribute(change: ChangeAttribute) -> dict[str, object]:
    record: dict[str, object] = {"name": change.name, "value": _maybe(change.value)}
    return record if change.line is None else {**record, "line": change.line}


def _read_attribute(raw: dict[str, Any], _: object) -> ChangeAttribute:
    line = LineId(raw["line"]) if "line" in raw else None
    return ChangeAttribute(raw["name"], _value(raw["value"]), line)


def _maybe(value: FieldValue) -> list[object]:
    """A value as a list of one; nothing as an empty one, since a parameter is never nothing."""
    return [] if value is None else [from_param(value)]


def _value(raw: list[object]) -> FieldValue:
    return _attribute(raw[0]) if raw else None


def _attribute(raw: object) -> AttributeValue:
    value = read_param(raw)
    if isinstance(value, Money | Quantity):
        raise ParamError(source="record", why=f"{raw!r:.64} is no attribute")
    return value
