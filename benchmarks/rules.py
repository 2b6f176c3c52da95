"""Fourteen rules on an order of three lines, of which two find something.

Told is the time of `validate` alone: terms and facts are there, as they are in a decision.
"""

import gc
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from statistics import median
from typing import Final

import attrs

from figure import Figure, absolute
from orderkit.order import Line, Terms
from orderkit.validation import (
    CREDIT_LIMIT,
    CREDIT_USED,
    CUSTOMER_STATUS,
    DEBT_DAYS,
    EARLIEST_DAY,
    LIST_PRICE,
    ORDER_MINIMUM,
    PACK_SIZE,
    SKU_STATUS,
    UNIT_COST,
    RuleSet,
    address_part,
    validate,
)
from orderkit.validation.policies import (
    AddressComplete,
    CreditLimit,
    CurrencyAllowed,
    CustomerKnown,
    DatePossible,
    Duplicate,
    MarginAboveFloor,
    MinimumOrder,
    OverdueDebt,
    PriceAgainstList,
    PricePresent,
    QuantityInPacks,
    QuantityInRange,
    SkuSellable,
)
from orderkit.values import (
    ChannelCode,
    Currency,
    Exact,
    Fact,
    FactKey,
    Facts,
    Money,
    OrderId,
    OrganisationId,
    PartyId,
)

__all__ = ["FACTS", "RULES", "TERMS", "measure"]

_EUR: Final = Currency.of("EUR")
_CALLS: Final = 2000

RULES: Final = RuleSet(
    (
        CustomerKnown(),
        AddressComplete(),
        CurrencyAllowed(allowed=("CHF", "EUR")),
        SkuSellable(),
        QuantityInRange(),
        QuantityInPacks(),
        DatePossible(),
        PricePresent(),
        PriceAgainstList(tolerance=5),
        MarginAboveFloor(least=10),
        MinimumOrder(),
        CreditLimit(),
        OverdueDebt(days=10),
        Duplicate(),
    )
)


def _line(place: int) -> Line:
    line = Line.priced(str(place), f"SKU-{place}", 4 * place, "12.50", _EUR)
    return attrs.evolve(line, requested=date(2026, 4, place))


# The third line is for 12 pieces in packs of 5, and wanted too soon.
TERMS: Final = Terms(
    organisation=OrganisationId("acme"),
    order=OrderId("O1"),
    channel=ChannelCode("shop"),
    number="1001",
    customer=PartyId("C1"),
    ordered_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    currency=_EUR,
    lines=tuple(map(_line, (1, 2, 3))),
)


def _facts() -> Iterator[tuple[FactKey, object]]:
    yield CUSTOMER_STATUS.key("C1"), "active"
    for part in AddressComplete().parts:
        yield address_part(part).key("C1"), f"the {part}"
    for line in TERMS.lines:
        yield SKU_STATUS.key(line.sku), "active"
        yield PACK_SIZE.key(line.sku), 5 if line.id == "3" else 4
        yield EARLIEST_DAY.key(line.sku), date(2026, 4, 9 if line.id == "3" else 1)
        yield LIST_PRICE.key(line.sku), Exact.of("12.30")
        yield UNIT_COST.key(line.sku), Exact.of("7")
    yield ORDER_MINIMUM.key("C1"), Money(5000, _EUR)
    yield CREDIT_LIMIT.key("C1"), Money(1_000_000, _EUR)
    yield CREDIT_USED.key("C1"), Money(30_000, _EUR)
    yield DEBT_DAYS.key("C1"), 3


FACTS: Final = Facts.of(*(Fact(key, held, 1) for key, held in _facts()))


def measure(repeats: int) -> Iterator[Figure]:
    """Microseconds of one validation, of the processor's time."""
    took = list[float]()
    for _ in range(repeats):
        gc.collect()
        # Of the processor: whoever else runs on it takes no part in it.
        began = time.process_time()
        for _ in range(_CALLS):
            validate(TERMS, FACTS, RULES)
        took.append((time.process_time() - began) / _CALLS * 1e6)
    yield absolute("rules14.us", median(took), "µs", "lower")
