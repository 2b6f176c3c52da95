"""Customers: one that is blocked orders nothing."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.validation.facts import CUSTOMER_STATUS
from orderkit.values import FactKey, Facts, Finding, block, note

__all__ = ["CustomerKnown"]


@final
@attrs.frozen
class CustomerKnown:
    """Refuses an order of a customer who is blocked."""

    code: str = "customer.blocked"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The customer's status."""
        return (CUSTOMER_STATUS.key(terms.customer),)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `customer.blocked`; NOTE `customer.blocked.not_judged` without a status."""
        status = facts.read(CUSTOMER_STATUS, terms.customer)
        if status is None:
            yield note(f"{self.code}.not_judged", "customer", customer=terms.customer)
        elif status != "active":
            yield block(self.code, "customer", customer=terms.customer, status=status)
