"""Prices: one below the floor price that stands on its line waits for a named override."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import ChangePrice, Terms
from orderkit.validation.cures import Cure, line_of
from orderkit.values import FactKey, Facts, Finding, review

__all__ = ["PriceAboveFloor"]


@final
@attrs.frozen
class PriceAboveFloor:
    """Asks for a named override where a price is below its floor (最低限价)."""

    code: str = "price.below_floor"

    def applies(self, terms: Terms, /) -> bool:
        """Whether any line has a floor price."""
        return any(line.floor_price is not None for line in terms.lines)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """Nothing: the floor price stands on the line since the price was determined."""
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `price.below_floor` by line; a gift has no floor, nor has a line without one."""
        del facts
        for line in terms.lines:
            floor = line.floor_price
            if floor is not None and line.price < floor and not line.gift:
                path = f"lines/{line.id}/price"
                yield review(self.code, path, sku=line.sku, price=line.price, floor=floor)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Ask for the floor price."""
        line = line_of(terms, finding)
        floor = None if line is None else line.floor_price
        return ChangePrice(line.id, floor) if line and floor is not None else None
