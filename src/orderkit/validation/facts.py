"""The kinds of facts that the rules read."""

from datetime import date, datetime
from typing import Final

from orderkit.order import Terms
from orderkit.values import Exact, FactKind, Money, PartyId

__all__ = [
    "COUPON_EACH",
    "COUPON_FROM",
    "COUPON_LIMIT",
    "COUPON_STATUS",
    "COUPON_UNTIL",
    "COUPON_USED",
    "COUPON_USED_BY",
    "CREDIT_LIMIT",
    "CREDIT_USED",
    "CUSTOMER_STATUS",
    "DEBT_DAYS",
    "DEBT_OVERDUE",
    "EARLIEST_DAY",
    "LIST_PRICE",
    "ORDER_MINIMUM",
    "ORDER_OF_NUMBER",
    "PACK_SIZE",
    "SKU_STATUS",
    "UNIT_COST",
    "address_part",
    "by_customer",
    "payer_of",
]

# By party: `active`; anything else, such as `blocked`, blocks.
CUSTOMER_STATUS: Final = FactKind("customer", str)
# By sku: the price of one whole unit, in the currency of the order.
LIST_PRICE: Final = FactKind("price", Exact)
# By `channel/number`: the id of the order that has this number.
ORDER_OF_NUMBER: Final = FactKind("order.number", str)
# By sku: the pieces of which only whole multiples are sold.
PACK_SIZE: Final = FactKind("pack", int)

# By sku: `active`; anything else, such as `discontinued`, is not sold.
SKU_STATUS: Final = FactKind("sku", str)
# By sku: what a whole unit costs the house, in the currency of the order.
UNIT_COST: Final = FactKind("cost", Exact)
# By sku: the first day on which it can be with the customer.
EARLIEST_DAY: Final = FactKind("earliest", date)
# By customer: what an order is to come to at least.
ORDER_MINIMUM: Final = FactKind("order.minimum", Money)

# By whoever pays: what they may owe in all, and what of it is used without the order judged.
CREDIT_LIMIT: Final = FactKind("credit.limit", Money)
CREDIT_USED: Final = FactKind("credit.used", Money)
# By whoever pays: for how many days the oldest open item is overdue (0: none is), and how much is.
DEBT_DAYS: Final = FactKind("debt.days", int)
DEBT_OVERDUE: Final = FactKind("debt.overdue", Money)

# By the code of a coupon: `active`; anything else, such as `withdrawn`, blocks.
COUPON_STATUS: Final = FactKind("coupon", str)
# How many orders may redeem it, in all and of one customer; absent means any number.
COUPON_LIMIT: Final = FactKind("coupon.limit", int)
COUPON_EACH: Final = FactKind("coupon.each", int)
# From when on, and from when on no longer; absent means always.
COUPON_FROM: Final = FactKind("coupon.from", datetime)
COUPON_UNTIL: Final = FactKind("coupon.until", datetime)
# How many orders redeem it now, in all and, by `code/customer`, of one. The desk counts them.
COUPON_USED: Final = FactKind("coupon.used", int)
COUPON_USED_BY: Final = FactKind("coupon.used_by", int)


def by_customer(coupon: str, customer: PartyId) -> str:
    """The subject of what one customer did with a coupon."""
    return f"{coupon}/{customer}"


def address_part(part: str) -> FactKind[str]:
    """By party: one part of the address, such as `city`; empty where it is known to be missing."""
    return FactKind(f"address.{part}", str)


def payer_of(terms: Terms) -> PartyId:
    """Who is invoiced."""
    return terms.bill_to or terms.customer
