"""Articles: what is not on sale is not sold."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import RemoveLine, Terms
from orderkit.validation.cures import Cure, line_of
from orderkit.validation.facts import SKU_STATUS
from orderkit.values import FactKey, Facts, Finding, block, note

__all__ = ["SkuSellable"]


@final
@attrs.frozen
class SkuSellable:
    """Refuses a line of an article that is not on sale."""

    code: str = "sku.not_sold"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The status of each sku."""
        return (SKU_STATUS.key(line.sku) for line in terms.lines)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `sku.not_sold` by line; one NOTE for all articles that nobody knows of."""
        unknown = 0
        for line in terms.lines:
            status = facts.read(SKU_STATUS, line.sku)
            if status is None:
                unknown += 1
            elif status != "active":
                yield block(self.code, f"lines/{line.id}/sku", sku=line.sku, status=status)
        if unknown:
            yield note(f"{self.code}.not_judged", "lines", lines=unknown)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """The line goes."""
        line = line_of(terms, finding)
        return RemoveLine(line.id) if line else None
