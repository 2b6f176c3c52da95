"""Snapshots: an order as immutable terms of a revision, and a small progress on them.

Terms are large and change seldom; progress is small and changes with every event. Keeping them
apart means that a step of an order's life writes and reads a few hundred bytes, whatever the
number of its lines.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from orderkit.codec import compact
from orderkit.codec.converter import converter
from orderkit.codec.record import NewerSchemaError, Record, WrongTypeError
from orderkit.codec.text import dumps, loads
from orderkit.codec.unread import restore, unread
from orderkit.order import (
    NO_FLOW,
    NO_STAGE,
    Amendment,
    Billing,
    Descent,
    FacetMark,
    Order,
    RemovedLine,
    Terms,
)
from orderkit.values import ActorId, FlowDigest, StageName, Vote, Waiver, maker

__all__ = ["PROGRESS_SCHEMA", "read_progress", "write_progress"]

# Raised with each type or schema of an event that is new: what writes such an event writes the
# progress too, and an earlier release then leaves that order alone.
PROGRESS_SCHEMA: Final = 3
# Lifts by one, as upcasters of records do; nothing that schemas 1 and 2 wrote reads otherwise.
_UPCASTERS: Final[Mapping[int, Callable[[Record], Record]]] = MappingProxyType(
    {1: Record, 2: Record}
)

_NO_BILL: Final = Billing()
_NO_BALANCES: Final = [0, 0, 0]
_NONE: Final[list[object]] = []


def write_progress(order: Order) -> bytes:
    """The record of everything but the terms; what is at its default is left out."""
    record: dict[str, object] = {
        "type": "Progress",
        "schema": PROGRESS_SCHEMA,
        "version": order.version,
        "by": order.placed_by,
        "ledgers": list(map(compact.write_ledger, order.ledgers)),
    }
    bills = order.bills
    if any(bill.invoiced for bill in bills):
        record["bills"] = list(map(compact.write_billing, bills))
    if order.adjustment_bills:
        record["charges"] = [compact.write_billing(bill) for bill in order.adjustment_bills]
    if order.requests:
        record["requests"] = [compact.write_shift(shift) for shift in order.requests]
    if order.stage:
        record["stage"] = order.stage
    if order.flow:
        record["flow"] = order.flow
    if order.approved:
        record["approved"] = order.approved
    balances = compact.write_balances(order.balances)
    if balances != _NO_BALANCES:
        record["balances"] = balances
    unstructure = converter().unstructure
    if order.marks:
        record["marks"] = [unstructure(mark) for mark in order.marks]
    if order.votes:
        record["votes"] = [unstructure(vote) for vote in order.votes]
    if order.waivers:
        record["waivers"] = [unstructure(waiver) for waiver in order.waivers]
    if order.made_with:
        record["with"] = list(order.made_with)
    if order.claims:
        record["claims"] = [compact.write_claim(claim) for claim in order.claims]
    record |= _of_amendments(order)
    if order.unread:
        record = restore("Progress", record, order.unread)
    return dumps(record)


def _of_amendments(order: Order) -> dict[str, object]:
    """What was amended and split, and the rules that hold all along."""
    unstructure = converter().unstructure
    parts = {"amendments": order.amendments, "removed": order.removed, "lineage": order.lineage}
    found = {name: [unstructure(each) for each in part] for name, part in parts.items() if part}
    return {**found, "rules": order.rules} if order.rules else {**found}


def read_progress(data: bytes, terms: Terms, *, source: str = "progress") -> Order:
    """The order of its terms and its progress.

    Raises:
        NewerSchemaError: A newer version wrote it.
        WrongTypeError: It does not fit the terms, or is no progress.
    """
    raw = loads(data)
    if not isinstance(raw, dict) or raw.get("type") != "Progress":
        raise WrongTypeError(source=source, why="no progress of an order")
    if raw.get("schema") != PROGRESS_SCHEMA:
        raw = _lifted(raw, source)
    try:
        return _order(raw, terms)
    except (KeyError, TypeError, ValueError) as error:
        raise WrongTypeError(source=source, why=f"Progress: {error!r:.200}") from error


def _lifted(raw: Record, source: str) -> Record:
    schema = raw.get("schema")
    if type(schema) is not int or schema not in _UPCASTERS:
        raise NewerSchemaError(source=source, why=f"Progress of schema {schema!r:.64}")
    while schema < PROGRESS_SCHEMA:
        raw = _UPCASTERS[schema](raw)
        schema += 1
    return raw


def _order(raw: dict[str, object], terms: Terms) -> Order:
    structure = converter().structure
    get = raw.get
    ledgers = tuple(map(compact.read_ledger, _listed(raw["ledgers"])))
    if len(ledgers) != len(terms.lines):
        raise ValueError(len(ledgers))
    bills = (_NO_BILL,) * len(ledgers)
    if "bills" in raw:
        bills = tuple(map(compact.read_billing, _listed(raw["bills"])))
    # In the order of its fields; it is made at each step of an order's life.
    return _made(
        terms,
        ActorId(str(raw["by"])),
        int(str(raw["version"])),
        ledgers,
        bills,
        tuple(map(compact.read_billing, _listed(get("charges", _NONE)))),
        tuple(map(compact.read_shift, _listed(get("requests", _NONE)))),
        StageName(str(get("stage", NO_STAGE))),
        FlowDigest(str(get("flow", NO_FLOW))),
        structure(raw["marks"], tuple[FacetMark, ...]) if "marks" in raw else (),
        structure(raw["votes"], tuple[Vote, ...]) if "votes" in raw else (),
        str(get("approved", "")),
        structure(raw["waivers"], tuple[Waiver, ...]) if "waivers" in raw else (),
        compact.read_balances(_listed(get("balances", _NO_BALANCES))),
        structure(raw["with"], tuple[ActorId, ...]) if "with" in raw else (),
        tuple(map(compact.read_claim, _listed(get("claims", _NONE)))),
        structure(raw["amendments"], tuple[Amendment, ...]) if "amendments" in raw else (),
        structure(raw["removed"], tuple[RemovedLine, ...]) if "removed" in raw else (),
        structure(raw["lineage"], tuple[Descent, ...]) if "lineage" in raw else (),
        str(get("rules", "")),
        unread("Progress", raw),
    )


_made: Final = maker(Order)


def _listed(raw: object) -> list[Any]:  # what JSON may hold; the values check themselves
    if not isinstance(raw, list):
        raise TypeError(type(raw).__name__)
    return raw
