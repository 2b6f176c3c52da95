"""Strategies for values: money, quantities, actors, contexts, findings.

Few names and small numbers on purpose: collisions are what we are after.
"""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from orderkit.values import (
    MOST,
    Actor,
    ActorId,
    ChannelCode,
    Context,
    Currency,
    Exact,
    Finding,
    Money,
    OrganisationId,
    Quantity,
    RoleName,
    Severity,
    Unit,
)

__all__ = [
    "actors",
    "contexts",
    "currencies",
    "exacts",
    "findings",
    "instants",
    "monies",
    "quantities",
    "units",
]

_CLERK, _APPROVER = RoleName("clerk"), RoleName("approver")


def currencies() -> st.SearchStrategy[Currency]:
    """Draw a currency with none, two or three decimals."""
    return st.sampled_from(["JPY", "EUR", "GBP", "CNY", "KWD"]).map(Currency.of)


def monies(
    currency: Currency | None = None, *, least: int = -MOST, most: int = MOST
) -> st.SearchStrategy[Money]:
    """Draw amounts within bounds in minor units, of one currency or of several."""
    of = currencies() if currency is None else st.just(currency)
    return st.builds(Money, st.integers(least, most), of)


def exacts() -> st.SearchStrategy[Exact]:
    """Draw exact decimals as unit prices have them: up to 10 decimals, not below zero."""
    digits, scales = st.integers(0, 10**12), st.integers(0, 10)
    return st.builds(Exact, digits, scales)


def units() -> st.SearchStrategy[Unit]:
    """Draw a unit that is counted, or one that is measured."""
    return st.sampled_from([Unit("C62", 0), Unit("KGM", 3), Unit("MTR", 2)])


def quantities() -> st.SearchStrategy[Quantity]:
    """Draw quantities of any unit, not below zero."""
    return st.builds(Quantity, st.integers(0, 10**9), units())


def instants() -> st.SearchStrategy[datetime]:
    """Draw aware moments around a leap day."""
    start = datetime(2024, 2, 28, 12, tzinfo=UTC)
    return st.integers(0, 4000).map(lambda minutes: start + timedelta(minutes=minutes))


def actors() -> st.SearchStrategy[Actor]:
    """Draw named people of one organisation, with some roles."""
    return st.builds(
        Actor,
        id=st.sampled_from([ActorId("ann"), ActorId("bob"), ActorId("cho")]),
        organisation=st.just(OrganisationId("acme")),
        roles=st.sampled_from(
            [(), (RoleName("clerk"),), (RoleName("approver"), RoleName("clerk"))]
        ),
    )


def contexts() -> st.SearchStrategy[Context]:
    """Draw contexts: who, when, through which channel."""
    return st.builds(
        Context,
        actor=actors(),
        at=instants(),
        channel=st.sampled_from([ChannelCode("shop"), ChannelCode("desk")]),
    )


def findings() -> st.SearchStrategy[Finding]:
    """Draw findings of any severity, with typed parameters."""
    params = st.dictionaries(
        st.sampled_from(["asked", "there", "amount"]), st.integers(-9, 9) | monies(), max_size=2
    )
    return st.builds(
        Finding,
        code=st.sampled_from(["credit.exceeded", "price.list", "quantity.range"]),
        severity=st.sampled_from(Severity),
        path=st.sampled_from(["total", "lines/1/quantity"]),
        params=params,
        evidence=params,
    )
