"""The kinds of facts that the rules read."""

from typing import Final

from orderkit.values import Exact, FactKind

__all__ = ["CUSTOMER_STATUS", "LIST_PRICE", "ORDER_OF_NUMBER", "PACK_SIZE"]

# By party: `active`; anything else, such as `blocked`, blocks.
CUSTOMER_STATUS: Final = FactKind("customer", str)
# By sku: the price of one whole unit, in the currency of the order.
LIST_PRICE: Final = FactKind("price", Exact)
# By `channel/number`: the id of the order that has this number.
ORDER_OF_NUMBER: Final = FactKind("order.number", str)
# By sku: the pieces of which only whole multiples are sold.
PACK_SIZE: Final = FactKind("pack", int)
