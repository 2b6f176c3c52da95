"""Validate: run all rules on the terms of an order, and keep their laws."""

from collections.abc import Container
from functools import cached_property
from itertools import accumulate, islice
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError, PolicyContractError
from orderkit.order import ReentryError, Terms
from orderkit.validation.protocol import Rule
from orderkit.values import (
    FactKey,
    Facts,
    Finding,
    NotCanonicalError,
    digest_of,
    inert,
    sorted_keys,
)

__all__ = ["DuplicateRuleError", "RuleSet", "checked_findings", "declared_facts", "validate"]

# An order of many lines may have a few findings of each; more is what never ends.
_MOST: Final = 10_000
_MOST_OF_A_LINE: Final = 4
# An order of many lines needs many facts; this is what never ends.
_MOST_KEYS: Final = 1_000_000
# Where a rule may point: at fields of the terms, and at what they come to.
_ROOTS: Final = frozenset({"", "total", *(field.name for field in attrs.fields(Terms))})


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

    @cached_property
    def digest(self) -> str:
        """The digest of the rules and their parameters, in their order; the same everywhere.

        A rule whose parameters have no one byte form counts by its class and code.
        """
        return digest_of(*map(_identity, self.rules))


def _identity(rule: Rule) -> str:
    kind = f"{type(rule).__module__}.{type(rule).__qualname__}"
    try:
        return digest_of(kind, rule)
    except NotCanonicalError:
        return digest_of(kind, rule.code)


def declared_facts(terms: Terms, rules: RuleSet) -> tuple[FactKey, ...]:
    """The facts that the rules will read, sorted, none twice.

    Raises:
        PolicyContractError: A rule raised, named something else than facts, or went on and on.
    """
    keys = list[FactKey]()
    for rule in rules.rules:
        keys += _named(rule, terms)
    return sorted_keys(keys)


def _named(rule: Rule, terms: Terms) -> list[FactKey]:
    name = type(rule).__name__
    try:
        keys = list(islice(rule.declares(terms), _MOST_KEYS + 1))
    except ReentryError:
        raise
    except Exception as error:
        raise PolicyContractError(policy=name, law="total", proof=f"{error!r:.200}") from error
    if len(keys) > _MOST_KEYS:
        raise PolicyContractError(policy=name, law="total", proof=f"more than {_MOST_KEYS} facts")
    for key in keys:
        # A rule without a type checker may name anything.
        if not isinstance(key, FactKey):
            raise PolicyContractError(policy=name, law="declared", proof=f"{key!r:.64}")
    return keys


def validate(terms: Terms, facts: Facts, rules: RuleSet) -> tuple[Finding, ...]:
    """All findings of all rules: none hides another. In rule order, then by path.

    Raises:
        PolicyContractError: A rule raised, spoke with another's voice, pointed at what is not
            there, or gave no findings at all but something else. A rule that dies must not look
            like one that found nothing.
        ReentryError: A rule called the desk that asked it.
    """
    found = list[Finding]()
    for rule in rules.rules:
        said = checked_findings(rule, terms, facts)
        if said:
            found += said
    return tuple(found)


def checked_findings(rule: Rule, terms: Terms, facts: Facts) -> list[Finding]:
    """The findings of one rule by path, held to the laws of rules.

    Raises:
        PolicyContractError: As for `validate`.
        ReentryError: As for `validate`.
    """
    try:
        said = rule.check(terms, facts)
        findings = list(islice(said, _most(terms) + 1))
    except ReentryError:
        raise
    except Exception as error:
        name = type(rule).__name__
        raise PolicyContractError(policy=name, law="total", proof=f"{error!r:.200}") from error
    # Most rules find nothing in most orders.
    return _held(rule, terms, findings) if findings else findings


def _held(rule: Rule, terms: Terms, findings: list[Finding]) -> list[Finding]:
    name = type(rule).__name__
    most = _most(terms)
    if len(findings) > most:
        raise PolicyContractError(policy=name, law="total", proof=f"more than {most} findings")
    voices = (rule.code, f"{rule.code}.not_judged")
    # Ids that cannot be shown as they are; few orders have one.
    escaped = frozenset[str]()
    for finding in findings:
        # A rule without a type checker may give anything.
        if not isinstance(finding, Finding):
            raise PolicyContractError(policy=name, law="findings", proof=f"{finding!r:.64}")
        if finding.code not in voices:
            raise PolicyContractError(policy=name, law="own voice", proof=finding.code)
        if not _is_there(finding.path, terms.places):
            escaped = escaped or frozenset(map(inert, terms.places))
            if not _is_there(finding.path, escaped):
                raise PolicyContractError(policy=name, law="own path", proof=f"{finding.path:.64}")
    return sorted(findings, key=lambda finding: finding.path)


def _most(terms: Terms) -> int:
    return _MOST + _MOST_OF_A_LINE * len(terms.places)


def _is_there(path: str, places: Container[str]) -> bool:
    """Whether a path points at something in the terms, or below it."""
    root, _, rest = path.partition("/")
    if root not in _ROOTS:
        return False
    if not rest or root not in {"lines", "adjustments"}:
        return True
    # An id may hold a slash itself.
    return any(name in places for name in accumulate(rest.split("/"), "{}/{}".format))
