"""What prices are found in, and what a price is asked for."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import (
    MOST,
    PIECE,
    ActorId,
    ChannelCode,
    Currency,
    Exact,
    OrganisationId,
    PartyId,
    Sku,
    Unit,
    checked_id,
    checked_text,
    day_in,
    field_check,
    shown,
    utc,
)

__all__ = [
    "InvalidPriceError",
    "ManualPrice",
    "PriceEntry",
    "PriceRequest",
    "PriceSource",
    "PriceSourceKind",
]


@attrs.frozen(kw_only=True)
class InvalidPriceError(InvalidValueError):
    """A price, a source of prices or a question for a price that cannot be."""

    code: ClassVar[str] = "price.invalid"
    template: ClassVar[str] = "{path}: {why}"

    path: str
    why: str


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        raise InvalidPriceError(path=shown(f"{path}/{wrong[0]}"), why=f"it cannot hold {wrong[1]}")


def _sku(text: Sku) -> Sku:
    return checked_id(text)


def _party(text: PartyId) -> PartyId:
    return checked_id(text)


def _actor(text: ActorId) -> ActorId:
    return checked_id(text)


def _text(text: str) -> str:
    return checked_id(text)


def _sorted_texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({checked_id(text) for text in texts}))


def _sorted_parties(parties: tuple[PartyId, ...]) -> tuple[PartyId, ...]:
    return tuple(sorted({checked_id(party) for party in parties}))


@final
class PriceSourceKind(StrEnum):
    """Where a price comes from; which kind goes before which, the host says."""

    MANUAL = "manual"  # 手工价: a person entered it
    CONTRACT = "contract"  # 合同价
    CUSTOMER = "customer"  # 客户价
    CUSTOMER_CLASS = "customer_class"  # 客户分类价
    PRICE_LIST = "price_list"  # 价目表


@final
@attrs.frozen(kw_only=True)
class PriceEntry:
    """One price of an article: for a unit, a currency, a tier of quantities and some days.

    A tier or a span of days without an end of its own gives way to one that begins higher or
    later, while that one holds.

    Attributes:
        price: For one whole unit, in units of the currency; of any precision, never rounded.
        at_least: The first quantity of the tier, in whole steps of the unit.
        below: The first quantity beyond the tier; None has no end of its own.
        valid_from: The first day; None means always before.
        valid_until: The last day; None has no end of its own.
        list_price: What is shown beside it (标价), for one whole unit.
        floor_price: The lowest price for one whole unit that needs no permission (最低限价).
        id: Names it within its source; empty means its place there, counted from 1.
        row: The row of the file that it was read from.
    """

    sku: Sku = attrs.field(converter=_sku)
    price: Exact
    currency: Currency
    unit: Unit = PIECE
    at_least: int = 0
    below: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    list_price: Exact | None = None
    floor_price: Exact | None = None
    id: str = ""
    row: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no price holds: a tier or a span of days that ends before it begins."""
        path = f"prices/{self.sku}"
        _refuse(_WRONG_IN_ENTRY(self), path)
        if self.id:
            checked_id(self.id)
        if not 0 <= self.at_least <= MOST:
            raise InvalidPriceError(path=f"{path}/at_least", why=shown(repr(self.at_least)))
        if self.below is not None and not self.at_least < self.below <= MOST:
            raise InvalidPriceError(path=f"{path}/below", why=shown(repr(self.below)))
        first, last = self.valid_from, self.valid_until
        if first is not None and last is not None and last < first:
            raise InvalidPriceError(path=f"{path}/valid_until", why=f"{last} is before {first}")
        if self.row is not None and not 1 <= self.row <= MOST:
            raise InvalidPriceError(path=f"{path}/row", why=shown(repr(self.row)))


_WRONG_IN_ENTRY: Final = field_check(PriceEntry)


