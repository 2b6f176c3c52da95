"""Credit: what whoever pays may owe in all."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.validation.cures import AddAmount, Cure, PayFirst
from orderkit.validation.facts import CREDIT_LIMIT, CREDIT_USED, payer_of
from orderkit.values import MOST, FactKey, Facts, Finding, Money, note, review

__all__ = ["CreditLimit"]


@final
@attrs.frozen
class CreditLimit:
    """Asks for a named override where an order would take its payer beyond the credit limit.

    What is used already is everything but this order: open orders, deliveries, invoices and
    receivables, by whatever formula the host keeps.
    """

    code: str = "credit.exceeded"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The payer's limit, and what of it is used."""
        payer = payer_of(terms)
        return CREDIT_LIMIT.key(payer), CREDIT_USED.key(payer)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `credit.exceeded`; a NOTE without a limit in the order's currency."""
        payer = payer_of(terms)
        limit, used = facts.read(CREDIT_LIMIT, payer), facts.read(CREDIT_USED, payer)
        ours = terms.currency
        if limit is None or limit.currency != ours or (used and used.currency != ours):
            yield note(f"{self.code}.not_judged", "bill_to", payer=payer)
            return
        before = 0 if used is None else used.minor
        over = before + terms.total - limit.minor
        if over > 0 and terms.total > 0:
            total, known = Money(terms.total, ours), Money(before, ours)
            yield review(
                self.code,
                "total",
                payer=payer,
                limit=limit,
                used=known,
                total=total,
                over=Money(min(over, MOST), ours),
            )

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Order for less, or, where even that is not enough, pay first."""
        over = finding.param("over")
        if not isinstance(over, Money):
            return None
        return AddAmount(-over) if over.minor < terms.total else PayFirst(over)
