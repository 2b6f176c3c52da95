"""Prices: an agreed price far from the list price waits for a named override."""

from collections.abc import Iterable, Iterator
from typing import Final, final

import attrs

from orderkit.order import ChangePrice, Terms
from orderkit.validation.cures import Cure, line_of
from orderkit.validation.facts import LIST_PRICE
from orderkit.validation.parameters import hold_range
from orderkit.values import Exact, FactKey, Facts, Finding, InvalidExactError, note, review

__all__ = ["PriceAgainstList"]

_MOST: Final = 1_000_000
_WHOLE: Final = 100


@final
@attrs.frozen
class PriceAgainstList:
    """Asks for a named override where a price is off the list price; a gift has none.

    Attributes:
        tolerance: Percent of the list price, either way, that nobody needs to look at.
    """

    tolerance: int = 0
    code: str = "price.list"

    def __attrs_post_init__(self) -> None:
        """Refuse what is out of range."""
        hold_range(self.code, "tolerance", self.tolerance, 0, _MOST)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The list price of each sku."""
        return (LIST_PRICE.key(line.sku) for line in terms.lines if not line.gift)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `price.list` by line; one NOTE `price.list.not_judged` for all without a price."""
        unknown = 0
        for line in terms.lines:
            if line.gift:
                continue
            price = facts.read(LIST_PRICE, line.sku)
            if price is None:
                unknown += 1
                continue
            if price == line.price:
                continue
            if self._is_off(line.price, price):
                path = f"lines/{line.id}/price"
                yield review(self.code, path, sku=line.sku, agreed=line.price, list=price)
        if unknown:
            yield note(f"{self.code}.not_judged", "lines", lines=unknown)

    def _is_off(self, agreed: Exact, price: Exact) -> bool:
        # In whole numbers, which take a tenth of the time of fractions.
        scale: int = 10**agreed.scale
        list_digits: int = price.digits * scale
        own_digits: int = agreed.digits * 10**price.scale
        return abs(own_digits - list_digits) * _WHOLE > self.tolerance * abs(list_digits)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Ask for the price nearest to the agreed one that nobody needs to look at."""
        line, price = line_of(terms, finding), finding.param("list")
        if line is None or not isinstance(price, Exact):
            return None
        try:
            spare = Exact(abs(price.digits), price.scale) * Exact(self.tolerance, 2)
            return ChangePrice(line.id, price + (spare if line.price > price else -spare))
        except InvalidExactError:
            return None
