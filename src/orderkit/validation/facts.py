"""The kinds of facts that the rules read."""

from datetime import datetime
from typing import Final

from orderkit.values import Exact, FactKind, PartyId

__all__ = [
    "COUPON_EACH",
    "COUPON_FROM",
    "COUPON_LIMIT",
    "COUPON_STATUS",
    "COUPON_UNTIL",
    "COUPON_USED",
    "COUPON_USED_BY",
    "CUSTOMER_STATUS",
    "LIST_PRICE",
    "ORDER_OF_NUMBER",
    "PACK_SIZE",
    "by_customer",
]

# By party: `active`; anything else, such as `blocked`, blocks.
CUSTOMER_STATUS: Final = FactKind("customer", str)
# By sku: the price of one whole unit, in the currency of the order.
LIST_PRICE: Final = FactKind("price", Exact)
# By `channel/number`: the id of the order that has this number.
ORDER_OF_NUMBER: Final = FactKind("order.number", str)
# By sku: the pieces of which only whole multiples are sold.
PACK_SIZE: Final = FactKind("pack", int)

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
