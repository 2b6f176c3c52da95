"""Packs: what is sold by the pack is sold in whole packs."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import ChangeQuantity, Terms
from orderkit.validation.cures import Cure, line_of
from orderkit.validation.facts import PACK_SIZE
from orderkit.values import FactKey, Facts, Finding, block

__all__ = ["QuantityInPacks"]


@final
@attrs.frozen
class QuantityInPacks:
    """Refuses broken packs; a sku without a pack size is sold singly."""

    code: str = "quantity.pack"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The pack size of each sku."""
        return (PACK_SIZE.key(line.sku) for line in terms.lines)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `quantity.pack`, with the next whole number of packs as the cure."""
        for line in terms.lines:
            size = facts.read(PACK_SIZE, line.sku)
            if size is not None and size > 1 and line.quantity % size:
                whole = (line.quantity // size + 1) * size
                path = f"lines/{line.id}/quantity"
                yield block(self.code, path, quantity=line.quantity, pack=size, next=whole)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Order the nearest whole number of packs; of two that are as near, the greater."""
        line, size = line_of(terms, finding), finding.param("pack")
        if line is None or type(size) is not int:
            return None
        over = line.quantity % size
        fewer = line.quantity - over
        nearest = fewer if fewer and 2 * over < size else fewer + size
        return ChangeQuantity(line.id, nearest)
