"""Margins: nothing is sold for too little above what it cost."""

from collections.abc import Iterable, Iterator
from typing import Final, final

import attrs

from orderkit.order import ChangePrice, Terms
from orderkit.validation.cures import Cure, line_of
from orderkit.validation.facts import UNIT_COST
from orderkit.validation.parameters import hold_range
from orderkit.values import Exact, FactKey, Facts, Finding, InvalidExactError, note, review

__all__ = ["MarginAboveFloor"]

_WHOLE: Final = 100


@final
@attrs.frozen
class MarginAboveFloor:
    """Asks for a named override where a price leaves too little above the article's cost.

    The cost is read to judge, and told to nobody: a finding names the price that would do.

    Attributes:
        least: Percent of the price, from 0 to 99, that is to be left of it.
    """

    least: int = 0
    code: str = "margin.below_floor"

    def __attrs_post_init__(self) -> None:
        """Refuse what is out of range."""
        hold_range(self.code, "least", self.least, 0, _WHOLE - 1)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """What a whole unit of each sku costs, in the order's currency."""
        return (UNIT_COST.key(line.sku) for line in terms.lines if not line.gift)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `margin.below_floor` by line; one NOTE for all articles of unknown cost."""
        unknown, kept = 0, _WHOLE - self.least
        for line in terms.lines:
            if line.gift:
                continue
            cost = facts.read(UNIT_COST, line.sku)
            if cost is None:
                unknown += 1
            elif _is_below(line.price, cost, kept):
                scale = max(line.price.scale, terms.currency.exponent)
                needed = _risen(cost, kept, scale)
                path = f"lines/{line.id}/price"
                yield review(
                    self.code,
                    path,
                    sku=line.sku,
                    price=line.price,
                    least=self.least,
                    needed=needed,
                )
        if unknown:
            yield note(f"{self.code}.not_judged", "lines", lines=unknown)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Ask for the lowest price, at the price's own decimals, that leaves enough."""
        line, needed = line_of(terms, finding), finding.param("needed")
        return ChangePrice(line.id, needed) if line and isinstance(needed, Exact) else None


def _is_below(price: Exact, cost: Exact, kept: int) -> bool:
    # In whole numbers: a product of two numbers within bounds may be beyond them.
    needed: int = cost.digits * _WHOLE * 10**price.scale
    left: int = price.digits * kept * 10**cost.scale
    return left < needed


def _risen(cost: Exact, kept: int, scale: int) -> Exact | str:
    """The lowest price of so many decimals of which `kept` percent cover the cost."""
    parts = kept * 10**cost.scale
    try:
        return Exact(-(-cost.digits * _WHOLE * 10**scale // parts), scale)
    except InvalidExactError:
        return "-"
