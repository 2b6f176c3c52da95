"""What is always true of an allocation, whatever the strategy does."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs
import pytest
from hypothesis import given

from orderkit.allocation import AllocationStrategy, Demand, StockLot, Take, allocate
from orderkit.allocation.policies import FirstIn
from orderkit.errors import PolicyContractError
from orderkit.testing.allocation import AllocationCase, AllocationStrategyContract, allocation_cases
from orderkit.testing.laws import LawBroken
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

DAY = date(2024, 1, 5)
ACME = OrganisationId("acme")


def demand(quantity: int = 5, line: str = "1", sku: str = "bolt") -> Demand:
    order = OrderKey(ACME, OrderId("o"))
    return Demand(order=order, line=LineId(line), sku=Sku(sku), quantity=quantity)


def lot(
    available: int = 3,
    name: str = "a",
    sku: str = "bolt",
    received: date | None = None,
    expires: date | None = None,
    organisation: str = "acme",
) -> StockLot:
    key = StockKey(
        OrganisationId(organisation), LocationId("main"), Sku(sku), LotId(name), OwnerId("acme")
    )
    return StockLot(key=key, available=available, received_on=received, expires=expires)


class TestFirstIn(AllocationStrategyContract):
    strategy = FirstIn()


@given(allocation_cases())
def test_i_49_allocated_and_short_add_up_to_what_was_asked(case: AllocationCase) -> None:
    demands, lots = case
    outcome = allocate(demands, lots, FirstIn(), on=DAY)
    got = Counter[LineId]()
    for take in outcome.takes:
        got[take.line] += take.quantity
    for short in outcome.shortages:
        got[short.line] += short.quantity
        assert short.quantity > 0
    assert all(got[each.line] == each.quantity for each in demands)


@given(allocation_cases())
def test_i_50_all_lines_together_take_no_more_than_a_position_has(case: AllocationCase) -> None:
    demands, lots = case
    drawn = Counter[StockKey]()
    for take in allocate(demands, lots, FirstIn(), on=DAY).takes:
        drawn[take.key] += take.quantity
    assert all(drawn[each.key] <= each.available for each in lots)


@given(allocation_cases())
def test_i_54_expired_stock_serves_nobody(case: AllocationCase) -> None:
    demands, lots = case
    expired = {each.key for each in lots if each.expires is not None and each.expires < DAY}
    assert not expired & {take.key for take in allocate(demands, lots, FirstIn(), on=DAY).takes}


def test_i_54_stock_of_another_organisation_serves_nobody() -> None:
    outcome = allocate([demand()], [lot(organisation="other")], FirstIn(), on=DAY)
    assert outcome.takes == ()
    assert [short.quantity for short in outcome.shortages] == [5]


def test_the_stock_that_came_first_leaves_first() -> None:
    lots = [
        lot(3, "new", received=date(2024, 1, 3)),
        lot(3, "unknown"),
        lot(3, "old", received=date(2024, 1, 1)),
    ]
    outcome = allocate([demand(4, "1"), demand(4, "2")], lots, FirstIn(), on=DAY)
    taken = [(take.line, take.key.lot, take.quantity) for take in outcome.takes]
    assert taken == [("1", "old", 3), ("1", "new", 1), ("2", "new", 2), ("2", "unknown", 2)]
    assert outcome.shortages == ()


@attrs.frozen
class Liar:
    """Gives whatever it is told to."""

    takes: tuple[object, ...]

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterable[Take]:
        del demands, lots
        # A liar keeps no types.
        return self.takes  # type: ignore[return-value]


def take(quantity: int, line: str = "1", name: str = "a", sku: str = "bolt") -> Take:
    return Take(
        order=demand().order, line=LineId(line), key=lot(name=name, sku=sku).key, quantity=quantity
    )


@pytest.mark.parametrize(
    ("takes", "law"),
    [
        ((take(4),), "ceiling"),
        ((take(3), take(3, name="b")), "demand"),
        ((take(1, line="9"),), "known"),
        ((take(1, name="z"),), "known"),
        ((take(1, name="n", sku="nut"),), "same sku"),
        ((take(0),), "above zero"),
        ((take(-1),), "above zero"),
        (("a cent",), "takes"),
        ((None,), "takes"),
        (tuple(take(1) for _ in range(9)), "sized"),
    ],
)
def test_i_51_a_49_a_50_a_strategy_that_lies_changes_nothing(
    takes: tuple[object, ...], law: str
) -> None:
    lots = [lot(3, "a"), lot(3, "b"), lot(3, "n", "nut")]
    with pytest.raises(PolicyContractError) as caught:
        allocate([demand(5)], lots, Liar(takes), on=DAY)
    assert (caught.value.policy, caught.value.law) == ("Liar", law)
    assert caught.value.proof


@attrs.frozen
class Breaks:
    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        del demands, lots
        raise ZeroDivisionError
        yield


@attrs.frozen
class ForEver:
    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        del demands, lots
        while True:
            yield take(1)


# A strategy written without a type checker may give None.
@pytest.mark.parametrize("strategy", [Breaks(), ForEver(), Liar(None)])  # type: ignore[arg-type]
def test_a_51_a_strategy_that_breaks_is_never_taken_for_no(strategy: AllocationStrategy) -> None:
    with pytest.raises(PolicyContractError):
        allocate([demand()], [lot()], strategy, on=DAY)


@attrs.frozen
class Greedy:
    """Takes too much of everything, for everybody, twice over; and never the same way."""

    seen: list[int] = attrs.field(factory=list)

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        self.seen.append(1)
        for _ in range(2):
            for each in demands:
                for one in lots:
                    yield Take(
                        order=each.order,
                        line=each.line,
                        key=attrs.evolve(one.key, owner=OwnerId("thief")),
                        quantity=99 + len(self.seen),
                    )
                    yield Take(order=each.order, line=each.line, key=one.key, quantity=99)


def suite_of(told: AllocationStrategy) -> AllocationStrategyContract:
    class Suite(AllocationStrategyContract):
        strategy = told

    return Suite()


@attrs.frozen
class Says:
    """Gives takes of each demand and lot, with the quantity that it was told."""

    quantity: int | str
    home: bool = True

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        for each in demands:
            for one in lots:
                if not self.home or one.key.organisation == each.order.organisation:
                    yield Take(
                        order=each.order,
                        line=each.line,
                        key=one.key,
                        # A liar keeps no types.
                        quantity=self.quantity,  # type: ignore[arg-type]
                    )


@attrs.frozen
class Abroad:
    """Serves in kind from whomever the goods belong to."""

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        for each in demands:
            for one in lots:
                if one.key.sku == each.sku:
                    yield Take(order=each.order, line=each.line, key=one.key, quantity=1)


LIARS: list[tuple[str, str, AllocationStrategy]] = [
    ("known", "known_it_names_only_what_it_was_shown", Greedy()),
    ("same sku", "same_sku_a_line_is_served_in_kind_and_at_home", Says(1)),
    ("same sku", "same_sku_a_line_is_served_in_kind_and_at_home", Abroad()),
    ("demand", "demand_no_line_gets_more_than_it_asked_for", Says(9)),
    ("ceiling", "ceiling_no_lot_gives_more_than_it_has", Says(9)),
    ("fresh", "fresh_no_line_gets_what_expires_too_soon_for_it", Says(1)),
    ("steady", "steady_equal_inputs_give_equal_takes", Greedy()),
    ("sized", "sized_one_take_for_a_pair_at_most", Greedy()),
    ("sized", "sized_one_take_for_a_pair_at_most", ForEver()),
    ("above zero", "above_zero_a_take_is_of_whole_pieces", Says(0)),
    ("above zero", "above_zero_a_take_is_of_whole_pieces", Says("some")),
    # A strategy that keeps no types may give anything.
    ("takes", "takes_it_gives_takes_and_nothing_else", Liar((None,))),
    ("total", "total_nothing_makes_it_raise", Breaks()),
    # The same for what is none at all.
    ("total", "total_nothing_makes_it_raise", Liar(None)),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("law", "test", "liar"), LIARS)
def test_the_suite_catches_a_liar_under_the_law_it_broke(
    law: str, test: str, liar: AllocationStrategy
) -> None:
    with pytest.raises(LawBroken) as caught:
        getattr(suite_of(liar), f"test_{test}")()
    assert caught.value.law == law


def test_every_law_of_the_suite_has_its_liar() -> None:
    tests = {name for name in dir(AllocationStrategyContract) if name.startswith("test_")}
    assert {f"test_{test}" for _, test, _ in LIARS} == tests
