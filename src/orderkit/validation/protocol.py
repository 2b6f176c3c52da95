"""The socket of rules."""

from collections.abc import Iterable
from typing import Protocol

from orderkit.order import Terms
from orderkit.values import FactKey, Facts, Finding

__all__ = ["Rule"]


class Rule(Protocol):
    """Looks at one thing in the terms of an order.

    Laws:
        pure: Equal terms and facts give equal findings.
        total: No terms and no facts make it raise or go on and on; an absent fact is a NOTE, or
            nothing.
        findings: It gives findings and nothing else.
        own voice: Each finding carries the rule's code, or `<code>.not_judged` for an absent fact.
        declared: It reads no fact that `declares` did not name for the same terms.
    """

    @property
    def code(self) -> str:
        """The code of its findings."""
        ...

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """Name the facts that `check` will read."""
        ...

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        """Give what it finds; nothing when all is well."""
        ...
