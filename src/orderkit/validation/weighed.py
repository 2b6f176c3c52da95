"""A rule whose findings weigh otherwise than it says: severity is each house's own choice."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import Terms
from orderkit.validation.cures import Cure
from orderkit.validation.protocol import CuringRule, Rule, SelectiveRule
from orderkit.values import FactKey, Facts, Finding, Severity

__all__ = ["Weighed"]


@final
@attrs.frozen
class Weighed:
    """Another rule, with a severity of the host's choice for whatever it finds.

    `Severity.BLOCK` declares that nobody can waive what it finds; `Severity.REVIEW` lets a named
    person do so; `Severity.NOTE` only tells. That a fact is absent stays a NOTE.

    Attributes:
        rule: What is found.
        severity: How much it weighs.
    """

    rule: Rule
    severity: Severity

    @property
    def code(self) -> str:
        """That of the rule."""
        return self.rule.code

    def applies(self, terms: Terms, /) -> bool:
        """Whether the rule applies."""
        return self.rule.applies(terms) if isinstance(self.rule, SelectiveRule) else True

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """What the rule reads."""
        return self.rule.declares(terms)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """What the rule finds, with the severity that was chosen."""
        for found in self.rule.check(terms, facts):
            # A rule without a type checker may give anything; whoever runs it says so.
            own = getattr(found, "code", None) == self.code
            yield attrs.evolve(found, severity=self.severity) if own else found

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """What the rule knows of."""
        return self.rule.cure(terms, finding) if isinstance(self.rule, CuringRule) else None
