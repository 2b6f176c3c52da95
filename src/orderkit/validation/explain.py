"""Explain: what each rule says of an order, also where it says nothing; and what would clear it."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar, assert_never, final

import attrs

from orderkit.errors import PolicyContractError
from orderkit.order import ReentryError, Terms
from orderkit.validation.cures import AskWaiver, Cure
from orderkit.validation.protocol import CuringRule, Rule, SelectiveRule
from orderkit.validation.validate import RuleSet, checked_findings, declared_facts
from orderkit.values import FactKey, Facts, Finding, NotCanonicalError, Severity, digest_of, note

__all__ = ["Clearing", "Explanation", "RuleAnswer", "RuleOutcome", "explain"]

T = TypeVar("T")
_SHOWN: Final = 3


@final
class RuleOutcome(StrEnum):
    """What came of asking one rule."""

    PASSED = "passed"
    FOUND = "found"
    NOT_APPLICABLE = "not_applicable"
    LACKS_FACTS = "lacks_facts"


@final
@attrs.frozen
class Clearing:
    """A finding, and the smallest change that clears it.

    Attributes:
        cure: None where nothing is known to; a note needs none.
    """

    finding: Finding
    cure: Cure | None


@final
@attrs.frozen(kw_only=True)
class RuleAnswer:
    """What one rule said.

    Attributes:
        rule: The rule's code.
        outcome: LACKS_FACTS where all that it could say is that facts are absent.
        clearings: Its findings by path, each with its cure.
        lacking: The facts that it declared and that nobody knows, sorted; some may well be absent.
        why: The outcome as a note, for `say`.
    """

    rule: str
    outcome: RuleOutcome
    clearings: tuple[Clearing, ...]
    lacking: tuple[FactKey, ...]
    why: Finding

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it found, by path."""
        return tuple(clearing.finding for clearing in self.clearings)


@final
@attrs.frozen(kw_only=True)
class Explanation:
    """What all rules of a set said of an order.

    Attributes:
        rules: The digest of the rule set.
        inputs: The digest of the terms and facts that were looked at: equal ones are answered
            equally. Empty where a fact holds what has no one byte form.
        answers: One for each rule, in their order.
    """

    rules: str
    inputs: str
    answers: tuple[RuleAnswer, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What `validate` gives."""
        return tuple(found for answer in self.answers for found in answer.findings)


def explain(terms: Terms, facts: Facts, rules: RuleSet) -> Explanation:
    """What each rule says of an order, why, and what would clear what it found.

    Laws:
        as validated: Its findings are those of `validate`.
        each heard: There is one answer for each rule, in their order.

    Raises:
        PolicyContractError: A rule broke a law of its protocol.
        ReentryError: A rule called a desk.
    """
    there = {fact.key for fact in facts.items if fact.value is not None}
    return Explanation(
        rules=rules.digest,
        inputs=_digest(terms, facts),
        answers=tuple(_answer(rule, terms, facts, there) for rule in rules.rules),
    )


def _digest(terms: Terms, facts: Facts) -> str:
    try:
        return digest_of(terms, facts.items)
    except NotCanonicalError:
        return ""


def _answer(rule: Rule, terms: Terms, facts: Facts, there: set[FactKey]) -> RuleAnswer:
    findings = checked_findings(rule, terms, facts)
    declared = declared_facts(terms, RuleSet((rule,)))
    lacking = tuple(key for key in declared if key not in there)
    outcome = _outcome(rule, terms, findings)
    return RuleAnswer(
        rule=rule.code,
        outcome=outcome,
        clearings=tuple(Clearing(found, _cure(rule, terms, found)) for found in findings),
        lacking=lacking,
        why=_why(rule.code, outcome, len(declared), lacking, len(findings)),
    )


def _outcome(rule: Rule, terms: Terms, findings: list[Finding]) -> RuleOutcome:
    if any(found.code == rule.code for found in findings):
        return RuleOutcome.FOUND
    if findings:
        return RuleOutcome.LACKS_FACTS
    if isinstance(rule, SelectiveRule) and not _asked(rule, partial(rule.applies, terms)):
        return RuleOutcome.NOT_APPLICABLE
    return RuleOutcome.PASSED


def _cure(rule: Rule, terms: Terms, finding: Finding) -> Cure | None:
    """The rule's own cure; where it knows none, a word of a person who may give it."""
    if finding.code != rule.code or finding.severity is Severity.NOTE:
        return None
    own = _asked(rule, partial(rule.cure, terms, finding)) if isinstance(rule, CuringRule) else None
    if own is None and finding.severity is Severity.REVIEW:
        return AskWaiver.of(finding)
    return own


def _asked(rule: Rule, ask: Callable[[], T]) -> T:
    try:
        return ask()
    except ReentryError:
        raise
    except Exception as error:
        name = type(rule).__name__
        raise PolicyContractError(policy=name, law="total", proof=f"{error!r:.200}") from error


def _why(
    rule: str, outcome: RuleOutcome, read: int, lacking: tuple[FactKey, ...], found: int
) -> Finding:
    match outcome:
        case RuleOutcome.PASSED:
            return note("rule.passed", "", rule=rule, facts=read - len(lacking))
        case RuleOutcome.FOUND:
            return note("rule.found", "", rule=rule, findings=found)
        case RuleOutcome.NOT_APPLICABLE:
            return note("rule.not_applicable", "", rule=rule)
        case RuleOutcome.LACKS_FACTS:
            named = ", ".join(map(str, lacking[:_SHOWN]))
            more = "" if len(lacking) <= _SHOWN else ", …"
            return note("rule.lacks_facts", "", rule=rule, lacking=len(lacking), facts=named + more)
        case _:
            assert_never(outcome)
