"""Identities: opaque texts that cannot be mixed up, and keys that name their organisation.

A key is checked when it is made: what no store can hold, or what looks like another, is none.
"""

from operator import attrgetter
from typing import ClassVar, NewType, Protocol, final

import attrs

from orderkit.values.text import checked_id

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


def _organisation(text: OrganisationId) -> OrganisationId:
    return checked_id(text)


def _order(text: OrderId) -> OrderId:
    return checked_id(text)


def _party(text: PartyId) -> PartyId:
    return checked_id(text)


def _number(text: DocumentNumber) -> DocumentNumber:
    return checked_id(text)


def _location(text: LocationId) -> LocationId:
    return checked_id(text)


def _sku(text: Sku) -> Sku:
    return checked_id(text)


def _lot(text: LotId) -> LotId:
    return checked_id(text) if text else text


def _owner(text: OwnerId) -> OwnerId:
    return checked_id(text) if text else text


class _Parts(Protocol):
    """Reads the fields of a key. A plain `Callable` would be taken for a method."""

    def __call__(self, key: object, /) -> tuple[str, ...]: ...


class _InOrder:
    """Order by all fields in turn, as texts; what attrs generates takes ten times as long."""

    __slots__ = ()

    _parts: ClassVar[_Parts]

    def __lt__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._parts(self) < self._parts(other)

    def __le__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._parts(self) <= self._parts(other)


@final
@attrs.frozen(order=False)
class OrderKey(_InOrder):
    """Names one order of one organisation."""

    _parts = attrgetter("organisation", "order")

    organisation: OrganisationId = attrs.field(converter=_organisation)
    order: OrderId = attrs.field(converter=_order)

    def __str__(self) -> str:
        """`organisation/order`."""
        return f"{self.organisation}/{self.order}"


@final
@attrs.frozen(order=False)
class PartyKey(_InOrder):
    """Names one customer or other party of one organisation."""

    _parts = attrgetter("organisation", "party")

    organisation: OrganisationId = attrs.field(converter=_organisation)
    party: PartyId = attrs.field(converter=_party)

    def __str__(self) -> str:
        """`organisation/party`."""
        return f"{self.organisation}/{self.party}"


@final
@attrs.frozen(order=False)
class DocumentKey(_InOrder):
    """Names one document of the books of one organisation."""

    _parts = attrgetter("organisation", "number")

    organisation: OrganisationId = attrs.field(converter=_organisation)
    number: DocumentNumber = attrs.field(converter=_number)

    def __str__(self) -> str:
        """`organisation/number`."""
        return f"{self.organisation}/{self.number}"


@final
@attrs.frozen(order=False)
class StockKey(_InOrder):
    """Names one stock position: whose books, where, what, which lot, whose goods.

    Attributes:
        lot: Empty where lots are not told apart.
        owner: Empty where nobody asks whose goods they are.
    """

    _parts = attrgetter("organisation", "location", "sku", "lot", "owner")

    organisation: OrganisationId = attrs.field(converter=_organisation)
    location: LocationId = attrs.field(converter=_location)
    sku: Sku = attrs.field(converter=_sku)
    lot: LotId = attrs.field(converter=_lot)
    owner: OwnerId = attrs.field(converter=_owner)

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
