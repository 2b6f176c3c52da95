"""The socket of rules, and two more things that a rule may know how to say."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from orderkit.order import Terms
from orderkit.validation.cures import Cure
from orderkit.values import FactKey, Facts, Finding

__all__ = ["CuringRule", "Rule", "SelectiveRule"]


class Rule(Protocol):
    """Looks at one thing in the terms of an order.

    Laws:
        pure: Equal terms and facts give equal findings, and neither is changed.
        total: No terms and no facts make it raise or go on and on; an absent fact is a NOTE, or
            nothing.
        findings: It gives findings and nothing else.
        own voice: Each finding carries the rule's code, or `<code>.not_judged` for an absent fact.
        own path: Each finding points at something in the terms: at nothing, at a field of them, at
            `total`, or at a line or an adjustment that is there, and below.
        declared: It reads no fact that `declares` did not name for the same terms.
        alone: It calls no desk: it is asked within a decision, and what it needs is handed in.
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


@runtime_checkable
class CuringRule(Rule, Protocol):
    """A rule that knows the smallest change which clears a finding of its own.

    Laws:
        cure: Once the cure is applied, the finding is gone; no smaller change of the same figure
            clears it.
    """

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Give the smallest change that clears a finding which `check` gave of these terms.

        None where nothing that the rule knows of does.
        """
        ...


@runtime_checkable
class SelectiveRule(Rule, Protocol):
    """A rule that has nothing to look at in some terms, and says so.

    Laws:
        selective: Where it does not apply it finds nothing.
    """

    def applies(self, terms: Terms, /) -> bool:
        """Whether there is anything in the terms for it to look at."""
        ...
