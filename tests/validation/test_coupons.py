"""Coupons: what stands against one, and what two orders make of the last one that is left."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.errors import ConflictError
from orderkit.order import (
    Amend,
    Cancel,
    Command,
    Excerpt,
    Header,
    InvalidTermsError,
    Order,
    PlaceOrder,
    Portion,
    PutBack,
    Restore,
    Unvoid,
    Void,
)
from orderkit.ports import Database
from orderkit.process import OrderDesk, OrderPath, standard_path
from orderkit.testing import GateContract, check_database
from orderkit.testing.stored import terms_of
from orderkit.validation import (
    COUPON_EACH,
    COUPON_FROM,
    COUPON_LIMIT,
    COUPON_STATUS,
    COUPON_UNTIL,
    COUPON_USED,
    COUPON_USED_BY,
    CouponGate,
    by_customer,
)
from orderkit.values import (
    Context,
    FactKey,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    Param,
    PartyId,
)

ACME: Final = OrganisationId("acme")
AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANN: Final = Context.by("ann", ACME, AT)
TEN: Final = "TEN"
DAY: Final = timedelta(days=1)
ALL: Final = (Portion(LineId("1"), 5),)
PATH: Final = OrderPath(gates=(CouponGate(),))


class TestCouponGate(GateContract):
    gate = CouponGate()

    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        if key.kind == COUPON_STATUS.name:
            return st.sampled_from(["active", "withdrawn"])
        if key.kind in (COUPON_FROM.name, COUPON_UNTIL.name):
            return st.sampled_from([AT - DAY, AT, AT + DAY])
        return st.integers(0, 3)


def desk_of(database: Database, **facts: Param) -> OrderDesk:
    """A desk that knows one coupon, with facts by the end of their kind."""
    with database.write() as work:
        work.subjects.put(ACME, COUPON_STATUS.key(TEN), facts.pop("status", "active"))
        for name, value in facts.items():
            work.subjects.put(ACME, FactKey(f"coupon.{name}", TEN), value)
    return OrderDesk(database, PATH)


def place(desk: OrderDesk, number: int, *coupons: str, customer: str = "C-1") -> list[str]:
    terms = terms_of(f"O{number}", pieces=5)
    terms = attrs.evolve(terms, coupons=coupons or (TEN,), customer=PartyId(customer))
    return done(desk, number, PlaceOrder(terms))


def done(desk: OrderDesk, number: int, command: Command) -> list[str]:
    return [found.code for found in desk.handle(key(number), command, ANN).findings]


def key(number: int) -> OrderKey:
    return OrderKey(ACME, OrderId(f"O{number}"))


def used(desk: OrderDesk, customer: str = "C-1") -> tuple[int, int]:
    """How often the coupon is redeemed, in all and by a customer."""
    keys = (COUPON_USED.key(TEN), COUPON_USED_BY.key(by_customer(TEN, PartyId(customer))))
    with desk.database.read() as work:
        known = {fact.key: fact.value for fact in work.subjects.read(ACME, keys)}
    whole, own = (known.get(each, 0) for each in keys)
    assert isinstance(whole, int)
    assert isinstance(own, int)
    return whole, own


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"status": "withdrawn"}, ["coupon.inactive"]),
        ({"from": AT}, []),
        ({"from": AT + DAY}, ["coupon.not_yet"]),
        ({"until": AT}, ["coupon.expired"]),
        ({"until": AT + DAY}, []),
        ({"limit": 0}, ["coupon.used_up"]),
        ({"each": 0}, ["coupon.used_by_customer"]),
        (
            {"status": "x", "from": AT + DAY, "until": AT, "limit": 0, "each": 0},
            [
                "coupon.inactive",
                "coupon.not_yet",
                "coupon.expired",
                "coupon.used_up",
                "coupon.used_by_customer",
            ],
        ),
    ],
)
def test_everything_that_stands_against_a_coupon_is_told(
    facts: dict[str, Param], codes: Sequence[str]
) -> None:
    desk = desk_of(MemoryDatabase(), **facts)
    assert place(desk, 1) == codes
    assert used(desk) == ((0, 0) if codes else (1, 1))


def test_a_coupon_that_nobody_knows_is_refused() -> None:
    desk = desk_of(MemoryDatabase())
    assert place(desk, 1, "TNE") == ["coupon.unknown"]


def test_no_order_redeems_a_coupon_twice() -> None:
    with pytest.raises(InvalidTermsError):
        attrs.evolve(terms_of("O1"), coupons=(TEN, TEN))


def test_i_27_a_coupon_is_redeemed_as_often_as_it_may_be_and_no_more() -> None:
    desk = desk_of(MemoryDatabase(), limit=2, each=1)
    assert place(desk, 1) == []
    assert place(desk, 2) == ["coupon.used_by_customer"]
    assert place(desk, 2, customer="C-2") == []
    assert place(desk, 3, customer="C-3") == ["coupon.used_up"]
    assert used(desk) == (2, 1)


def test_i_27_what_is_void_or_cancelled_gives_its_coupon_free_and_may_come_too_late() -> None:
    for off, on in ((Void("a mistake"), Unvoid()), (Cancel(ALL), Restore(ALL))):
        desk = desk_of(MemoryDatabase(), limit=1)
        assert place(desk, 1) == []
        assert done(desk, 1, off) == []
        assert used(desk) == (0, 0)
        assert done(desk, 1, on) == []
        assert done(desk, 1, off) == []
        assert place(desk, 2) == []
        assert done(desk, 1, on) == ["coupon.used_up"]
        assert used(desk) == (1, 1)


def test_i_27_an_amendment_that_brings_a_coupon_redeems_it() -> None:
    desk = desk_of(MemoryDatabase(), limit=1)
    plain = terms_of("O1", pieces=5)
    assert done(desk, 1, PlaceOrder(plain)) == []
    order = desk.order(key(1), ANN)
    assert isinstance(order, Order)
    header = attrs.evolve(Header.of(plain), coupons=(TEN,))
    amend = Amend.on(order, PutBack(Excerpt(header=header)))
    assert done(desk, 1, amend) == []
    assert used(desk, plain.customer) == (1, 1)
    assert place(desk, 2) == ["coupon.used_up"]
    # It has its coupon: whatever else is amended asks for none.
    with desk.database.write() as work:
        work.subjects.put(ACME, COUPON_LIMIT.key(TEN), 0)
    order = desk.order(key(1), ANN)
    assert isinstance(order, Order)
    header = attrs.evolve(Header.of(order.terms), net_days=9)
    assert done(desk, 1, Amend.on(order, PutBack(Excerpt(header=header)))) == []


def test_i_27_of_two_submits_of_the_last_coupon_one_is_accepted(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "coupons.db")
    desk = desk_of(database, limit=3)

    def submit(number: int) -> list[str]:
        while True:
            try:
                return place(desk, number, customer=f"C-{number}")
            except ConflictError as error:
                if error.why != "busy":
                    raise

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, range(1, 17)))
    assert sorted(answers) == [[]] * 3 + [["coupon.used_up"]] * 13
    assert used(desk, "C-0")[0] == 3
    outcome = {each.law: each for each in check_database(database)}["I-27"]
    assert (outcome.checked, outcome.breaches) == (3, ())


ACTS: Final = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["place", "void", "unvoid", "cancel", "restore"])),
    max_size=12,
)


@given(ACTS, st.integers(0, 3))
def test_i_27_counts_are_those_of_the_orders_that_redeem(
    acts: list[tuple[int, str]], limit: int
) -> None:
    desk = desk_of(MemoryDatabase(), limit=limit)
    commands: dict[str, Command] = {
        "void": Void("a mistake"),
        "unvoid": Unvoid(),
        "cancel": Cancel(ALL),
        "restore": Restore(ALL),
    }
    for number, act in acts:
        if act == "place":
            place(desk, number)
        else:
            done(desk, number, commands[act])
        orders = [desk.order(key(each), ANN) for each in (1, 2, 3)]
        redeeming = sum(TEN in order.redeemed for order in orders if order is not None)
        assert used(desk) == (redeeming, redeeming)
        assert redeeming <= limit


def test_the_standard_path_asks_for_coupons() -> None:
    assert any(isinstance(gate, CouponGate) for gate in standard_path().gates)


def test_i_27_a_count_that_is_wrong_is_found(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "coupons.db")
    desk = desk_of(database)
    assert place(desk, 1) == []
    with database.write() as work:
        work.subjects.put(ACME, COUPON_USED.key(TEN), 2)
    outcome = {each.law: each for each in check_database(database)}["I-27"]
    assert outcome.breaches == ("('acme', 'TEN', -1)",)
    with database.write() as work:
        work.subjects.put(ACME, COUPON_USED.key(TEN), 1)
        work.subjects.put(ACME, COUPON_LIMIT.key(TEN), 0)
    outcome = {each.law: each for each in check_database(database)}["I-27"]
    assert outcome.breaches == ("('acme', 'TEN', 1)",)


def test_a_customer_may_have_as_many_as_each_says() -> None:
    desk = desk_of(MemoryDatabase(), each=2)
    assert [place(desk, number) for number in (1, 2, 3)] == [[], [], ["coupon.used_by_customer"]]
    assert COUPON_EACH.key(TEN).kind == "coupon.each"
