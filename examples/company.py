"""The company of the demo: its people, its rules, its stock. Everything here is made by seed.

A channel's file has none of this, so the example makes it, and the report says so. All chance
hangs on the seed and on stable names, never on the order in which things happen to run: a run
that was broken off and taken up again makes the same company.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import final

import attrs

from orderkit.approval import ApprovalGate
from orderkit.approval.policies import AmountBand
from orderkit.ports import Database
from orderkit.process import Delivery, OrderByNumber, OrderDesk, OrderPath
from orderkit.settlement import ByPayerAmount, ByReference, Matcher, ShortPayment
from orderkit.validation import RuleSet, ValidationGate
from orderkit.validation.facts import ORDER_OF_NUMBER
from orderkit.validation.policies import (
    CustomerKnown,
    Duplicate,
    PriceAgainstList,
    QuantityInRange,
    TotalAgainstLines,
)
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    Currency,
    IdempotencyKey,
    LocationId,
    LotId,
    Money,
    OrganisationId,
    OwnerId,
    RoleName,
    Sku,
    StockKey,
)
from orderkit.workflow import STANDARD_GUARDS, Flow, FlowGate, compile_flow, standard_flow

__all__ = [
    "CLERKS",
    "HOUSE",
    "ZONE",
    "Company",
    "Deliveries",
    "approver_of",
    "chance",
    "clerk_of",
    "context",
    "deliveries",
    "matchers",
    "open_company",
]

HOUSE = OrganisationId("demo")
ZONE = "Europe/London"
CLERK, APPROVER, STORES, BOOKS = (
    RoleName("clerk"),
    RoleName("approver"),
    RoleName("stores"),
    RoleName("books"),
)
CLERKS = ("ann.clerk", "bob.clerk", "cho.clerk")
APPROVERS = ("dee.manager", "eli.manager")
LOCATIONS = ("london", "leeds", "cardiff")
# Orders from here on need a manager.
BAND = 100_000
# Parts of the demand, in hundredths: what is there at first, and what comes in twice later.
OPENING, LATER = 62, (20, 13)


@final
@attrs.frozen
class Company:
    """The demo's desk with its flow."""

    desk: OrderDesk
    flow: Flow


def open_company(database: Database, currency: Currency) -> Company:
    """The desk: rules, approval, flow, in the order in which they are heard."""
    approval = ApprovalGate(AmountBand(least=Money(BAND, currency), role=APPROVER))
    guards = {
        **STANDARD_GUARDS,
        "approval_needed": approval.needed,
        "approval_not_needed": approval.not_needed,
    }
    flow = compile_flow(standard_flow(), guards)
    rules = RuleSet(
        (
            CustomerKnown(),
            QuantityInRange(most=100_000),
            PriceAgainstList(tolerance=10),
            TotalAgainstLines(),
        )
    )
    validation = ValidationGate(rules, placing=RuleSet((Duplicate(),)))
    gates = (validation, approval, FlowGate(flow))
    path = OrderPath(gates=gates, sources={ORDER_OF_NUMBER.name: OrderByNumber()})
    return Company(OrderDesk(database, path), flow)


def matchers() -> tuple[Matcher, ...]:
    """How receipts find their invoices: what is written first, then who paid how much."""
    return ByReference(ShortPayment(flat=1500, per_mille=35, over=1000)), ByPayerAmount()


def chance(seed: int, *names: object) -> int:
    """A number that follows from the seed and stable names alone."""
    text = "/".join(map(str, (seed, *names)))
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")


def context(person: str, at: datetime, key: str | None = None) -> Context:
    """Who acts, and when."""
    role = APPROVER if person in APPROVERS else CLERK if person in CLERKS else STORES
    actor = Actor(id=ActorId(person), organisation=HOUSE, roles=(role,))
    return Context(actor=actor, at=at, key=None if key is None else IdempotencyKey(key))


def clerk_of(seed: int, order: str) -> str:
    """The clerk who looks after an order."""
    return CLERKS[chance(seed, "clerk", order) % len(CLERKS)]


def approver_of(seed: int, order: str) -> str:
    """The manager who decides about an order."""
    return APPROVERS[chance(seed, "approver", order) % len(APPROVERS)]


@final
@attrs.frozen
class Deliveries:
    """Goods that come in on one day, by the name of the delivery."""

    name: str
    day: date
    goods: tuple[Delivery, ...]

    @property
    def at(self) -> datetime:
        """In the morning."""
        return datetime.combine(self.day, time(6), UTC)


def deliveries(
    demand: Mapping[Sku, int], days: Sequence[date], seed: int, step: int = 1
) -> tuple[Deliveries, ...]:
    """Opening stock over three locations, and two deliveries later: about 95 % of the demand.

    Args:
        step: Of the store's life; each has deliveries of its own.
    """
    if not days:
        return ()
    later = [days[len(days) // 3], days[len(days) * 2 // 3]]
    opening = days[0] - timedelta(days=1)
    more = f"/{step}" if step > 1 else ""
    made = [
        Deliveries(f"opening/{place}{more}", opening, tuple(_opening(demand, place, opening, seed)))
        for place in LOCATIONS
    ]
    first = (step - 1) * len(LATER) + 1
    for number, (day, part) in enumerate(zip(later, LATER, strict=True), first):
        goods = tuple(_later(demand, part, number, day, seed))
        made.append(Deliveries(f"delivery/{number}", day, goods))
    return tuple(each for each in made if each.goods)


def _opening(demand: Mapping[Sku, int], place: str, day: date, seed: int) -> Iterable[Delivery]:
    """A sku lies at its home, and a third of it at a second place if there is enough of it."""
    for sku, wanted in sorted(demand.items()):
        total = -(-wanted * OPENING // 100)
        home = chance(seed, "home", sku) % len(LOCATIONS)
        second = total // 3 if total >= 30 else 0  # noqa: PLR2004 - a small lot is not split
        at_home = {LOCATIONS[home]: total - second, LOCATIONS[home - 1]: second}
        quantity = at_home.get(place, 0)
        if quantity:
            yield Delivery(key=_key(sku, place, f"opening-{day:%Y%m%d}"), quantity=quantity)


def _later(
    demand: Mapping[Sku, int], part: int, number: int, day: date, seed: int
) -> Iterable[Delivery]:
    for sku, wanted in sorted(demand.items()):
        # Some skus get more than their part and some nothing: shortages are not spread evenly.
        lucky = chance(seed, "lucky", number, sku) % 4
        quantity = wanted * part * lucky * 4 // 600
        if quantity:
            place = LOCATIONS[chance(seed, "home", sku) % len(LOCATIONS)]
            yield Delivery(key=_key(sku, place, f"{day:%Y%m%d}"), quantity=quantity)


def _key(sku: Sku, place: str, lot: str) -> StockKey:
    return StockKey(HOUSE, LocationId(place), sku, LotId(lot), OwnerId(HOUSE))
