"""Why a line is short: what was there of its sku, and could not serve it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias, final

import attrs

from orderkit.allocation.model import Demand, Shortage, ShortageReason, StockLot
from orderkit.allocation.tally import Tally
from orderkit.values import OrganisationId, Sku

__all__ = ["shortages"]

_Kind: TypeAlias = tuple[OrganisationId, Sku]


@final
@attrs.define
class _Stock:
    """What there was of one sku; the working state of one wave.

    Attributes:
        sooner: When the first of what is left over expires; None if nothing is left.
        later: When the last of it does.
    """

    expired: bool = False
    frozen: bool = False
    reserved: bool = False
    drawn: int = 0
    sooner: date | None = None
    later: date | None = None

    def add(self, lot: StockLot, on: date) -> None:
        """Look at a lot."""
        over = lot.expires is not None and lot.expires < on
        self.expired |= over and bool(lot.available or lot.frozen or lot.reserved)
        self.frozen |= lot.frozen > 0 and not over
        self.reserved |= lot.reserved > 0 and not over

    def draw(self, lot: StockLot, drawn: int) -> None:
        """Look at what a lot that was shown gave, and has left."""
        self.drawn += drawn
        if drawn < lot.available:
            last = lot.expires or date.max
            self.sooner = last if self.sooner is None else min(self.sooner, last)
            self.later = last if self.later is None else max(self.later, last)

    def told(self, demand: Demand, given: int) -> Iterator[ShortageReason]:
        """Each reason that holds for a demand that is short."""
        until = demand.keeps_until or date.min
        found = {
            ShortageReason.EXPIRED: self.expired,
            ShortageReason.TOO_SOON: self.sooner is not None and self.sooner < until,
            ShortageReason.FROZEN: self.frozen,
            ShortageReason.RESERVED: self.reserved,
            ShortageReason.TAKEN: self.drawn > given,
            ShortageReason.LEFT: self.later is not None and self.later >= until,
        }
        # What this line itself got was there as well, and is no reason.
        if not any(found.values()):
            yield ShortageReason.NONE
        yield from (reason for reason, holds in found.items() if holds)


def shortages(
    demands: Sequence[Demand], lots: Sequence[StockLot], tally: Tally, on: date
) -> Iterator[Shortage]:
    """One for each demand that is short, in their order, with every reason.

    Cost: O(demands + lots); nothing is looked at where nothing is short.
    """
    stocks: dict[_Kind, _Stock] | None = None
    for demand, given in zip(demands, tally.given, strict=True):
        missing = demand.quantity - given
        if not missing:
            continue
        if stocks is None:
            stocks = _stocks(lots, tally, on)
        stock = stocks.get((demand.order.organisation, demand.sku)) or _Stock()
        yield Shortage(
            order=demand.order,
            line=demand.line,
            sku=demand.sku,
            quantity=missing,
            reasons=tuple(stock.told(demand, given)),
        )


def _stocks(lots: Sequence[StockLot], tally: Tally, on: date) -> dict[_Kind, _Stock]:
    stocks = dict[_Kind, _Stock]()
    for lot in lots:
        stocks.setdefault((lot.key.organisation, lot.key.sku), _Stock()).add(lot, on)
    for lot, drawn in zip(tally.lots, tally.drawn, strict=True):
        stocks[lot.key.organisation, lot.key.sku].draw(lot, drawn)
    return stocks
