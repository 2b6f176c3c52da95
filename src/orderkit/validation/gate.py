"""The gate of validation: rules have their say when an order is placed or validated."""

from collections.abc import Iterable, Sequence
from typing import final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.order import AddLines, Advance, Command, Event, Order, PlaceOrder, Terms
from orderkit.validation.validate import RuleSet, declared_facts, validate
from orderkit.values import Context, FactKey, Finding, MoveName

__all__ = ["ValidationGate"]


@final
@attrs.frozen
class ValidationGate:
    """An `order.Gate` that runs rules.

    Attributes:
        rules: Run when the order is to take one of the moves.
        moves: Names of flow moves that need the rules to be content.
        placing: Run when an order is placed: what must not even come in.
    """

    rules: RuleSet
    moves: frozenset[MoveName] = frozenset({MoveName("validate")})
    placing: RuleSet = RuleSet()

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """The facts of the rules that apply."""
        asked = self._asked(order, command)
        return declared_facts(*asked) if asked is not None else ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """The findings of the rules that apply."""
        asked = self._asked(order, command)
        return () if asked is None else validate(asked[0], context.facts, asked[1])

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
