"""Overdue debt: whoever leaves bills unpaid is not delivered on credit."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.validation.cures import Cure, PayFirst
from orderkit.validation.facts import DEBT_DAYS, DEBT_OVERDUE, payer_of
from orderkit.validation.parameters import hold_range
from orderkit.values import MOST_NET_DAYS, FactKey, Facts, Finding, Money, note, review

__all__ = ["OverdueDebt"]


@final
@attrs.frozen
class OverdueDebt:
    """Asks for a named override where the payer's oldest open item is overdue for too long.

    Attributes:
        days: How long an item may be overdue before anybody minds.
    """

    days: int = 0
    code: str = "debt.overdue"

    def __attrs_post_init__(self) -> None:
        """Refuse what is out of range."""
        hold_range(self.code, "days", self.days, 0, MOST_NET_DAYS)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """For how many days the payer's oldest open item is overdue, and how much is overdue."""
        payer = payer_of(terms)
        return DEBT_DAYS.key(payer), DEBT_OVERDUE.key(payer)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `debt.overdue`; a NOTE where nobody knows of the payer's debts."""
        payer = payer_of(terms)
        days, debt = facts.read(DEBT_DAYS, payer), facts.read(DEBT_OVERDUE, payer)
        if days is None:
            yield note(f"{self.code}.not_judged", "bill_to", payer=payer)
        elif days > self.days:
            yield review(
                self.code,
                "bill_to",
                payer=payer,
                days=days,
                most=self.days,
                amount="-" if debt is None else debt,
            )

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Pay what is overdue."""
        del terms
        amount = finding.param("amount")
        return PayFirst(amount) if isinstance(amount, Money) else None
