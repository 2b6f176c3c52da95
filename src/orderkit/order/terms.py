"""The terms of an order: what was agreed, immutable for one revision.

The currency stands once, here; lines and adjustments are whole minor units of it.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.order.determined import foreign_prices
from orderkit.order.functional import FunctionalSums, Rate, functional_sums, taxes_in
from orderkit.order.kits import kit_cycle, parentless
from orderkit.order.line import (
    Adjustment,
    Attribute,
    InvalidTermsError,
    Line,
    refuse_other_kinds,
)
from orderkit.order.tolerance import Tolerance
from orderkit.values import (
    MOST,
    MOST_NET_DAYS,
    ChannelCode,
    Currency,
    LineId,
    MoneyOverflowError,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    RoundingPolicy,
    digest_of,
    field_check,
    replacer,
    shown,
    utc,
)

__all__ = ["BillingBase", "Terms"]

_ROUNDING: Final = RoundingPolicy()


@final
class BillingBase(StrEnum):
    """Up to what an order may be invoiced: what left the house, or what was ordered."""

    SHIPPED = "shipped"
    ORDERED = "ordered"


@final
@attrs.frozen(kw_only=True)
class Terms:
    """What was agreed: parties, lines, prices, adjustments. Safe to cache by revision.

    Attributes:
        number: The channel's own number of the order, unique in its channel; empty if it has none.
        revision: 1 when placed; each applied change of terms adds 1.
        bill_to: Who is invoiced; None means the customer.
        ship_to: Who receives; None means the customer.
        rounding: How the figures were rounded, and how a line is that changes.
        rate: Of the day that was agreed on, into the functional currency.
        functional: What all comes to at this rate; None where nobody worked it out.
        coupons: The codes that were redeemed, none twice.
        unread: What a later release stored of them that this one does not know, as JSON; kept,
            and no part of what was agreed.
        total: Lines, adjustments and taxes that prices do not hold, in minor units.
    """

    organisation: OrganisationId
    order: OrderId
    channel: ChannelCode
    number: str
    customer: PartyId
    ordered_at: datetime = attrs.field(converter=utc)
    currency: Currency
    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    revision: int = 1
    bill_to: PartyId | None = None
    ship_to: PartyId | None = None
    net_days: int | None = None
    billing: BillingBase = BillingBase.SHIPPED
    rate: Rate | None = None
    attributes: tuple[Attribute, ...] = ()
    rounding: RoundingPolicy = _ROUNDING
    functional: FunctionalSums | None = None
    coupons: tuple[str, ...] = ()
    unread: bytes = attrs.field(default=b"", eq=False, repr=False)
    total: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what no terms hold, and add up the total once.

        None hold twin ids, a part of a line that is not there, a kit that is a part of itself, a
        price that was determined in another currency, steps or a total beyond 63 bits.
        """
        refuse_other_kinds(_WRONG_IN_TERMS(self), "terms")
        if not 1 <= self.revision <= MOST:
            raise InvalidTermsError(path="revision", why=shown(repr(self.revision)))
        if self.net_days is not None and not 0 <= self.net_days <= MOST_NET_DAYS:
            raise InvalidTermsError(path="net_days", why=shown(repr(self.net_days)))
        if len(self.places) != len(self.lines) + len(self.adjustments):
            raise InvalidTermsError(path="lines", why="an id stands twice")
        if len(set(self.coupons)) != len(self.coupons):
            raise InvalidTermsError(path="coupons", why="a coupon stands twice")
        if self.functional is not None and self.rate is None:
            raise InvalidTermsError(path="functional", why="at no rate")
        _hold_parents(self.lines, self.places)
        _hold_steps(self.lines)
        _hold_currency(self.lines, self.currency)
        total = _sum_of(self.lines, self.adjustments)
        object.__setattr__(self, "total", _held(total, self.currency))

    def extended(
        self, lines: tuple[Line, ...], adjustments: tuple[Adjustment, ...] = ()
    ) -> "Terms":
        """The next revision: these terms with more lines and adjustments behind those there are.

        Laws:
            as made: It equals terms that are made of all of them at once, refusals included.

        Raises:
            InvalidTermsError: An id stands twice, a price was determined in another currency, or
                the steps are beyond 63 bits.
            MoneyOverflowError: The total is beyond 63 bits.
        """
        ids = {line.id for line in lines} | {adjustment.id for adjustment in adjustments}
        if len(ids) != len(lines) + len(adjustments) or not ids.isdisjoint(self.places):
            raise InvalidTermsError(path="lines", why="an id stands twice")
        every = self.lines + lines
        if any(line.parent is not None for line in lines):
            _hold_parents(lines, {line.id for line in every})
        _hold_steps(every)
        _hold_currency(lines, self.currency)
        total = _held(self.total + _sum_of(lines, adjustments), self.currency)
        # What was checked when these terms were made is not checked again.
        return _replaced(
            self,
            lines=every,
            adjustments=self.adjustments + adjustments,
            revision=self.revision + 1,
            functional=self.functional
            and self.converted(total, taxes_in(every, self.adjustments + adjustments)),
            total=total,
        )

    def converted(self, total: int, tax: int) -> FunctionalSums | None:
        """A total and its tax in the functional currency, at the rate held; None at no rate.

        Raises:
            InvalidTermsError: A sum is beyond 63 bits.
        """
        rate = self.rate
        return rate and functional_sums(total, tax, self.currency, rate, self.rounding)

    @cached_property
    def key(self) -> OrderKey:
        """The order's identity, with its organisation."""
        return OrderKey(self.organisation, self.order)

    @cached_property
    def places(self) -> Mapping[LineId, int]:
        """The place of each line, counted from 0; behind the lines, that of each adjustment."""
        ids = [line.id for line in self.lines]
        ids += [adjustment.id for adjustment in self.adjustments]
        return MappingProxyType({known: place for place, known in enumerate(ids)})

    @cached_property
    def tolerant(self) -> tuple[tuple[int, Tolerance], ...]:
        """The places of lines that close by themselves, each with its tolerance."""
        return tuple(
            (place, line.tolerance)
            for place, line in enumerate(self.lines)
            if line.tolerance is not None
        )

    @cached_property
    def digest(self) -> str:
        """The digest of what people approve: these terms, whatever the progress on them."""
        return digest_of(self)


_replaced: Final = replacer(Terms)
_WRONG_IN_TERMS: Final = field_check(Terms)


def _sum_of(lines: Iterable[Line], adjustments: Iterable[Adjustment]) -> int:
    amounts = sum([line.total for line in lines])
    return amounts + sum([adjustment.amount for adjustment in adjustments])


def _held(total: int, currency: Currency) -> int:
    if not -MOST <= total <= MOST:
        raise MoneyOverflowError(amount=str(total), currency=currency.code)
    return total


def _hold_parents(lines: Iterable[Line], known: Container[LineId]) -> None:
    every = tuple(lines)
    for line, parent in parentless(every, known):
        raise InvalidTermsError(path=f"lines/{line}/parent", why=f"no line {parent}")
    if cycle := kit_cycle(every):
        why = f"a kit of itself: {' > '.join(cycle)}"
        raise InvalidTermsError(path=f"lines/{cycle[0]}/parent", why=shown(why))


def _hold_steps(lines: Iterable[Line]) -> None:
    if sum([line.quantity for line in lines]) > MOST:
        raise InvalidTermsError(path="lines", why="more steps than 63 bits hold")


def _hold_currency(lines: Iterable[Line], currency: Currency) -> None:
    for line, other in foreign_prices(lines, currency):
        raise InvalidTermsError(path=shown(f"lines/{line}/stamp"), why=shown(other.code))
