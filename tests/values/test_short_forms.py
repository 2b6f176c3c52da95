"""What people type most has a short form that gives the same value."""

from datetime import UTC, datetime

import pytest

from orderkit.values import (
    Actor,
    ActorId,
    Context,
    LocationId,
    LotId,
    NaiveTimeError,
    OrganisationId,
    OwnerId,
    RoleName,
    Sku,
    StockKey,
)

ACME, NOON = OrganisationId("acme"), datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("roles", [(), ("lead",), ("lead", "clerk")])
def test_a_context_by_a_person_is_that_of_an_actor_with_the_roles(roles: tuple[str, ...]) -> None:
    actor = Actor(id=ActorId("ann"), organisation=ACME, roles=tuple(map(RoleName, roles)))
    assert Context.by("ann", ACME, NOON, *roles) == Context(actor=actor, at=NOON)


def test_a_context_by_a_person_knows_its_moment() -> None:
    with pytest.raises(NaiveTimeError):
        Context.by("ann", ACME, datetime(2026, 3, 2, 12))  # noqa: DTZ001 - refused here


def test_a_stock_key_is_the_organisations_own_and_of_no_lot_unless_it_is_said() -> None:
    def key(lot: str, owner: str) -> StockKey:
        return StockKey(ACME, LocationId("main"), Sku("MUG"), LotId(lot), OwnerId(owner))

    assert StockKey.of(ACME, "main", "MUG") == key("", "acme")
    assert StockKey.of(ACME, "main", "MUG", lot="L1", owner="rival") == key("L1", "rival")
