"""A host proves a rule of its own.

pytest examples/host_rules_test.py

The rule is a plain class, its proof a subclass of the suite: every law of rules is looked for on
orders and facts that hypothesis draws. A second class shows how to say what the facts may hold.
"""

from collections.abc import Iterable, Iterator
from typing import Final, final

import attrs
from hypothesis import strategies as st

from orderkit import FactKey, FactKind, Facts, Finding, Terms, note, review
from orderkit.order import ChangeQuantity
from orderkit.testing import RuleContract
from orderkit.validation import NAMED_RULES, Cure, Rule, line_of, read_rules

__all__ = ["WEIGHT", "Liftable", "TestLiftable", "TestLiftableAsRead"]

# By sku: the grams of one piece.
WEIGHT: Final = FactKind("weight", int)


@final
@attrs.frozen
class Liftable:
    """Asks for a named override where a line is more than one person lifts."""

    most: int = 25_000
    code: str = "weight.heavy"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The weight of each sku."""
        return (WEIGHT.key(line.sku) for line in terms.lines)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `weight.heavy` by line; a NOTE for all articles of unknown weight."""
        unknown = 0
        for line in terms.lines:
            grams = facts.read(WEIGHT, line.sku)
            if grams is None:
                unknown += 1
            elif line.quantity * grams > self.most:
                path, fit = f"lines/{line.id}/quantity", self.most // grams
                yield review(self.code, path, grams=line.quantity * grams, most=self.most, fit=fit)
        if unknown:
            yield note(f"{self.code}.not_judged", "lines", lines=unknown)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Order as many as one person lifts, where that is any."""
        line, fit = line_of(terms, finding), finding.param("fit")
        return ChangeQuantity(line.id, fit) if line and type(fit) is int and fit else None


class TestLiftable(RuleContract):
    """The rule keeps every law."""

    rule: Rule = Liftable(most=10)

    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        """A weight, of next to nothing or beyond all lifting."""
        del key
        return st.integers(1, 20)


_READ: Final = read_rules(
    '[[rules]]\nrule = "liftable"\nmost = 10\nseverity = "block"\n',
    source="house.toml",
    known={**NAMED_RULES, "liftable": Liftable},
)


class TestLiftableAsRead(TestLiftable):
    """So does the one that a file names, with the severity that it states."""

    (rule,) = _READ.rules
