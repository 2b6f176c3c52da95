"""Prices: what is sold has one; what is given away says so by its offer."""

from collections.abc import Iterable, Iterator
from typing import Final, final

import attrs

from orderkit.order import Terms
from orderkit.validation.cures import Cure, FillIn
from orderkit.values import Exact, FactKey, Facts, Finding, block

__all__ = ["PricePresent"]

_FREE: Final = Exact(0)


@final
@attrs.frozen
class PricePresent:
    """Refuses a line without a price that is no gift."""

    code: str = "price.missing"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """Nothing: the terms say it all."""
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `price.missing` by line."""
        del facts
        for line in terms.lines:
            if line.price == _FREE and not line.gift:
                yield block(self.code, f"lines/{line.id}/price", line=line.id, sku=line.sku)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """A price is to be filled in; which one, a rule does not know."""
        del terms
        return FillIn(finding.path)
