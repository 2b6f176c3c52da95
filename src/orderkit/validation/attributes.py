"""The gate of custom attributes: an order comes to hold none but those that are declared."""

from collections.abc import Iterable, Sequence
from typing import final

import attrs

from orderkit.order import (
    AddLines,
    Advance,
    Amend,
    ApplyAmendment,
    Command,
    Event,
    Order,
    PlaceOrder,
    amended_terms,
)
from orderkit.order.attributes import (
    AttributeSchema,
    check_attributes,
    check_line_attributes,
)
from orderkit.values import Context, FactKey, Finding, MoveName

__all__ = ["AttributeGate"]


@final
@attrs.frozen
class AttributeGate:
    """An `order.Gate` that holds custom attributes to their declarations, and an `order.Judge`.

    Asked when an order is placed, when lines are added (of these lines), when it is amended, and
    when it is to take one of the moves. An amendment may not bring about what is not declared so;
    what stood against the order before keeps no amendment from mending another thing.

    Attributes:
        moves: Names of flow moves that need the attributes to be as declared, so that an order
            which is older than a declaration is asked for what it lacks.
    """

    schema: AttributeSchema
    moves: frozenset[MoveName] = frozenset({MoveName("validate")})

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """Nothing: the schema is data that the host passes."""
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """The findings of `check_attributes`; of an amendment, those that it brings about."""
        del context
        if isinstance(command, PlaceOrder):
            return () if order is not None else check_attributes(command.terms, self.schema)
        if order is None:
            return ()
        if isinstance(command, AddLines):
            return check_line_attributes(command.lines, self.schema)
        if isinstance(command, Amend | ApplyAmendment):
            after = amended_terms(order, command)
            found = () if after is None else check_attributes(after, self.schema)
            # A set: an order of thousands of lines may lack as many values, before and after.
            known = set(check_attributes(order.terms, self.schema)) if found else set()
            return tuple(each for each in found if each not in known)
        if isinstance(command, Advance) and command.move in self.moves:
            return check_attributes(order.terms, self.schema)
        return ()

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        """Nothing: it only speaks."""
        del order, command, events, context
        return ()

    def judges(self, order: Order, /) -> Iterable[FactKey]:
        """Nothing, likewise."""
        del order
        return ()

    def judge(self, order: Order, context: Context, /) -> Sequence[Finding]:
        """What stands against the custom attributes of the order, whatever is asked."""
        del context
        return check_attributes(order.terms, self.schema)
