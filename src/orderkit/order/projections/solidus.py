"""An order as Solidus would show it: a state of its payments, and one of its shipments.

Source: https://github.com/solidusio/solidus, the order's payment state and shipment state.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, final

from orderkit.order.facets import Facet
from orderkit.order.ledger import Bucket
from orderkit.order.model import Order

__all__ = [
    "PaymentState",
    "ShipmentState",
    "SolidusPayment",
    "SolidusShipment",
    "solidus_payment",
    "solidus_payment_of",
    "solidus_shipment",
    "solidus_shipment_of",
]


@final
class PaymentState(StrEnum):
    """Where one payment stands."""

    CHECKOUT = "checkout"
    PROCESSING = "processing"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    INVALID = "invalid"
    VOID = "void"


@final
class ShipmentState(StrEnum):
    """Where one shipment stands."""

    PENDING = "pending"
    READY = "ready"
    SHIPPED = "shipped"
    CANCELED = "canceled"


@final
class SolidusPayment(StrEnum):
    """How an order's payments stand together."""

    FAILED = "failed"
    VOID = "void"
    BALANCE_DUE = "balance_due"
    CREDIT_OWED = "credit_owed"
    PAID = "paid"


@final
class SolidusShipment(StrEnum):
    """How an order's shipments stand together."""

    BACKORDER = "backorder"
    PARTIAL = "partial"
    PENDING = "pending"
    READY = "ready"
    SHIPPED = "shipped"
    CANCELED = "canceled"


_WORTHLESS: Final = frozenset({PaymentState.FAILED, PaymentState.INVALID, PaymentState.VOID})


def solidus_payment_of(
    total: int,
    paid: int,
    refunded: int = 0,
    payments: Sequence[PaymentState] = (),
    *,
    is_cancelled: bool = False,
) -> SolidusPayment:
    """The state of payments, all in the same minor units.

    Args:
        total: What the order comes to; nothing is owed of a cancelled one.
        paid: What was paid and not given back.
        refunded: What was given back; it is not owed again.
        payments: All that were tried.
    """
    balance = (0 if is_cancelled else total) - paid - refunded
    if balance and payments and _WORTHLESS.issuperset(payments):
        return SolidusPayment.FAILED
    if is_cancelled and not paid:
        return SolidusPayment.VOID
    if balance > 0:
        return SolidusPayment.BALANCE_DUE
    return SolidusPayment.CREDIT_OWED if balance else SolidusPayment.PAID


def solidus_payment(order: Order, at: datetime) -> SolidusPayment:
    """The state of an order's payments at an aware moment; credited money is owed no more."""
    pieces = [ledger.total - ledger.of(Bucket.CANCELLED) for ledger in order.ledgers]
    given_up = bool(pieces) and not any(pieces)
    cancelled = given_up or bool(order.marked(Facet.VOID, at))
    total = order.terms.total - order.balances.credited
    return solidus_payment_of(total, order.balances.paid, is_cancelled=cancelled)


def solidus_shipment_of(
    backordered: int, shipments: Sequence[ShipmentState]
) -> SolidusShipment | None:
    """The state of shipments; None where there are none.

    Any two that differ are partial, though nothing left the house yet.

    Args:
        backordered: Pieces that wait for stock.
    """
    if backordered:
        return SolidusShipment.BACKORDER
    states = set(shipments)
    if len(states) > 1:
        return SolidusShipment.PARTIAL
    return SolidusShipment(states.pop().value) if states else None


def solidus_shipment(order: Order) -> SolidusShipment | None:
    """The state of an order's shipments: what is bound is ready, and what is open is pending."""
    states = list[ShipmentState]()
    for ledger in order.ledgers:
        if ledger.left:
            states.append(ShipmentState.SHIPPED)
        if ledger.of(Bucket.RESERVED) or ledger.of(Bucket.PICKED):
            states.append(ShipmentState.READY)
        if ledger.of(Bucket.OPEN):
            states.append(ShipmentState.PENDING)
    if not states and any(ledger.of(Bucket.CANCELLED) for ledger in order.ledgers):
        states.append(ShipmentState.CANCELED)
    backordered = sum(ledger.of(Bucket.BACKORDERED) for ledger in order.ledgers)
    return solidus_shipment_of(backordered, states)
