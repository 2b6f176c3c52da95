"""Validate: run all rules on the terms of an order, and keep their laws."""

from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError, PolicyContractError
from orderkit.order import Terms
from orderkit.validation.protocol import Rule
from orderkit.values import FactKey, Facts, Finding, sorted_keys

__all__ = ["DuplicateRuleError", "RuleSet", "declared_facts", "validate"]

_MOST = 10_000


@attrs.frozen(kw_only=True)
class DuplicateRuleError(InvalidValueError):
    """Two rules of one set share a code, so a finding could not name its rule."""

    code: ClassVar[str] = "validation.duplicate_rule"
    template: ClassVar[str] = "two rules have the code {rule}"

    rule: str


@final
@attrs.frozen
class RuleSet:
    """Rules in the order in which their findings are shown; no two with one code."""

    rules: tuple[Rule, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what is no rule, and two rules with one code."""
        seen = set[str]()
        for rule in self.rules:
            if not isinstance(getattr(rule, "code", None), str):
                proof = f"no text as its code: {rule!r:.64}"
                raise PolicyContractError(policy=type(rule).__name__, law="socket", proof=proof)
            if rule.code in seen:
                raise DuplicateRuleError(rule=rule.code)
            seen.add(rule.code)


def declared_facts(terms: Terms, rules: RuleSet) -> tuple[FactKey, ...]:
    """The facts that the rules will read, sorted, none twice."""
    return sorted_keys(key for rule in rules.rules for key in rule.declares(terms))


def validate(terms: Terms, facts: Facts, rules: RuleSet) -> tuple[Finding, ...]:
    """All findings of all rules: none hides another. In rule order, then by path.

    Raises:
        PolicyContractError: A rule raised, spoke with another's voice, or gave no findings at
            all but something else. A rule that dies must not look like one that found nothing.
    """
    return tuple(finding for rule in rules.rules for finding in _checked(rule, terms, facts))


def _checked(rule: Rule, terms: Terms, facts: Facts) -> list[Finding]:
    name, findings = type(rule).__name__, list[Finding]()
    try:
        for finding in rule.check(terms, facts):
            findings.append(finding)
            if len(findings) > _MOST:
                break
    except Exception as error:
        raise PolicyContractError(policy=name, law="total", proof=f"{error!r:.200}") from error
    if len(findings) > _MOST:
        raise PolicyContractError(policy=name, law="total", proof=f"more than {_MOST} findings")
    voices = (rule.code, f"{rule.code}.not_judged")
    for finding in findings:
        # A rule without a type checker may give anything.
        if not isinstance(finding, Finding):
            raise PolicyContractError(policy=name, law="findings", proof=f"{finding!r:.64}")
        if finding.code not in voices:
            raise PolicyContractError(policy=name, law="own voice", proof=finding.code)
    return sorted(findings, key=lambda finding: finding.path) if findings else findings
