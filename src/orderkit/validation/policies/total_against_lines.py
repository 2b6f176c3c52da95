"""Totals: a line's amount is its quantity times its price, and nothing typed by hand."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.values import (
    FactKey,
    Facts,
    Finding,
    Money,
    MoneyOverflowError,
    RoundingPolicy,
    block,
    extend,
)

__all__ = ["TotalAgainstLines"]


@final
@attrs.frozen
class TotalAgainstLines:
    """Refuses a line whose amount differs from quantity times price, rounded by policy."""

    policy: RoundingPolicy = RoundingPolicy()
    code: str = "total.differs"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """Nothing: the terms say it all."""
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `total.differs` by line, with the amount that it should have."""
        del facts
        for line in terms.lines:
            path = f"lines/{line.id}/amount"
            shown = Money(line.amount, terms.currency)
            try:
                right = extend(line.price, line.quantity, line.unit, terms.currency, self.policy)
            except MoneyOverflowError:
                yield block(self.code, path, amount=shown, right="-")
                continue
            if right.minor != line.amount:
                yield block(self.code, path, amount=shown, right=right)
