"""Prices are determined as the policy says, every loser has a true reason, and it can be redone."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.masses import work

from orderkit.errors import OrderkitError
from orderkit.locales import LOCALES, say
from orderkit.pricing import (
    Basket,
    DeterminationPolicy,
    FoundPrice,
    InvalidBasketError,
    InvalidPriceError,
    Item,
    LostPrice,
    ManualPrice,
    PriceBook,
    PriceEntry,
    PriceLoss,
    PriceRequest,
    PriceSource,
    PriceSourceKind,
    PriceStamp,
    check_prices,
    determine_price,
    explain_price,
    explain_total,
    redetermine,
    totals_of,
)
from orderkit.testing import determination_policies, price_books, price_requests
from orderkit.values import ActorId, Currency, Exact, PartyId, Severity, Sku, Unit

EUR, JPY = Currency.of("EUR"), Currency.of("JPY")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIST, CONTRACT, CUSTOMER, CLASS, MANUAL = (
    PriceSourceKind.PRICE_LIST,
    PriceSourceKind.CONTRACT,
    PriceSourceKind.CUSTOMER,
    PriceSourceKind.CUSTOMER_CLASS,
    PriceSourceKind.MANUAL,
)
KILO = Unit("KGM", 3)
C7 = PartyId("C-7")


def entry(price: str, **fields: object) -> PriceEntry:
    plain: dict[str, object] = {"sku": Sku("MUG"), "price": Exact.of(price), "currency": EUR}
    return PriceEntry(**{**plain, **fields})  # type: ignore[arg-type] # checked by the class


def source(name: str, kind: PriceSourceKind, *entries: PriceEntry, **fields: object) -> PriceSource:
    return PriceSource(id=name, kind=kind, entries=entries, **fields)  # type: ignore[arg-type] # as above


def request(quantity: int = 12, **fields: object) -> PriceRequest:
    plain = PriceRequest.of("MUG", quantity, EUR, AT, "Europe/Berlin", customer="C-7")
    return attrs.evolve(plain, **fields)  # type: ignore[arg-type] # checked by the class


def manual(price: str, *, negative: bool = False) -> ManualPrice:
    return ManualPrice(price=Exact.of(price), by=ActorId("ann"), negative_allowed=negative)


def holds(each: PriceSource, price: PriceEntry, asked: PriceRequest, kinds: object) -> bool:
    """By the words of the page, without an index."""
    assert isinstance(kinds, tuple)
    first, last = price.valid_from or date.min, price.valid_until or date.max
    return (
        each.kind in kinds
        and price.sku == asked.sku
        and price.unit == asked.unit
        and price.currency == asked.currency
        and first <= asked.day <= last
        and price.at_least <= asked.quantity
        and (price.below is None or asked.quantity < price.below)
        and (not each.customers or asked.customer in each.customers)
        and (not each.classes or any(name in each.classes for name in asked.classes))
        and each.organisation in (None, asked.organisation)
        and each.channel in (None, asked.channel)
    )


def in_turn(
    asked: PriceRequest, book: PriceBook, policy: DeterminationPolicy
) -> list[tuple[str, str]]:
    """Source and entry of all prices that hold, in the order in which they win; by sorting."""
    kinds = policy.kinds
    found = [
        (
            kinds.index(each.kind),
            each.priority,
            -price.at_least,
            -(price.valid_from or date.min).toordinal(),
            each.id,
            place,
        )
        for each in book.sources
        for place, price in enumerate(each.entries, 1)
        if holds(each, price, asked, kinds)
    ]
    names = [(each[4], str(each[5])) for each in sorted(found)]
    if asked.manual is not None and MANUAL in kinds:
        before = sum(each[0] < kinds.index(MANUAL) for each in found)
        names.insert(before, ("manual", "ann"))
    return names


@given(price_requests(), price_books(), determination_policies(), st.randoms())
def test_i_28_the_stamped_inputs_give_the_used_price_and_the_same_losers(
    asked: PriceRequest, book: PriceBook, policy: DeterminationPolicy, chance: object
) -> None:
    answer = determine_price(asked, book, policy)
    stamp = answer.stamp
    if stamp is None:
        assert answer.price is None
        return
    turned = list(book.sources)
    getattr(chance, "shuffle")(turned)  # noqa: B009 - hypothesis has no type for it
    again = redetermine(stamp, PriceBook(tuple(turned)))
    assert again == answer
    assert (again.stamp, again.price, again.losers) == (stamp, stamp.price, stamp.losers)


@given(price_requests(), price_books(), determination_policies())
def test_prices_win_in_the_order_of_the_policy(
    asked: PriceRequest, book: PriceBook, policy: DeterminationPolicy
) -> None:
    answer = determine_price(asked, book, attrs.evolve(policy, most_losers=99))
    behind = [(lost.source, lost.entry) for lost in answer.losers if lost.outranked]
    won = [] if answer.winner is None else [(answer.winner.source, answer.winner.entry)]
    assert won + behind == in_turn(asked, book, policy)
    assert [found.code for found in answer.findings if not won] == ["price.none"] * (not won)


@given(price_requests(), price_books(), determination_policies())
def test_every_price_of_the_article_is_told_or_counted(
    asked: PriceRequest, book: PriceBook, policy: DeterminationPolicy
) -> None:
    answer = determine_price(asked, book, policy)
    there = Counter(
        (each.id, str(place))
        for each in book.sources
        for place, price in enumerate(each.entries, 1)
        if price.sku == asked.sku
    ) + Counter({("manual", "ann"): int(asked.manual is not None)})
    told = Counter((lost.source, lost.entry) for lost in answer.losers)
    if answer.winner is not None:
        told[answer.winner.source, answer.winner.entry] += 1
    assert told <= there
    assert told.total() + answer.unlisted == there.total()
    assert len(answer.losers) == min(policy.most_losers, len(answer.losers) + answer.unlisted)
    whole = determine_price(asked, book, attrs.evolve(policy, most_losers=99))
    assert answer.losers == whole.losers[: policy.most_losers]


@given(price_requests(), price_books(), determination_policies())
def test_a_reason_that_a_price_lost_is_true(
    asked: PriceRequest, book: PriceBook, policy: DeterminationPolicy
) -> None:
    answer = determine_price(asked, book, attrs.evolve(policy, most_losers=99))
    by_id = {each.id: each for each in book.sources}
    for lost in answer.losers:
        if lost.source == "manual":
            assert lost.loss in (PriceLoss.NOT_ASKED, PriceLoss.LATER_KIND)
            continue
        each = by_id[lost.source]
        price = each.entries[int(lost.entry) - 1]
        assert lost.price == price.price
        assert holds(each, price, asked, policy.kinds) is lost.outranked
        # What it lost by is mended, and it loses by that no more.
        mended = _mended(lost.loss, price, each, asked)
        if mended is not None:
            assert lost.loss not in {
                other.loss
                for other in determine_price(*mended, attrs.evolve(policy, most_losers=99)).losers
                if (other.source, other.entry) == (lost.source, lost.entry)
            }


def _mended(
    loss: PriceLoss, price: PriceEntry, each: PriceSource, asked: PriceRequest
) -> tuple[PriceRequest, PriceBook] | None:
    """The same question of this price alone, with what it lost by put right."""
    changes: dict[PriceLoss, dict[str, object]] = {
        PriceLoss.OTHER_UNIT: {"unit": price.unit},
        PriceLoss.OTHER_CURRENCY: {"currency": price.currency},
        PriceLoss.OTHER_CUSTOMER: {"customer": next(iter(each.customers), None)},
        PriceLoss.OTHER_CLASS: {"classes": each.classes},
        PriceLoss.OTHER_ORGANISATION: {"organisation": each.organisation},
        PriceLoss.OTHER_CHANNEL: {"channel": each.channel},
        PriceLoss.NOT_YET: {"day": price.valid_from},
        PriceLoss.EXPIRED: {"day": price.valid_until},
        PriceLoss.BELOW_TIER: {"quantity": price.at_least},
        PriceLoss.ABOVE_TIER: {"quantity": max(1, price.at_least)},
    }
    if loss not in changes:
        return None
    book = PriceBook((attrs.evolve(each, entries=each.entries),))
    return attrs.evolve(asked, **changes[loss], manual=None), book  # type: ignore[arg-type] # checked by the class


LADDER = PriceBook(
    (
        source("L1", LIST, entry("10"), entry("9", at_least=10), entry("8", at_least=20)),
        source("L2", LIST, entry("7"), priority=1),
        source("G", CLASS, entry("6"), classes=("gold",)),
        source("P", CUSTOMER, entry("5"), customers=(C7,)),
        source("K", CONTRACT, entry("4"), customers=(C7,)),
    )
)


@pytest.mark.parametrize(
    ("asked", "price", "losses"),
    [
        (request(customer=None), "9", {"10": "smaller_tier", "7": "priority", "8": "below_tier"}),
        (request(9, customer=None), "10", {"9": "below_tier"}),
        (request(20, customer=None), "8", {"9": "smaller_tier"}),
        (request(customer=None, classes=("gold",)), "6", {"9": "later_kind"}),
        (request(), "4", {"5": "later_kind", "6": "other_class", "9": "later_kind"}),
        (request(manual=manual("3")), "3", {"4": "later_kind"}),
    ],
    ids=["tier", "below the tier", "at the tier", "class", "contract", "manual"],
)
def test_the_usual_order_of_sources(
    asked: PriceRequest, price: str, losses: dict[str, str]
) -> None:
    answer = determine_price(asked, LADDER)
    assert answer.price == Exact.of(price)
    told = {str(lost.price): lost.loss.value for lost in answer.losers}
    assert told.items() >= losses.items()


def test_the_order_of_kinds_is_the_hosts() -> None:
    policy = DeterminationPolicy(kinds=(LIST, CUSTOMER, MANUAL))
    answer = determine_price(request(manual=manual("3")), LADDER, policy)
    losses = {lost.source: lost.loss for lost in answer.losers}
    assert answer.price == Exact(9)
    assert (losses["P"], losses["K"]) == (PriceLoss.LATER_KIND, PriceLoss.NOT_ASKED)
    assert losses["manual"] is PriceLoss.LATER_KIND


@pytest.mark.parametrize(
    ("at", "zone", "price"),
    [
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), "Asia/Shanghai", "10"),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), "Asia/Shanghai", "9"),
        (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), "Europe/London", "9"),
        (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), "America/New_York", "10"),
    ],
    ids=["the last minute", "the first minute", "summer time", "still the day before"],
)
def test_a_day_is_a_day_where_the_organisation_is(at: datetime, zone: str, price: str) -> None:
    april = entry("9", valid_from=date(2026, 4, 1))
    book = PriceBook((source("L", LIST, entry("10", valid_until=date(2026, 3, 31)), april),))
    answer = determine_price(PriceRequest.of("MUG", 1, EUR, at, zone), book)
    assert answer.price == Exact.of(price)


def test_no_price_is_a_finding_and_never_zero() -> None:
    book = PriceBook((source("L", LIST, entry("1", unit=KILO), entry("2", currency=JPY)),))
    answer = determine_price(request(), book)
    assert (answer.winner, answer.price, answer.stamp) == (None, None, None)
    assert [lost.loss for lost in answer.losers] == [
        PriceLoss.OTHER_UNIT,
        PriceLoss.OTHER_CURRENCY,
    ]
    (found,) = answer.findings
    assert (found.code, found.severity, found.param("tried")) == ("price.none", Severity.BLOCK, 2)
    assert say(found, "en") == (
        "No price of MUG holds for 12 pcs in EUR on Mar 2, 2026; 2 were looked at. "
        "Add one, or enter a price."
    )


@pytest.mark.parametrize(
    ("book", "asked", "codes"),
    [
        (LADDER, request(manual=manual("-1")), {"price.negative": Severity.BLOCK}),
        (LADDER, request(manual=manual("-1", negative=True)), {}),
        (
            PriceBook((source("L", LIST, entry("-1")),)),
            request(),
            {"price.negative": Severity.BLOCK},
        ),
        (PriceBook((source("L", LIST, entry("-1"), negative_allowed=True),)), request(), {}),
        (
            PriceBook((source("L", LIST, entry("9", floor_price=Exact(8))),)),
            request(manual=manual("7.99999")),
            {"price.below_floor": Severity.REVIEW},
        ),
        (
            PriceBook((source("L", LIST, entry("9", floor_price=Exact(8))),)),
            request(manual=manual("8")),
            {},
        ),
        (
            PriceBook((source("L", LIST, entry("9")), source("M", LIST, entry("8")))),
            request(),
            {"price.tie": Severity.NOTE},
        ),
        (
            PriceBook((source("L", LIST, entry("9", floor_price=Exact(8))),)),
            request(manual=manual("-1")),
            {"price.negative": Severity.BLOCK, "price.below_floor": Severity.REVIEW},
        ),
    ],
    ids=[
        "manual below zero",
        "meant so",
        "list below zero",
        "a list meant so",
        "below the floor",
        "at the floor",
        "alike",
        "all at once",
    ],
)
def test_what_stands_against_a_price(
    book: PriceBook, asked: PriceRequest, codes: dict[str, Severity]
) -> None:
    answer = determine_price(asked, book)
    assert {found.code: found.severity for found in answer.findings} == codes
    assert answer.stamp is not None


def test_floor_system_and_list_price_stand_beside_the_used_one() -> None:
    listed = entry("10", floor_price=Exact(8))
    agreed = source("K", CONTRACT, entry("9"), customers=(C7,))
    book = PriceBook((source("L", LIST, listed), agreed))
    answer = determine_price(request(manual=manual("8.50")), book)
    figures = answer.price, answer.list_price, answer.floor_price, answer.system_price
    assert figures == (Exact(85, 1), Exact(10), Exact(8), Exact(9))
    assert determine_price(request(), book).system_price is None
    shown = attrs.evolve(agreed, entries=(entry("9", list_price=Exact(12)),))
    answer = determine_price(request(), PriceBook((source("L", LIST, listed), shown)))
    assert answer.list_price == Exact(12)


def bad(*entries: PriceEntry, **fields: object) -> PriceBook:
    return PriceBook((source("L", LIST, *entries, **fields),))


APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("book", "found"),
    [
        (bad(entry("9", below=10), entry("8", at_least=10)), []),
        (bad(entry("9"), entry("8", at_least=10), entry("7", at_least=20)), []),
        (bad(entry("9", below=10), entry("8", at_least=11)), ["price.tier_gap L/2/at_least"]),
        (bad(entry("9", below=11), entry("8", at_least=10)), ["price.tier_overlap L/2/at_least"]),
        (
            bad(entry("9", below=30), entry("8", at_least=10, below=20), entry("7", at_least=20)),
            ["price.tier_overlap L/2/at_least", "price.tier_overlap L/3/at_least"],
        ),
        (bad(entry("9", below=10), entry("8", at_least=11, unit=KILO)), []),
        (bad(entry("9", valid_until=APRIL), entry("8", valid_from=MAY)), []),
        (bad(entry("9"), entry("8", valid_from=APRIL, valid_until=MAY)), []),
        (
            bad(entry("9", valid_until=APRIL), entry("8", valid_from=APRIL)),
            ["price.window_overlap L/2/valid_from"],
        ),
        (
            bad(entry("9"), entry("8", valid_until=APRIL)),
            ["price.window_overlap L/2/valid_from"],
        ),
        (bad(entry("9", row=4), entry("8", row=7)), ["price.duplicate L/rows/7"]),
        (bad(entry("-1", row=3)), ["price.negative L/rows/3/price"]),
        (bad(entry("-1", row=3), negative_allowed=True), []),
        (PriceBook((bad(entry("9")).sources[0], source("M", LIST, entry("8"), priority=1))), []),
        (
            PriceBook((bad(entry("9")).sources[0], source("M", LIST, entry("8")))),
            ["price.duplicate M/1"],
        ),
        (
            bad(
                entry("-9", below=10),
                entry("8", at_least=11),
                entry("8", at_least=11),
                entry("7", at_least=11, valid_from=APRIL, valid_until=MAY),
                entry("7", at_least=11, valid_from=MAY),
            ),
            [
                "price.negative L/1/price",
                "price.tier_gap L/2/at_least",
                "price.duplicate L/3",
                "price.window_overlap L/5/valid_from",
            ],
        ),
    ],
    ids=[
        "closed",
        "open",
        "gap",
        "overlap",
        "overlap of two",
        "other unit",
        "one after another",
        "for some days",
        "one day of both",
        "begun alike",
        "duplicate",
        "negative",
        "negative on purpose",
        "another priority",
        "two lists",
        "all at once",
    ],
)
def test_what_is_found_in_price_lists(book: PriceBook, found: list[str]) -> None:
    assert [f"{each.code} {each.path}" for each in check_prices(book)] == found


@given(price_requests(), price_books())
def test_of_prices_that_pass_the_checks_names_decide_none(
    asked: PriceRequest, book: PriceBook
) -> None:
    # Of one list for all at each priority: audiences that overlap in part are compared by nobody.
    lists = [attrs.evolve(each, priority=place) for place, each in enumerate(book.sources)]
    whole = PriceBook(tuple(lists))
    if not check_prices(whole):
        codes = {found.code for found in determine_price(asked, whole).findings}
        assert "price.tie" not in codes


@given(price_requests(), price_books())
def test_a_price_explains_itself_in_both_languages(asked: PriceRequest, book: PriceBook) -> None:
    answer = determine_price(asked, book)
    steps = explain_price(answer, "lines/1")
    assert len(steps) == (answer.winner is not None) + len(answer.losers) + bool(answer.unlisted)
    for step in (*steps, *answer.findings):
        for locale in LOCALES:
            assert "{" not in say(step, locale)
            assert say(step, locale) != step.code


@pytest.mark.parametrize("loss", PriceLoss)
@pytest.mark.parametrize("kind", PriceSourceKind)
def test_each_kind_of_source_and_each_reason_has_a_sentence(
    kind: PriceSourceKind, loss: PriceLoss
) -> None:
    won = FoundPrice(kind=kind, source="a", entry="1", price=Exact(9))
    lost = LostPrice(kind=kind, source="b", entry="2", price=Exact(8), loss=loss)
    steps = explain_price(PriceStamp(request=request(), winner=won, losers=(lost,), unlisted=3))
    told = [say(step, "en") for step in steps]
    assert len(set(told)) == 3
    assert told[0].startswith("Price 9, ")
    assert told[1].startswith("8 from b ")
    assert lost.outranked == (" lost: " in told[1])
    assert [step.code for step in steps if step.code == say(step, "zh_CN")] == []


def test_a_total_names_the_source_of_each_price_and_what_else_holds() -> None:
    answer = determine_price(request(manual=manual("9.50")), LADDER)
    assert answer.winner is not None
    item = Item(id="1", quantity=12, price=answer.winner.price, stamp=answer.stamp)
    steps = explain_total(totals_of(Basket(currency=EUR, items=(item,))))
    told = [say(step, "en") for step in steps if step.code.startswith("price.")]
    assert told == [
        "Price 9.5, entered by ann.",
        "4 from K lost: its kind of source comes later.",
        "5 from P lost: its kind of source comes later.",
        "9 from L1 lost: its kind of source comes later.",
        "10 from L1 lost: its kind of source comes later.",
        "7 from L2 lost: its kind of source comes later.",
    ]
    with pytest.raises(InvalidBasketError, match="another price"):
        attrs.evolve(item, price=Exact(9))
    with pytest.raises(InvalidBasketError, match="another price"):
        attrs.evolve(item, unit=KILO)


def masses(size: int) -> PriceBook:
    """A book in which an article has a contract of each of many customers, and many tiers."""
    contracts = [
        source(f"K{n:06}", CONTRACT, entry("4"), customers=(PartyId(f"C-{n}"),))
        for n in range(size)
    ]
    tiers = [entry("9", at_least=n) for n in range(size)]
    others = [entry("9", sku=Sku(f"S{n}")) for n in range(size)]
    return PriceBook((*contracts, source("L", LIST, *tiers, *others)))


def test_a_93_prices_in_masses_are_capped_counted_and_found_in_linear_work() -> None:
    books = masses(500), masses(1000)

    def grown(act: Callable[[PriceBook], object]) -> tuple[int, int]:
        one, two = (work(partial(act, book)) for book in books)
        return one, two

    for act in (lambda book: book.shelves, check_prices, partial(determine_price, request())):
        one, two = grown(act)
        assert two < 2.2 * one
    answer = determine_price(request(700), books[1])
    assert len(answer.losers) == 16
    assert answer.unlisted == 1000 + 1000 - 16 - 1
    # The prices of other articles, and of other buyers, are counted and not walked through.
    one, two = grown(partial(determine_price, request(sku=Sku("S1"))))
    assert two <= one
    books = PriceBook(books[0].sources[:-1]), PriceBook(books[1].sources[:-1])
    grown(partial(determine_price, request()))
    one, two = grown(partial(determine_price, request()))
    assert two <= one


def test_what_no_price_or_source_can_be_is_refused() -> None:
    with pytest.raises(InvalidPriceError, match="below"):
        entry("1", at_least=5, below=5)
    with pytest.raises(InvalidPriceError, match="valid_until"):
        entry("1", valid_from=MAY, valid_until=APRIL)
    with pytest.raises(InvalidPriceError, match="at_least"):
        entry("1", at_least=-1)
    with pytest.raises(InvalidPriceError, match="row"):
        entry("1", row=0)
    with pytest.raises(InvalidPriceError, match="names no customer"):
        source("K", CONTRACT, entry("1"))
    with pytest.raises(InvalidPriceError, match="names no class"):
        source("G", CLASS, entry("1"))
    with pytest.raises(InvalidPriceError, match="request brings"):
        source("M", MANUAL, entry("1"))
    with pytest.raises(InvalidPriceError, match="priority"):
        source("L", LIST, entry("1"), priority=2**63)
    with pytest.raises(InvalidPriceError, match="stands twice"):
        PriceBook((source("L", LIST), source("L", LIST)))
    with pytest.raises(InvalidPriceError, match="quantity"):
        request(0)
    with pytest.raises(InvalidPriceError, match="kinds"):
        DeterminationPolicy(kinds=(LIST, LIST))
    with pytest.raises(InvalidPriceError, match="most_losers"):
        DeterminationPolicy(most_losers=-1)
    with pytest.raises(OrderkitError):
        request(at=datetime(2026, 3, 2))  # noqa: DTZ001 - naive on purpose
