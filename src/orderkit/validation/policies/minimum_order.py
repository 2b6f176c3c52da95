"""Minimum order: one that is too small to be worth its handling waits for a named override."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.validation.cures import AddAmount, Cure
from orderkit.validation.facts import ORDER_MINIMUM
from orderkit.values import MOST, FactKey, Facts, Finding, Money, note, review

__all__ = ["MinimumOrder"]


@final
@attrs.frozen
class MinimumOrder:
    """Asks for a named override where an order comes to less than its customer's minimum.

    Attributes:
        least: The minimum of customers for whom no fact names another; None means there is none.
    """

    least: Money | None = None
    code: str = "total.below_minimum"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The customer's own minimum."""
        return (ORDER_MINIMUM.key(terms.customer),)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `total.below_minimum`; a NOTE where the minimum is in another currency."""
        own = facts.read(ORDER_MINIMUM, terms.customer)
        # A minimum of nothing is one too.
        least = self.least if own is None else own
        if least is None:
            return
        if least.currency != terms.currency:
            yield note(f"{self.code}.not_judged", "total", least=least)
        elif terms.total < least.minor:
            total = Money(terms.total, terms.currency)
            missing = Money(min(least.minor - terms.total, MOST), terms.currency)
            yield review(self.code, "total", total=total, least=least, missing=missing)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Order for as much more as is missing."""
        del terms
        missing = finding.param("missing")
        return AddAmount(missing) if isinstance(missing, Money) else None
