"""The gate of validation: rules have their say when an order is placed or validated."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.order import (
    AddLines,
    Advance,
    Amend,
    ApplyAmendment,
    Command,
    Event,
    Order,
    PlaceOrder,
    SplitOff,
    TakeIn,
    Terms,
    amended_terms,
)
from orderkit.validation.validate import RuleSet, declared_facts, validate
from orderkit.values import (
    Context,
    FactKey,
    Facts,
    Finding,
    MoveName,
    RoleName,
    block,
    cleared_key,
    digest_of,
    sorted_keys,
)

__all__ = ["ValidationGate"]

_NO_RULES: Final = RuleSet()
_AMENDS: Final = (Amend, ApplyAmendment, SplitOff, TakeIn)


@final
@attrs.frozen
class ValidationGate:
    """An `order.Gate` that runs rules, and an `order.Judge` of what they come to.

    An amendment may not bring about what rules forbid, nor may a split or a merge; what they had
    against the order before is no fault of it, and keeps no amendment from mending another thing.

    Attributes:
        rules: Run when the order is to take one of the moves.
        moves: Names of flow moves that need the rules to be content.
        placing: Run when an order is placed: what must not even come in. Nobody can waive what
            these find, since whoever places an order is its maker.
        waived_by: The roles that may let pass what the rules find; a waiver is given in one of
            them. Empty leaves it to the host who may.
        earlier: Gates that this one took the place of, by `swapped`: each goes on judging the
            orders that began on its rules. With none, these rules judge every order.
    """

    rules: RuleSet
    moves: frozenset[MoveName] = frozenset({MoveName("validate")})
    placing: RuleSet = _NO_RULES
    waived_by: frozenset[RoleName] = frozenset()
    earlier: tuple["ValidationGate", ...] = ()

    @cached_property
    def digest(self) -> str:
        """The digest of its rules, kept on each order that begins on them; empty if it has none."""
        if not self.rules.rules and not self.placing.rules:
            return ""
        return digest_of(self.rules.digest, self.placing.digest)

    def swapped(self, rules: RuleSet, placing: RuleSet = _NO_RULES) -> "ValidationGate":
        """A gate of other rules for orders that begin from now on.

        Each order that began on the rules of this gate, or of one before it, is judged by them to
        its end; one of rules that none of them knows is BLOCK `rules.version`.
        """
        former = (attrs.evolve(self, earlier=()), *self.earlier)
        return attrs.evolve(self, rules=rules, placing=placing, earlier=former)

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """The facts of the rules that apply."""
        gate = self._of(order)
        if gate is not self:
            # It has no earlier ones, so it answers by its own rules.
            return () if gate is None else gate.declares(order, command)
        if isinstance(command, _AMENDS):
            after = None if order is None else amended_terms(order, command)
            if order is None or after is None:
                return ()
            return sorted_keys([*self._keys(order.terms), *self._keys(after)])
        asked = self._asked(order, command)
        return declared_facts(*asked) if asked is not None else ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """The findings of the rules that apply; of an amendment, those that it brings about.

        A waiver in another role than those that may is BLOCK `waiver.role`, and an order whose
        rules nobody has any more BLOCK `rules.version`.
        """
        gate = self._of(order)
        if gate is None:
            asked = isinstance(command, _AMENDS) or self._asked(order, command) is not None
            return (block("rules.version", "", rules=order.rules),) if order and asked else ()
        if gate is not self:
            return gate.check(order, command, context)
        found = self._heard(order, command, context)
        if not self.waived_by or not context.waivers or not found:
            return found
        return (*found, *self._foreign(found, context))

    def _of(self, order: Order | None) -> "ValidationGate | None":
        """The gate whose rules an order began on; None where nobody has them any more."""
        if order is None or not self.earlier or order.rules in {"", self.digest}:
            return self
        return next((gate for gate in self.earlier if gate.digest == order.rules), None)

    def _heard(
        self, order: Order | None, command: Command, context: Context
    ) -> tuple[Finding, ...]:
        if isinstance(command, _AMENDS):
            after = None if order is None else amended_terms(order, command)
            if order is None or after is None:
                return ()
            found = self._found(after, context.facts)
            # A set: rules may have thousands of findings, before and after.
            known = set(self._found(order.terms, context.facts)) if found else set()
            return tuple(each for each in found if each not in known)
        asked = self._asked(order, command)
        return () if asked is None else validate(asked[0], context.facts, asked[1])

    def judges(self, order: Order, /) -> Iterable[FactKey]:
        """The facts of all its rules."""
        gate = self._of(order)
        if gate is not self:
            return () if gate is None else gate.judges(order)
        return self._keys(order.terms)

    def judge(self, order: Order, context: Context, /) -> Sequence[Finding]:
        """What all its rules have against the order, whatever is asked."""
        gate = self._of(order)
        if gate is None:
            return (block("rules.version", "", rules=order.rules),)
        return (
            self._found(order.terms, context.facts) if gate is self else gate.judge(order, context)
        )

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        """Nothing: rules only speak."""
        del order, command, events, context
        return ()

    def _foreign(self, found: Sequence[Finding], context: Context) -> Iterator[Finding]:
        # By key: there may be thousands of findings, and a waiver of each.
        known = {cleared_key(finding): finding for finding in found}
        roles = ", ".join(sorted(self.waived_by))
        for waiver in context.waivers:
            finding = known.get(waiver.key)
            if waiver.role in self.waived_by or finding is None or not waiver.counts(context.at):
                continue
            path, rule, person = finding.path, finding.code, waiver.by
            yield block("waiver.role", path, rule=rule, person=person, roles=roles)

    def _keys(self, terms: Terms) -> tuple[FactKey, ...]:
        keys = (declared_facts(terms, rules) for rules in self._all)
        return sorted_keys(key for each in keys for key in each)

    @cached_property
    def _all(self) -> tuple[RuleSet, ...]:
        """Each rule once: one set may serve for placing and for validating."""
        more = tuple(rule for rule in self.placing.rules if rule not in self.rules.rules)
        return (self.rules, RuleSet(more)) if more else (self.rules,)

    def _found(self, terms: Terms, facts: Facts) -> tuple[Finding, ...]:
        return tuple(found for rules in self._all for found in validate(terms, facts, rules))

    def _asked(self, order: Order | None, command: Command) -> tuple[Terms, RuleSet] | None:
        if isinstance(command, Advance):
            if order is None or command.move not in self.moves or not self.rules.rules:
                return None
            return order.terms, self.rules
        if isinstance(command, PlaceOrder) and self.placing.rules:
            return command.terms, self.placing
        if isinstance(command, AddLines) and order is not None and self.placing.rules:
            return _added(order.terms, command), self.placing
        return None


def _added(terms: Terms, command: AddLines) -> Terms:
    """What comes in, as terms of its own; empty where no terms can hold it."""
    try:
        return attrs.evolve(terms, lines=command.lines, adjustments=command.adjustments)
    except InvalidValueError:
        # The order itself says what is wrong with it.
        return attrs.evolve(terms, lines=(), adjustments=())
