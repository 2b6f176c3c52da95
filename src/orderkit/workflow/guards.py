"""The guards that the standard flow names; a host adds its own beside them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orderkit.order import Bucket, Facet, Order, content_digest, to_bill
from orderkit.values import Context
from orderkit.workflow.flow import Guard

__all__ = [
    "STANDARD_GUARDS",
    "all_cancelled",
    "all_invoiced",
    "approved_content",
    "nothing_to_ship",
    "owes_nothing",
    "owes_something",
    "something_left",
    "something_to_ship",
    "voided",
]


def nothing_to_ship(order: Order, _: Context) -> bool:
    """No piece of any line is still to leave."""
    # A loop: it ends at the first line, and the generator of `any` costs more than one.
    for ledger in order.ledgers:  # noqa: SIM110
        if ledger.to_ship:
            return False
    return True


def something_to_ship(order: Order, context: Context) -> bool:
    """A piece of some line is still to leave."""
    return not nothing_to_ship(order, context)


def something_left(order: Order, _: Context) -> bool:
    """A piece of some line left the house, wherever it is now."""
    return any(ledger.left for ledger in order.ledgers)


def all_cancelled(order: Order, _: Context) -> bool:
    """There are lines, and each piece of them was given up."""
    return bool(order.ledgers) and all(
        ledger.of(Bucket.CANCELLED) == ledger.total for ledger in order.ledgers
    )


def all_invoiced(order: Order, context: Context) -> bool:
    """Nothing is to ship, and every charge and everything that left to stay is invoiced."""
    base = order.terms.billing
    return (
        nothing_to_ship(order, context)
        and all(
            # Most lines are billed in full: what came back is counted only where one is not.
            bill.invoiced >= ledger.left or not to_bill(base, ledger, bill)
            for ledger, bill in zip(order.ledgers, order.bills, strict=True)
        )
        and all(bill.invoiced for bill in order.adjustment_bills)
    )


def owes_nothing(order: Order, _: Context) -> bool:
    """What was paid and credited covers what was invoiced."""
    balances = order.balances
    return balances.paid >= balances.invoiced - balances.credited


def owes_something(order: Order, context: Context) -> bool:
    """More was invoiced than was paid and credited."""
    return not owes_nothing(order, context)


def approved_content(order: Order, _: Context) -> bool:
    """The present content is the one that people approved."""
    return order.approved == content_digest(order)


def voided(order: Order, context: Context) -> bool:
    """The order was declared never to have been."""
    return bool(order.marked(Facet.VOID, context.at))


def _not(guard: Guard) -> Guard:
    def opposite(order: Order, context: Context, /) -> bool:
        return not guard(order, context)

    return opposite


STANDARD_GUARDS: Final[Mapping[str, Guard]] = MappingProxyType(
    {
        "nothing_to_ship": nothing_to_ship,
        "something_to_ship": something_to_ship,
        "something_left": something_left,
        "all_cancelled": all_cancelled,
        "all_invoiced": all_invoiced,
        "something_to_invoice": _not(all_invoiced),
        "owes_nothing": owes_nothing,
        "owes_something": owes_something,
        "approved_content": approved_content,
        "not_approved_content": _not(approved_content),
        "voided": voided,
        "not_voided": _not(voided),
    }
)
