"""Kinds of vectors about statuses, as other systems work them out."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from orderkit.order.projections import (
    PaymentState,
    SalesforceLine,
    ShipmentState,
    saleor_charge_of,
    saleor_status_of,
    salesforce_display_of,
    solidus_payment_of,
    solidus_shipment_of,
    vendure_fulfilment_of,
)
from orderkit.values import Exact
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

# Words that mean one thing, however a peer spells them in one place or another.
_SPELT: Final = {"canceled": "cancelled", "partially delivered": "part order delivered"}


def _outcome(ours: StrEnum | None, theirs: str | None) -> Outcome:
    if _plain(ours) == _plain(theirs):
        return Outcome("same")
    return Outcome("differs", f"ours {_plain(ours)}, theirs {_plain(theirs)}")


def _plain(word: str | None) -> str | None:
    if word is None:
        return None
    spaced = "".join(f" {sign}" if sign.isupper() else sign for sign in str(word))
    plain = " ".join(spaced.lower().replace("_", " ").split())
    return _SPELT.get(plain, plain)


def _saleor_status(vector: Vector) -> Outcome:
    return _outcome(saleor_status_of(*vector["args"]), vector["status"])


def _charge_status(vector: Vector) -> Outcome:
    figures = _whole(vector, "total", "granted", "charged")
    return _outcome(saleor_charge_of(*figures), vector["status"])


def _status(vector: Vector) -> Outcome:
    given = vector["given"]
    reader = _PROJECTIONS.get(given["projection"])
    if reader is None:
        return Outcome("open", str(given["projection"]))
    read, known = reader
    ledger = given["ledger"]
    rows = [ledger, *ledger.get("lines", ())]
    strange = sorted({name for row in rows for name in row} - known)
    if strange:
        return Outcome("open", f"{given['projection']}: {', '.join(strange)}")
    return _outcome(read(ledger), vector["expect"]["status"])


def _solidus_payment(ledger: Mapping[str, Any]) -> StrEnum | None:
    total, paid, refunded = _whole(ledger, "total", "paid", "refunded")
    payments = [PaymentState(each["state"]) for each in ledger.get("payments", ())]
    cancelled = ledger.get("state") in {"canceled", "cancelled"}
    return solidus_payment_of(total, paid, refunded, payments, is_cancelled=cancelled)


def _solidus_shipment(ledger: Mapping[str, Any]) -> StrEnum | None:
    shipments = [ShipmentState(each["state"]) for each in ledger.get("shipments", ())]
    return solidus_shipment_of(int(ledger.get("backordered_units", 0)), shipments)


def _vendure_fulfilment(ledger: Mapping[str, Any]) -> StrEnum | None:
    lines = ledger["lines"]
    names = ("ordered", "shipped", "delivered", "cancelled")
    columns = zip(*_table(lines, names), strict=True) if lines else ((0,),) * len(names)
    return vendure_fulfilment_of(*map(sum, columns))


def _salesforce_display(ledger: Mapping[str, Any]) -> StrEnum | None:
    lines = ledger["lines"]
    names = ("ordered", "cancelled", "return_initiated", "returned")
    return salesforce_display_of(
        SalesforceLine(**dict(zip(names, row, strict=True)), word=line.get("line_status") or "")
        for line, row in zip(lines, _table(lines, names), strict=True)
    )


def _whole(figures: Mapping[str, Any], *names: str) -> list[int]:
    (row,) = _table([figures], names)
    return row


def _table(rows: list[Mapping[str, Any]], names: tuple[str, ...]) -> list[list[int]]:
    """Figures of rows as whole numbers, all of them moved by as many places."""
    exacts = [[Exact.of(str(row.get(name, 0))) for name in names] for row in rows]
    places = max((exact.scale for row in exacts for exact in row), default=0)
    return [[exact.digits * 10 ** (places - exact.scale) for exact in row] for row in exacts]


# How a projection is read, and the names that its figures may have.
_PROJECTIONS: Final = {
    "solidus_payment": (
        _solidus_payment,
        {"total", "paid", "refunded", "payments", "state"},
    ),
    "solidus_shipment": (_solidus_shipment, {"backordered_units", "shipments", "state"}),
    "vendure_fulfilment": (
        _vendure_fulfilment,
        {"lines", "id", "ordered", "shipped", "delivered", "cancelled"},
    ),
    "salesforce_display": (
        _salesforce_display,
        {"lines", "id", "ordered", "cancelled", "return_initiated", "returned", "line_status"},
    ),
}

ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {"saleor_status": _saleor_status, "charge_status": _charge_status, "status": _status}
)
