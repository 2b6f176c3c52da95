"""Currencies: an order is in one that the house deals in."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.validation.cures import Correct, Cure
from orderkit.values import Currency, FactKey, Facts, Finding, block

__all__ = ["CurrencyAllowed"]


@final
@attrs.frozen
class CurrencyAllowed:
    """Refuses an order in a currency that is not among those allowed.

    Attributes:
        allowed: Codes of currencies, the preferred one first; empty allows every currency.
    """

    allowed: tuple[str, ...] = ()
    code: str = "currency.not_allowed"

    def __attrs_post_init__(self) -> None:
        """Refuse what is no currency."""
        for code in self.allowed:
            Currency.of(code)

    def applies(self, terms: Terms, /) -> bool:
        """Whether any currency is ruled out."""
        del terms
        return bool(self.allowed)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """Nothing: the terms say it all."""
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `currency.not_allowed`, with the currencies that are."""
        del facts
        ours = terms.currency.code
        if self.allowed and ours not in self.allowed:
            yield block(self.code, "currency", currency=ours, allowed=", ".join(self.allowed))

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Order in the currency that is preferred."""
        del terms
        return Correct(finding.path, self.allowed[0]) if self.allowed else None
