"""Snapshots: an order as immutable terms of a revision, and a small progress on them.

Terms are large and change seldom; progress is small and changes with every event. Keeping them
apart means that a step of an order's life writes and reads a few hundred bytes, whatever the
number of its lines.
"""

from typing import Final

from orderkit.codec import compact
from orderkit.codec.converter import converter
from orderkit.codec.record import NewerSchemaError, WrongTypeError
from orderkit.codec.text import dumps, loads
from orderkit.codec.unread import restore, unread
from orderkit.order import (
    NO_FLOW,
    NO_STAGE,
    Billing,
    FacetMark,
    Order,
    Terms,
)
from orderkit.values import ActorId, FlowDigest, StageName, Vote, Waiver

__all__ = ["PROGRESS_SCHEMA", "read_progress", "write_progress"]

# Raised with each type or schema of an event that is new: what writes such an event writes the
# progress too, and an earlier release then leaves that order alone.
PROGRESS_SCHEMA: Final = 1

_NO_BILL: Final = Billing()
_NO_BALANCES: Final = [0, 0, 0]


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
    if order.unread:
        record = restore("Progress", record, order.unread)
    return dumps(record)


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
        raise NewerSchemaError(source=source, why=f"Progress of schema {raw.get('schema')!r:.64}")
    try:
        return _order(raw, terms)
    except (KeyError, TypeError, ValueError) as error:
        raise WrongTypeError(source=source, why=f"Progress: {error!r:.200}") from error


def _order(raw: dict[str, object], terms: Terms) -> Order:
    structure = converter().structure
    get = raw.get
    ledgers = tuple(map(compact.read_ledger, _rows(raw["ledgers"])))
    if len(ledgers) != len(terms.lines):
        raise ValueError(len(ledgers))
    bills = get("bills")
    return Order(
        terms=terms,
        placed_by=ActorId(str(raw["by"])),
        version=int(str(raw["version"])),
        ledgers=ledgers,
        bills=(
            (_NO_BILL,) * len(ledgers)
            if bills is None
            else tuple(map(compact.read_billing, _rows(bills)))
        ),
        adjustment_bills=(
            tuple(map(compact.read_billing, _rows(raw["charges"]))) if "charges" in raw else ()
        ),
        requests=(
            tuple(map(compact.read_shift, _shifts(raw["requests"]))) if "requests" in raw else ()
        ),
        stage=StageName(str(get("stage", NO_STAGE))),
        flow=FlowDigest(str(get("flow", NO_FLOW))),
        marks=structure(raw["marks"], tuple[FacetMark, ...]) if "marks" in raw else (),
        votes=structure(raw["votes"], tuple[Vote, ...]) if "votes" in raw else (),
        approved=str(get("approved", "")),
        waivers=structure(raw["waivers"], tuple[Waiver, ...]) if "waivers" in raw else (),
        balances=compact.read_balances(_amounts(get("balances", _NO_BALANCES))),
        made_with=structure(raw["with"], tuple[ActorId, ...]) if "with" in raw else (),
        unread=unread("Progress", raw),
    )


def _rows(raw: object) -> list[list[int]]:
    if not isinstance(raw, list):
        raise TypeError(type(raw).__name__)
    return raw


def _amounts(raw: object) -> list[int]:
    if not isinstance(raw, list):
        raise TypeError(type(raw).__name__)
    return raw


def _shifts(raw: object) -> list[tuple[str, int, int, int]]:
    if not isinstance(raw, list):
        raise TypeError(type(raw).__name__)
    return raw
