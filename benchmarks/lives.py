"""Made orders and their lives: what a desk is asked from the first command to the last payment."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, final

import attrs

from orderkit.approval import ApprovalGate
from orderkit.approval.policies import AmountBand
from orderkit.order import (
    Advance,
    ApplyPayment,
    Billed,
    CastVote,
    Command,
    Deliver,
    Gate,
    Line,
    Pick,
    PlaceOrder,
    Portion,
    RecordInvoice,
    Reserve,
    Ship,
    Terms,
)
from orderkit.ports import Database
from orderkit.process import OrderByNumber, OrderDesk, OrderPath
from orderkit.validation import RuleSet, ValidationGate
from orderkit.validation.facts import CUSTOMER_STATUS, LIST_PRICE, ORDER_OF_NUMBER
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
    ChannelCode,
    Choice,
    Context,
    Currency,
    DocumentNumber,
    Exact,
    IdempotencyKey,
    LineId,
    Money,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    ReceiptId,
    RoleName,
    Sku,
    digest_of,
)
from orderkit.workflow import STANDARD_GUARDS, FlowGate, compile_flow, standard_flow

__all__ = ["HOUSE", "SEVEN", "TEN", "Life", "Step", "desk_of", "gates", "lives", "put_facts"]

HOUSE: Final = OrganisationId("bench")
APPROVER: Final = RoleName("approver")
# The ten transactions of a full life, and the seven of the shorter one.
TEN: Final = (
    "place",
    "validate",
    "submit",
    "approve",
    "reserve",
    "pick",
    "ship",
    "deliver",
    "invoice",
    "pay",
)
SEVEN: Final = ("place", "validate", "submit", "approve", "reserve", "ship", "invoice")

_EURO: Final = Currency.of("EUR")
_FIRST: Final = datetime(2024, 3, 1, 6, tzinfo=UTC)
_SKUS: Final = 400
_CUSTOMERS: Final = 50
# In minor units; each made order is larger, so that each needs a vote.
_BAND: Final = 1_000
_PEOPLE: Final = {
    "place": "shop",
    "validate": "ann.clerk",
    "submit": "ann.clerk",
    "approve": "dee.manager",
    "invoice": "hal.books",
    "pay": "hal.books",
}


@final
@attrs.frozen
class Step:
    """One command as it reaches the desk."""

    command: Command
    context: Context


@final
@attrs.frozen
class Life:
    """An order and all that happens to it."""

    key: OrderKey
    steps: tuple[Step, ...]


def lives(count: int, lines: int, *, names: tuple[str, ...] = TEN, seed: int = 7) -> list[Life]:
    """Make so many orders of so many lines, no two alike."""
    chance = random.Random(seed)  # noqa: S311 - made orders, not secrets
    return [_life(chance, number, lines, names) for number in range(count)]


def _life(chance: random.Random, number: int, lines: int, names: tuple[str, ...]) -> Life:
    at = _FIRST + timedelta(minutes=7 * number)
    terms = Terms(
        organisation=HOUSE,
        order=OrderId(f"web/{500_000 + number}"),
        channel=ChannelCode("web"),
        number=str(500_000 + number),
        customer=PartyId(f"C{chance.randrange(_CUSTOMERS)}"),
        ordered_at=at,
        currency=_EURO,
        lines=tuple(_line(chance, place + 1) for place in range(lines)),
    )
    commands = dict(_commands(terms))
    return Life(
        terms.key,
        tuple(
            Step(commands[name], _context(name, terms.number, at + timedelta(minutes=place)))
            for place, name in enumerate(names)
        ),
    )


def _line(chance: random.Random, place: int) -> Line:
    sku = chance.randrange(_SKUS)
    price, quantity = _list_price(sku), chance.randrange(1, 48)
    return Line(
        id=LineId(str(place)),
        sku=Sku(f"{10_000 + sku}A"),
        quantity=quantity,
        price=price,
        amount=price.digits * quantity,
        description=f"hand made thing of colour {sku % 17} and size {sku % 7}",
    )


def _list_price(sku: int) -> Exact:
    # The last digit is never zero, so two digits after the point stay two.
    return Exact((1_000 + sku * 37 % 3_000) // 10 * 10 + 5, 2)


def _commands(terms: Terms) -> Iterator[tuple[str, Command]]:
    portions = tuple(Portion(line.id, line.quantity) for line in terms.lines)
    billed = tuple(Billed(line.id, line.quantity) for line in terms.lines)
    invoice = DocumentNumber(f"INV-{terms.number}")
    # What `content_digest` shows the approver of the order as placed.
    digest = digest_of(terms)
    yield "place", PlaceOrder(terms)
    yield "validate", Advance(MoveName("validate"))
    yield "submit", Advance(MoveName("submit"))
    yield "approve", CastVote(choice=Choice.APPROVE, role=APPROVER, digest=digest)
    yield "reserve", Reserve(portions)
    yield "pick", Pick(portions)
    yield "ship", Ship(portions, f"S-{terms.number}")
    yield "deliver", Deliver(portions)
    yield "invoice", RecordInvoice(document=invoice, billed=billed, amount=terms.total)
    yield (
        "pay",
        ApplyPayment(document=invoice, receipt=ReceiptId(f"R-{terms.number}"), amount=terms.total),
    )


def _context(name: str, number: str, at: datetime) -> Context:
    roles = (APPROVER,) if name == "approve" else ()
    actor = Actor(id=ActorId(_PEOPLE.get(name, "gus.stores")), organisation=HOUSE, roles=roles)
    return Context(actor=actor, at=at, key=IdempotencyKey(f"{name}/{number}"))


def gates() -> tuple[Gate, ...]:
    """Rules, approval and the standard flow, in the order in which they are heard."""
    approval = ApprovalGate(AmountBand(least=Money(_BAND, _EURO), role=APPROVER))
    guards = {
        **STANDARD_GUARDS,
        "approval_needed": approval.needed,
        "approval_not_needed": approval.not_needed,
    }
    rules = RuleSet(
        (
            CustomerKnown(),
            QuantityInRange(most=100_000),
            PriceAgainstList(tolerance=10),
            TotalAgainstLines(),
        )
    )
    validation = ValidationGate(rules, placing=RuleSet((Duplicate(),)))
    return validation, approval, FlowGate(compile_flow(standard_flow(), guards))


def desk_of(database: Database) -> OrderDesk:
    """A desk with the standard gates."""
    path = OrderPath(gates=gates(), sources={ORDER_OF_NUMBER.name: OrderByNumber()})
    return OrderDesk(database, path)


def put_facts(database: Database) -> None:
    """Keep what the rules read: the status of each customer, the list price of each sku."""
    with database.write() as work:
        for customer in range(_CUSTOMERS):
            work.subjects.put(HOUSE, CUSTOMER_STATUS.key(f"C{customer}"), "active")
        for sku in range(_SKUS):
            work.subjects.put(HOUSE, LIST_PRICE.key(f"{10_000 + sku}A"), _list_price(sku))
