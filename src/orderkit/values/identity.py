"""Identities: opaque texts that cannot be mixed up, and keys that name their organisation."""

from typing import NewType, final

import attrs

__all__ = [
    "ActorId",
    "ChannelCode",
    "DocumentKey",
    "DocumentNumber",
    "EffectId",
    "FlowDigest",
    "IdempotencyKey",
    "LineId",
    "LocationId",
    "LotId",
    "MoveName",
    "OrderId",
    "OrderKey",
    "OrganisationId",
    "OwnerId",
    "PartyId",
    "PartyKey",
    "ReceiptId",
    "ReservationId",
    "ReturnId",
    "RoleName",
    "ShipmentId",
    "Sku",
    "StageName",
    "StockKey",
]

OrganisationId = NewType("OrganisationId", str)
OrderId = NewType("OrderId", str)
LineId = NewType("LineId", str)
PartyId = NewType("PartyId", str)
ActorId = NewType("ActorId", str)
RoleName = NewType("RoleName", str)
ChannelCode = NewType("ChannelCode", str)
Sku = NewType("Sku", str)
LocationId = NewType("LocationId", str)
LotId = NewType("LotId", str)
OwnerId = NewType("OwnerId", str)
ShipmentId = NewType("ShipmentId", str)
ReturnId = NewType("ReturnId", str)
DocumentNumber = NewType("DocumentNumber", str)
ReceiptId = NewType("ReceiptId", str)
ReservationId = NewType("ReservationId", str)
EffectId = NewType("EffectId", str)
IdempotencyKey = NewType("IdempotencyKey", str)
FlowDigest = NewType("FlowDigest", str)
StageName = NewType("StageName", str)
MoveName = NewType("MoveName", str)


@final
@attrs.frozen(order=True)
class OrderKey:
    """Names one order of one organisation."""

    organisation: OrganisationId
    order: OrderId

    def __str__(self) -> str:
        """`organisation/order`."""
        return f"{self.organisation}/{self.order}"


@final
@attrs.frozen(order=True)
class PartyKey:
    """Names one customer or other party of one organisation."""

    organisation: OrganisationId
    party: PartyId

    def __str__(self) -> str:
        """`organisation/party`."""
        return f"{self.organisation}/{self.party}"


@final
@attrs.frozen(order=True)
class DocumentKey:
    """Names one document of the books of one organisation."""

    organisation: OrganisationId
    number: DocumentNumber

    def __str__(self) -> str:
        """`organisation/number`."""
        return f"{self.organisation}/{self.number}"


@final
@attrs.frozen(order=True)
class StockKey:
    """Names one stock position: whose books, where, what, which lot, whose goods."""

    organisation: OrganisationId
    location: LocationId
    sku: Sku
    lot: LotId
    owner: OwnerId

    @classmethod
    def of(
        cls,
        organisation: OrganisationId,
        location: str,
        sku: str,
        *,
        lot: str = "",
        owner: str = "",
    ) -> "StockKey":
        """The position of goods at a place: of no lot, and the organisation's own, if unsaid."""
        whose = OwnerId(owner or organisation)
        return cls(organisation, LocationId(location), Sku(sku), LotId(lot), whose)

    def __str__(self) -> str:
        """`organisation/location/sku/lot/owner`."""
        return f"{self.organisation}/{self.location}/{self.sku}/{self.lot}/{self.owner}"
