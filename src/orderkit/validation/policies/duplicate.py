"""Duplicates: a channel's number belongs to one order."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.validation.facts import ORDER_OF_NUMBER
from orderkit.values import FactKey, Facts, Finding, block

__all__ = ["Duplicate"]


@final
@attrs.frozen
class Duplicate:
    """Refuses a second order under a channel's number; an order without a number has no twin."""

    code: str = "order.duplicate"

    def applies(self, terms: Terms, /) -> bool:
        """Whether the order has a channel's number."""
        return bool(terms.number)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The order that has the number."""
        return (ORDER_OF_NUMBER.key(_subject(terms)),) if terms.number else ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `order.duplicate`, naming the order that was first."""
        first = facts.read(ORDER_OF_NUMBER, _subject(terms)) if terms.number else None
        if first is not None and first != terms.order:
            yield block(self.code, "number", number=terms.number, first=first)


def _subject(terms: Terms) -> str:
    return f"{terms.channel}/{terms.number}"
