"""Quantities: more than anybody ever orders is a slip of the hand."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import ChangeQuantity, Terms
from orderkit.validation.cures import Cure, line_of
from orderkit.validation.parameters import hold_range
from orderkit.values import MOST, FactKey, Facts, Finding, block

__all__ = ["QuantityInRange"]


@final
@attrs.frozen
class QuantityInRange:
    """Refuses quantities above a bound, in whole steps of the line's unit."""

    most: int = 1_000_000
    code: str = "quantity.range"

    def __attrs_post_init__(self) -> None:
        """Refuse what is out of range."""
        hold_range(self.code, "most", self.most, 1, MOST)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """Nothing: the terms say it all."""
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `quantity.range` by line."""
        del facts
        for line in terms.lines:
            if not 1 <= line.quantity <= self.most:
                path = f"lines/{line.id}/quantity"
                yield block(self.code, path, quantity=line.quantity, most=self.most)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Order as much as the bound allows."""
        line = line_of(terms, finding)
        return ChangeQuantity(line.id, self.most) if line else None
