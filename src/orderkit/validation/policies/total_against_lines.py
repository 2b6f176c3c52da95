"""Totals: a line's amount is its quantity times its price, and nothing typed by hand."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Line, Terms
from orderkit.validation.cures import Correct, Cure
from orderkit.values import (
    Currency,
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
            right = self._right(line, terms.currency)
            if right is None or right.minor != line.amount:
                path, amount = f"lines/{line.id}/amount", Money(line.amount, terms.currency)
                yield block(self.code, path, amount=amount, right="-" if right is None else right)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """State the amount that quantity and price come to."""
        del terms
        right = finding.param("right")
        return Correct(finding.path, right) if isinstance(right, Money) else None

    def _right(self, line: Line, currency: Currency) -> Money | None:
        """What the amount should be; None where it is beyond all bounds."""
        try:
            return extend(line.price, line.quantity, line.unit, currency, self.policy)
        except MoneyOverflowError:
            return None
