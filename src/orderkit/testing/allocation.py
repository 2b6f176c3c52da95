"""The contract of allocation strategies, and cases to try them on.

class TestOurStrategy(AllocationStrategyContract):
strategy = OurStrategy()
"""

from collections import Counter
from datetime import date
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.allocation import AllocationStrategy, Demand, StockLot, Take
from orderkit.testing.laws import keeps
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

__all__ = ["AllocationStrategyContract", "Case", "cases"]

Case: TypeAlias = tuple[list[Demand], list[StockLot]]

_ACME = OrganisationId("acme")
_skus = st.sampled_from([Sku("bolt"), Sku("nut"), Sku("washer")])
_units = st.integers(0, 9)
_days = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 9))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw demands with distinct lines, and lots with distinct keys, over few skus."""
    demands = [
        Demand(
            order=OrderKey(_ACME, OrderId(f"order-{n % 3}")),
            line=LineId(str(n)),
            sku=draw(_skus),
            quantity=draw(_units),
        )
        for n in range(draw(st.integers(0, 5)))
    ]
    lots = [
        StockLot(
            key=StockKey(
                _ACME, LocationId("main"), draw(_skus), LotId(f"lot-{n}"), OwnerId("acme")
            ),
            available=draw(_units),
            received_on=draw(_days),
            expires=draw(_days),
        )
        for n in range(draw(st.integers(0, 5)))
    ]
    return demands, lots


# One suite runs for many strategies, so its tests meet many `self`s by design.
_law = settings(suppress_health_check=[HealthCheck.differing_executors])


class AllocationStrategyContract:
    """The laws of `AllocationStrategy`; subclass it as `Test...` and set `strategy`."""

    strategy: AllocationStrategy

    @_law
    @given(case=cases())
    def test_known_it_names_only_what_it_was_shown(self, case: Case) -> None:
        """Law: known."""
        demands, lots = case
        lines = {(demand.order, demand.line) for demand in demands}
        takes = self._takes(case)
        keeps("known", kept={(take.order, take.line) for take in takes} <= lines)
        keeps("known", kept={take.key for take in takes} <= {lot.key for lot in lots})

    @_law
    @given(case=cases())
    def test_same_sku_a_line_is_served_in_kind(self, case: Case) -> None:
        """Law: same sku."""
        asked = {(demand.order, demand.line): demand.sku for demand in case[0]}
        for take in self._takes(case):
            keeps("same sku", kept=asked.get((take.order, take.line)) == take.key.sku)

    @_law
    @given(case=cases())
    def test_demand_no_line_gets_more_than_it_asked_for(self, case: Case) -> None:
        """Law: demand."""
        given_to = Counter[tuple[OrderKey, LineId]]()
        for take in self._takes(case):
            given_to[take.order, take.line] += take.quantity
        for demand in case[0]:
            keeps("demand", kept=given_to[demand.order, demand.line] <= demand.quantity)

    @_law
    @given(case=cases())
    def test_ceiling_no_lot_gives_more_than_it_has(self, case: Case) -> None:
        """Law: ceiling."""
        drawn = Counter[StockKey]()
        for take in self._takes(case):
            drawn[take.key] += take.quantity
        for lot in case[1]:
            keeps("ceiling", kept=drawn[lot.key] <= lot.available)

    @_law
    @given(case=cases())
    def test_steady_equal_inputs_give_equal_takes(self, case: Case) -> None:
        """Law: steady."""
        keeps("steady", kept=self._takes(case) == self._takes(case))

    @_law
    @given(case=cases())
    def test_sized_one_take_for_a_pair_at_most(self, case: Case) -> None:
        """Law: sized."""
        takes = self._takes(case)
        pairs = {(take.order, take.line, take.key) for take in takes}
        keeps("sized", kept=len(pairs) == len(takes))

    def _takes(self, case: Case) -> list[Take]:
        demands, lots = case
        return list(self.strategy.choose(demands, lots))
