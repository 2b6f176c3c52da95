"""The contract of allocation strategies, and cases to try them on.

    class TestOurStrategy(AllocationStrategyContract):
        strategy = OurStrategy()

Each test is one law of the protocol, under the law's name.
"""

from collections import Counter
from datetime import date
from itertools import islice
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.allocation import AllocationStrategy, Demand, StockLot, Take
from orderkit.testing.laws import keeps, without_raising
from orderkit.values import (
    LineId,
    LocationId,
    LotId,
    OrderId,
    OrderKey,
    OrganisationId,
    OwnerId,
    Sku,
    StockKey,
)

__all__ = ["AllocationCase", "AllocationStrategyContract", "allocation_cases"]

AllocationCase: TypeAlias = tuple[list[Demand], list[StockLot]]

# Far above what a case has pairs of a demand and a lot.
_MOST = 1_000
_ACME = OrganisationId("acme")
# Five of six are at home.
_organisations = st.sampled_from([*[_ACME] * 5, OrganisationId("other")])
_skus = st.sampled_from([Sku("bolt"), Sku("nut"), Sku("washer")])
_units = st.integers(0, 5)
_days = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 9))


@st.composite
def allocation_cases(draw: st.DrawFn) -> AllocationCase:
    """Draw demands with distinct lines, and lots with distinct keys, over few skus.

    A few of the lots are another organisation's: they are nobody's here.
    """
    demands = [
        Demand(
            order=OrderKey(_ACME, OrderId(f"order-{n % 3}")),
            line=LineId(str(n)),
            sku=draw(_skus),
            quantity=draw(_units),
            keeps_until=draw(_days),
            rank=draw(st.integers(0, 2)),
            due=draw(_days),
        )
        for n in range(draw(st.integers(0, 5)))
    ]
    lots = [
        StockLot(
            key=StockKey(
                draw(_organisations),
                LocationId("main"),
                draw(_skus),
                LotId(f"lot-{n}"),
                OwnerId("acme"),
            ),
            available=draw(_units),
            received_on=draw(_days),
            expires=draw(_days),
            frozen=draw(st.integers(0, 1)),
            reserved=draw(st.integers(0, 1)),
        )
        for n in range(draw(st.integers(0, 5)))
    ]
    return demands, lots


# One suite runs for many strategies, so its tests meet many `self`s by design.
_law = settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None)


class AllocationStrategyContract:
    """The laws of `AllocationStrategy`; subclass it as `Test...` and set `strategy`."""

    strategy: AllocationStrategy

    @_law
    @given(case=allocation_cases())
    def test_known_it_names_only_what_it_was_shown(self, case: AllocationCase) -> None:
        """Law: known."""
        lines = {(demand.order, demand.line) for demand in case[0]}
        takes = self._takes(case)
        keeps("known", kept={(take.order, take.line) for take in takes} <= lines)
        keeps("known", kept={take.key for take in takes} <= {lot.key for lot in _shown(case)})

    @_law
    @given(case=allocation_cases())
    def test_same_sku_a_line_is_served_in_kind_and_at_home(self, case: AllocationCase) -> None:
        """Law: same sku."""
        asked = {(demand.order, demand.line): demand.sku for demand in case[0]}
        for take in self._takes(case):
            keeps("same sku", kept=asked.get((take.order, take.line)) == take.key.sku)
            keeps("same sku", kept=take.key.organisation == take.order.organisation)

    @_law
    @given(case=allocation_cases())
    def test_demand_no_line_gets_more_than_it_asked_for(self, case: AllocationCase) -> None:
        """Law: demand."""
        given_to = Counter[tuple[OrderKey, LineId]]()
        for take in self._takes(case):
            given_to[take.order, take.line] += take.quantity
        for demand in case[0]:
            keeps("demand", kept=given_to[demand.order, demand.line] <= demand.quantity)

    @_law
    @given(case=allocation_cases())
    def test_ceiling_no_lot_gives_more_than_it_has(self, case: AllocationCase) -> None:
        """Law: ceiling."""
        drawn = Counter[StockKey]()
        for take in self._takes(case):
            drawn[take.key] += take.quantity
        for lot in _shown(case):
            keeps("ceiling", kept=drawn[lot.key] <= lot.available)

    @_law
    @given(case=allocation_cases())
    def test_fresh_no_line_gets_what_expires_too_soon_for_it(self, case: AllocationCase) -> None:
        """Law: fresh."""
        asked = {(demand.order, demand.line): demand.keeps_until for demand in case[0]}
        expiries = {lot.key: lot.expires for lot in _shown(case)}
        for take in self._takes(case):
            until, expires = asked.get((take.order, take.line)), expiries.get(take.key)
            keeps("fresh", kept=until is None or expires is None or expires >= until)

    @_law
    @given(case=allocation_cases())
    def test_steady_equal_inputs_give_equal_takes(self, case: AllocationCase) -> None:
        """Law: steady."""
        keeps("steady", kept=self._takes(case) == self._takes(case))

    @_law
    @given(case=allocation_cases())
    def test_sized_one_take_for_a_pair_at_most(self, case: AllocationCase) -> None:
        """Law: sized."""
        takes = self._takes(case)
        pairs = {(take.order, take.line, take.key) for take in takes}
        keeps("sized", kept=len(pairs) == len(takes))

    @_law
    @given(case=allocation_cases())
    def test_above_zero_a_take_is_of_whole_pieces(self, case: AllocationCase) -> None:
        """Law: above zero."""
        for take in self._takes(case):
            keeps("above zero", kept=type(take.quantity) is int and take.quantity > 0)

    @_law
    @given(case=allocation_cases())
    def test_takes_it_gives_takes_and_nothing_else(self, case: AllocationCase) -> None:
        """Law: takes."""
        self._takes(case)

    @_law
    @given(case=allocation_cases())
    def test_total_nothing_makes_it_raise(self, case: AllocationCase) -> None:
        """Law: total."""
        self._takes(case)
        self._takes((case[0], []))
        self._takes(([], case[1]))

    def _takes(self, case: AllocationCase) -> list[Take]:
        """What it gives; of what never ends, as much as shows it."""
        demands, lots = tuple(case[0]), _shown(case)
        given_out: list[object] = without_raising(
            "total", lambda: list(islice(self.strategy.choose(demands, lots), _MOST))
        )
        takes = [take for take in given_out if isinstance(take, Take)]
        keeps("takes", kept=len(takes) == len(given_out))
        return takes


def _shown(case: AllocationCase) -> tuple[StockLot, ...]:
    """As `allocate` shows them: with something available."""
    return tuple(lot for lot in case[1] if lot.available)