@final
@attrs.frozen(kw_only=True)
class PriceSource:
    """Prices that hold under the same conditions: a contract, or a price list.

    Attributes:
        id: Unique in its book.
        priority: Of sources of one kind, the lower number goes before (价格优先级).
        customers: For whom alone; sorted, none twice; empty means whoever asks.
        classes: For customers of one of these classes alone; empty means of any.
        organisation: Whose sales alone; None means of all.
        channel: For orders of this channel alone; None means of all.
        negative_allowed: Whether prices below zero are meant, as for deposits given back.
    """

    id: str = attrs.field(converter=_text)
    kind: PriceSourceKind
    entries: tuple[PriceEntry, ...]
    priority: int = 0
    customers: tuple[PartyId, ...] = attrs.field(default=(), converter=_sorted_parties)
    classes: tuple[str, ...] = attrs.field(default=(), converter=_sorted_texts)
    organisation: OrganisationId | None = None
    channel: ChannelCode | None = None
    negative_allowed: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what no source holds: a contract of nobody would be a contract of everybody."""
        path = f"sources/{self.id}"
        _refuse(_WRONG_IN_SOURCE(self), path)
        if not -MOST <= self.priority <= MOST:
            raise InvalidPriceError(path=f"{path}/priority", why=shown(repr(self.priority)))
        kind = self.kind
        if kind is PriceSourceKind.MANUAL:
            raise InvalidPriceError(path=f"{path}/kind", why="a request brings a manual price")
        if kind is PriceSourceKind.CUSTOMER_CLASS and not self.classes:
            raise InvalidPriceError(path=f"{path}/classes", why="it names no class")
        named = kind in (PriceSourceKind.CONTRACT, PriceSourceKind.CUSTOMER)
        if named and not self.customers:
            raise InvalidPriceError(path=f"{path}/customers", why="it names no customer")

    def name_of(self, place: int) -> str:
        """The id of an entry by its place, counted from 0; without one, its place from 1."""
        return self.entries[place].id or str(place + 1)


_WRONG_IN_SOURCE: Final = field_check(PriceSource)


@final
@attrs.frozen(kw_only=True)
class ManualPrice:
    """A price that a person entered (手工价).

    Attributes:
        price: For one whole unit.
        by: Who entered it.
        negative_allowed: Whether a price below zero is meant.
    """

    price: Exact
    by: ActorId = attrs.field(converter=_actor)
    reason: str = attrs.field(default="", converter=checked_text)
    negative_allowed: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what no manual price holds."""
        _refuse(_WRONG_IN_MANUAL(self), "manual")


_WRONG_IN_MANUAL: Final = field_check(ManualPrice)


@final
@attrs.frozen(kw_only=True)
class PriceRequest:
    """What a price is asked for; all that decides which price it is.

    Attributes:
        quantity: Whole steps of `unit`, above zero.
        at: The moment the price is asked at; kept in UTC.
        day: The day of that moment where the organisation is; spans of days go by it.
        customer: None means a buyer without a name, whom no contract is with.
        classes: The classes of the customer; sorted, none twice.
        manual: A price that a person entered.
    """

    sku: Sku = attrs.field(converter=_sku)
    quantity: int
    currency: Currency
    at: datetime = attrs.field(converter=utc)
    day: date
    unit: Unit = PIECE
    customer: PartyId | None = attrs.field(
        default=None, converter=attrs.converters.optional(_party)
    )
    classes: tuple[str, ...] = attrs.field(default=(), converter=_sorted_texts)
    organisation: OrganisationId | None = None
    channel: ChannelCode | None = None
    manual: ManualPrice | None = None

    @classmethod
    def of(
        cls,
        sku: str,
        quantity: int,
        currency: Currency,
        at: datetime,
        zone: str,
        *,
        unit: Unit = PIECE,
        customer: str | None = None,
        classes: tuple[str, ...] = (),
    ) -> "PriceRequest":
        """A request on the day that a moment has in a zone, such as "Asia/Shanghai".

        Raises:
            UnknownZoneError: There is no such zone.
            NaiveTimeError: The moment has no zone.
        """
        return cls(
            sku=Sku(sku),
            quantity=quantity,
            currency=currency,
            at=at,
            day=day_in(at, zone),
            unit=unit,
            customer=None if customer is None else PartyId(customer),
            classes=classes,
        )

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody can ask a price for."""
        _refuse(_WRONG_IN_REQUEST(self), "request")
        if not 1 <= self.quantity <= MOST:
            raise InvalidPriceError(path="request/quantity", why=shown(repr(self.quantity)))


_WRONG_IN_REQUEST: Final = field_check(PriceRequest)
