"""What a record holds beside the fields that this release knows, so that saving does not lose it.

A later release may add a field and leave the schema as it is. A record that is rewritten, such as
an order's progress, would drop it; so it is put aside when the record is read, as JSON, and put
back when it is written. It is never looked into.

    aside = unread("Terms", raw)            # b"" for a record without anything new
    restore("Terms", record, aside)         # a part is found again by its id
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, final

import attrs

from orderkit.codec.text import dumps, loads
from orderkit.order import (
    Adjustment,
    Amendment,
    Descent,
    FacetMark,
    FunctionalSums,
    Line,
    Rate,
    RemovedLine,
    TaxShare,
    Terms,
    Tolerance,
)
from orderkit.pricing import (
    DeterminationPolicy,
    FoundPrice,
    ManualPrice,
    PriceRequest,
    PriceStamp,
)
from orderkit.values import RoundingPolicy, Vote, Waiver

__all__ = ["restore", "unread"]

_Record: TypeAlias = dict[str, object]


@final
@attrs.frozen
class _Shape:
    """The fields of a record that this release knows, and the records that stand within it."""

    fields: frozenset[str]
    parts: Mapping[str, str]


def _shape(kind: type[attrs.AttrsInstance], **parts: str) -> _Shape:
    names = {field.name for field in attrs.fields(kind) if field.eq}
    return _Shape(frozenset(names | {"type", "schema"}), MappingProxyType(parts))


_PROGRESS: Final = (
    "type schema version by ledgers bills charges requests stage flow approved balances marks votes"
    " waivers with claims amendments removed lineage rules"
)
_SHAPES: Final[Mapping[str, _Shape]] = MappingProxyType(
    {
        "Progress": _Shape(
            frozenset(_PROGRESS.split()),
            MappingProxyType(
                {
                    "marks": "FacetMark",
                    "votes": "Vote",
                    "waivers": "Waiver",
                    "amendments": "Amendment",
                    "removed": "RemovedLine",
                    "lineage": "Descent",
                }
            ),
        ),
        "Amendment": _shape(Amendment, votes="Vote"),
        "RemovedLine": _shape(RemovedLine),
        "Descent": _shape(Descent),
        "FacetMark": _shape(FacetMark),
        "Vote": _shape(Vote),
        "Waiver": _shape(Waiver),
        "Terms": _shape(
            Terms,
            lines="Line",
            adjustments="Adjustment",
            rate="Rate",
            rounding="RoundingPolicy",
            functional="FunctionalSums",
        ),
        "Line": _shape(
            Line,
            adjustments="Adjustment",
            taxes="TaxShare",
            tolerance="Tolerance",
            stamp="PriceStamp",
        ),
        "PriceStamp": _shape(
            PriceStamp, request="PriceRequest", winner="FoundPrice", policy="DeterminationPolicy"
        ),
        "PriceRequest": _shape(PriceRequest, manual="ManualPrice"),
        "ManualPrice": _shape(ManualPrice),
        "FoundPrice": _shape(FoundPrice),
        "DeterminationPolicy": _shape(DeterminationPolicy),
        "Adjustment": _shape(Adjustment, taxes="TaxShare"),
        "Rate": _shape(Rate),
        "RoundingPolicy": _shape(RoundingPolicy),
        "FunctionalSums": _shape(FunctionalSums),
        "TaxShare": _shape(TaxShare),
        "Tolerance": _shape(Tolerance),
    }
)


def unread(kind: str, raw: Mapping[str, object]) -> bytes:
    """What a raw record has that its kind does not know, as JSON; empty if there is nothing."""
    shape = _SHAPES[kind]
    # Nearly every record is of this release, and is looked through without making anything.
    return b"" if _knows(shape, raw) else dumps(_beyond(shape, raw))


def restore(kind: str, record: _Record, aside: bytes) -> _Record:
    """Put aside fields back into a record and its parts; a part that is gone takes its own along.

    Raises:
        UnreadableDataError: What was put aside is no JSON.
    """
    found = loads(aside)
    return _with(_SHAPES[kind], record, found) if isinstance(found, dict) else record


def _knows(shape: _Shape, raw: Mapping[str, object]) -> bool:
    """Whether a record and all that stands within it have only fields of this release."""
    if not shape.fields.issuperset(raw):
        return False
    for name, kind in shape.parts.items():
        parts = raw.get(name)
        if not parts or not isinstance(parts, list | dict):
            continue
        inner = _SHAPES[kind]
        for part in parts if isinstance(parts, list) else (parts,):
            if not _knows(inner, part):
                return False
    return True


def _beyond(shape: _Shape, raw: Mapping[str, object]) -> _Record:
    found: _Record = {}
    if not shape.fields.issuperset(raw):
        found["fields"] = {name: raw[name] for name in raw if name not in shape.fields}
    for name, kind in shape.parts.items():
        parts = raw.get(name)
        if parts and isinstance(parts, list | dict):
            inner, parts = _SHAPES[kind], parts if isinstance(parts, list) else [parts]
            beyond = {_name(inner, part): more for part in parts if (more := _beyond(inner, part))}
            if beyond:
                found[name] = beyond
    return found


def _with(shape: _Shape, record: _Record, found: Mapping[str, object]) -> _Record:
    made = dict(record)
    for name, kind in shape.parts.items():
        beyond, parts = found.get(name), record.get(name)
        if isinstance(beyond, dict) and isinstance(parts, list | dict):
            inner, each = _SHAPES[kind], parts if isinstance(parts, list) else [parts]
            rows = [_with(inner, part, beyond.get(_name(inner, part), {})) for part in each]
            made[name] = rows if isinstance(parts, list) else rows[0]
    more = found.get("fields")
    return {**made, **more} if isinstance(more, dict) else made


def _name(shape: _Shape, part: Mapping[str, object]) -> str:
    """A part's id in its record; one without an id is known by all that is known of it itself."""
    plain = shape.fields.difference(shape.parts)
    known = {name: part[name] for name in sorted(part) if name in plain}
    return str(part["id"]) if "id" in part else dumps(known).decode()
