"""One rule set on every way in: import, desk, amendment, merge and re-validation find the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.order import (
    AddLines,
    Advance,
    Amend,
    ApplyAmendment,
    ChangePrice,
    ChangeQuantity,
    Line,
    PlaceOrder,
    ProposeAmendment,
    Terms,
)
from orderkit.ports import Database
from orderkit.process import Importer, OrderDesk, OrderPath, merge_orders
from orderkit.testing.capture import file_of, mapping_of, row_of
from orderkit.testing.stored import AT
from orderkit.validation import LIST_PRICE, PACK_SIZE, RuleSet, ValidationGate, read_rules, validate
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    Exact,
    Fact,
    Facts,
    Finding,
    LineId,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

HERE: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", HERE, AT)
EUR: Final = Currency.of("EUR")
ONE: Final = LineId("1")
RULES: Final = read_rules(
    """
    [[rules]]
    rule = "quantity_in_range"
    most = 8

    [[rules]]
    rule = "quantity_in_packs"

    [[rules]]
    rule = "price_against_list"
    tolerance = 10
    """,
    source="house.toml",
)
FACTS: Final = Facts.of(
    Fact(LIST_PRICE.key("111"), Exact.of("1.50"), 1), Fact(PACK_SIZE.key("111"), 4, 1)
)
# Nine pieces are too many and no whole packs, and the price is far from the list.
GOOD: Final = Line.priced("1", "111", 4, "1.50", EUR)
BAD: Final = Line.priced("1", "111", 9, "2.00", EUR)
KEY: Final = OrderKey(HERE, OrderId("shop-1001"))


def terms(line: Line, name: str = "shop-1001") -> Terms:
    return Terms(
        organisation=HERE,
        order=OrderId(name),
        channel=ChannelCode("shop"),
        number=name,
        customer=PartyId("17850"),
        ordered_at=AT,
        currency=EUR,
        lines=(line,),
    )


EXPECTED: Final = set(validate(terms(BAD), FACTS, RULES))


def by_desk(desk: OrderDesk, plain: OrderDesk) -> tuple[Finding, ...]:
    del plain
    return desk.handle(KEY, PlaceOrder(terms(BAD)), ANN).findings


def by_import(desk: OrderDesk, plain: OrderDesk) -> tuple[Finding, ...]:
    del plain
    file = file_of([row_of(sku="111", quantity="9", price="2.00")])
    report = Importer(desk, mapping_of()).import_file(file, name="march.csv", context=ANN)
    (turned,) = report.refused
    return turned.findings


def by_adding(desk: OrderDesk, plain: OrderDesk) -> tuple[Finding, ...]:
    assert plain.handle(KEY, PlaceOrder(terms(attrs.evolve(GOOD, id=LineId("0")))), ANN).accepted
    return desk.handle(KEY, AddLines(lines=(BAD,)), ANN).findings


def by_amending(desk: OrderDesk, plain: OrderDesk) -> tuple[Finding, ...]:
    assert plain.handle(KEY, PlaceOrder(terms(GOOD)), ANN).accepted
    order = desk.order(KEY, ANN)
    assert order is not None
    amend = Amend.on(order, ChangeQuantity(ONE, 9), ChangePrice(ONE, "2.00"))
    return desk.handle(KEY, amend, ANN).findings


def by_a_proposal(desk: OrderDesk, plain: OrderDesk) -> tuple[Finding, ...]:
    assert plain.handle(KEY, PlaceOrder(terms(GOOD)), ANN).accepted
    order = desk.order(KEY, ANN)
    assert order is not None
    wanted = ProposeAmendment.on(order, ChangeQuantity(ONE, 9), ChangePrice(ONE, "2.00"))
    assert desk.handle(KEY, wanted, ANN).accepted
    order = desk.order(KEY, ANN)
    assert order is not None
    return desk.handle(KEY, ApplyAmendment(order.amendments[0].id), ANN).findings


def by_merging(desk: OrderDesk, plain: OrderDesk) -> tuple[Finding, ...]:
    empty = attrs.evolve(GOOD, id=LineId("0"))
    assert plain.handle(KEY, PlaceOrder(terms(empty)), ANN).accepted
    other = OrderKey(HERE, OrderId("shop-1002"))
    assert plain.handle(other, PlaceOrder(terms(BAD, "shop-1002")), ANN).accepted
    return merge_orders(desk, KEY, [other], ANN, join=False).findings


def by_validating_again(desk: OrderDesk, plain: OrderDesk) -> tuple[Finding, ...]:
    assert plain.handle(KEY, PlaceOrder(terms(BAD)), ANN).accepted
    return desk.handle(KEY, Advance(MoveName("validate")), ANN).findings


Way = Callable[[OrderDesk, OrderDesk], tuple[Finding, ...]]
WAYS: Final[tuple[Way, ...]] = (
    by_desk,
    by_import,
    by_adding,
    by_amending,
    by_a_proposal,
    by_merging,
    by_validating_again,
)


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


@pytest.mark.parametrize("way", WAYS)
def test_one_rule_set_finds_the_same_on_every_way_in(database: Database, way: Way) -> None:
    with database.write() as work:
        for fact in FACTS.items:
            assert isinstance(fact.value, int | Exact)
            work.subjects.put(HERE, fact.key, fact.value)
    gate = ValidationGate(RULES, placing=RULES)
    desk = OrderDesk(database, OrderPath(gates=(gate,)))
    plain = OrderDesk(database, OrderPath(gates=(ValidationGate(RuleSet()),)))
    found = [each for each in way(desk, plain) if each.code in {rule.code for rule in RULES.rules}]
    # Each once, wherever the rules stand.
    assert len(found) == len(set(found)) == len(EXPECTED) == 3
    assert {_placed(each) for each in found} == {_placed(each) for each in EXPECTED}


def _placed(found: Finding) -> Finding:
    """A finding of whatever line: a merge names the order too, and gives lines ids of its own."""
    return attrs.evolve(found, path=found.path.rpartition("/")[2])
