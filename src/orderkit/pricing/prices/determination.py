"""What comes of a price determination: the winner, and of every other price why it lost."""

from enum import StrEnum
from typing import Final, final

import attrs

from orderkit.pricing.prices.model import InvalidPriceError, PriceRequest, PriceSourceKind
from orderkit.values import MOST, Exact, Finding, checked_id, field_check, shown

__all__ = [
    "DeterminationPolicy",
    "FoundPrice",
    "LostPrice",
    "PriceDetermination",
    "PriceLoss",
    "PriceStamp",
]

_USUAL_KINDS: Final = (
    PriceSourceKind.MANUAL,
    PriceSourceKind.CONTRACT,
    PriceSourceKind.CUSTOMER,
    PriceSourceKind.CUSTOMER_CLASS,
    PriceSourceKind.PRICE_LIST,
)
_MOST_LOSERS: Final = 16


def _text(text: str) -> str:
    return checked_id(text)


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        raise InvalidPriceError(path=shown(f"{path}/{wrong[0]}"), why=f"it cannot hold {wrong[1]}")


@final
class PriceLoss(StrEnum):
    """Why a price was not the one: the first five of prices that hold, the others of no use here.

    They are looked for in this order, and the first is told.
    """

    LATER_KIND = "later_kind"  # another kind goes before
    PRIORITY = "priority"  # another source of the kind goes before
    SMALLER_TIER = "smaller_tier"  # another tier begins higher, and still holds
    EARLIER = "earlier"  # another span of days begins later, and holds already
    NAME = "name"  # alike in all of these; the names of source and entry decide
    NOT_ASKED = "not_asked"  # its kind is not among those that count
    OTHER_CUSTOMER = "other_customer"
    OTHER_CLASS = "other_class"
    OTHER_ORGANISATION = "other_organisation"
    OTHER_CHANNEL = "other_channel"
    OTHER_UNIT = "other_unit"
    OTHER_CURRENCY = "other_currency"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    BELOW_TIER = "below_tier"
    ABOVE_TIER = "above_tier"


_OUTRANKED: Final = frozenset(
    {
        PriceLoss.LATER_KIND,
        PriceLoss.PRIORITY,
        PriceLoss.SMALLER_TIER,
        PriceLoss.EARLIER,
        PriceLoss.NAME,
    }
)


@final
@attrs.frozen(kw_only=True)
class DeterminationPolicy:
    """How a company determines prices.

    Attributes:
        kinds: Which kind of source goes before which; one that is not named does not count.
        most_losers: Of the prices that lost, so many at most are told; the others are counted.
    """

    kinds: tuple[PriceSourceKind, ...] = _USUAL_KINDS
    most_losers: int = _MOST_LOSERS

    def __attrs_post_init__(self) -> None:
        """Refuse a kind that stands twice, and what no policy holds."""
        _refuse(_WRONG_IN_POLICY(self), "policy")
        if len(set(self.kinds)) != len(self.kinds):
            raise InvalidPriceError(path="policy/kinds", why="a kind stands twice")
        if not 0 <= self.most_losers <= MOST:
            raise InvalidPriceError(path="policy/most_losers", why=shown(repr(self.most_losers)))


_WRONG_IN_POLICY: Final = field_check(DeterminationPolicy)
_USUAL: Final = DeterminationPolicy()


@final
@attrs.frozen(kw_only=True)
class FoundPrice:
    """The price that won.

    Attributes:
        source: The id of its source; `manual` for a price that a person entered.
        entry: The id of its entry there; for a manual price, who entered it.
        price: For one whole unit.
        priority: That of its source.
    """

    kind: PriceSourceKind
    source: str = attrs.field(converter=_text)
    entry: str = attrs.field(converter=_text)
    price: Exact
    priority: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse what no price holds."""
        _refuse(_WRONG_IN_FOUND(self), "winner")


_WRONG_IN_FOUND: Final = field_check(FoundPrice)


@final
@attrs.frozen(kw_only=True)
class LostPrice:
    """A price that did not win, and why.

    Attributes:
        source: The id of its source; `manual` for a price that a person entered.
        entry: The id of its entry there; for a manual price, who entered it.
        price: For one whole unit of its own unit, in its own currency.
    """

    kind: PriceSourceKind
    source: str = attrs.field(converter=_text)
    entry: str = attrs.field(converter=_text)
    price: Exact
    loss: PriceLoss

    def __attrs_post_init__(self) -> None:
        """Refuse what no price holds."""
        _refuse(_WRONG_IN_LOST(self), "losers")

    @property
    def outranked(self) -> bool:
        """Whether it holds, and only another price goes before it."""
        return self.loss in _OUTRANKED


_WRONG_IN_LOST: Final = field_check(LostPrice)


@final
@attrs.frozen(kw_only=True)
class PriceStamp:
    """How a line came by its price: what was asked, what won, and what lost.

    Laws:
        again: `redetermine(stamp, book)` with the book of then has this very stamp (I-28).

    Attributes:
        unlisted: How many more prices lost than are told.
        list_price: That of the winner, or of the first price that holds and has one; else that of
            the first price list that holds.
        floor_price: That of the winner, or of the first price that holds and has one.
        system_price: What would have won without the manual price that won; None otherwise, and
            where nothing would have.
    """

    request: PriceRequest
    winner: FoundPrice
    losers: tuple[LostPrice, ...] = ()
    unlisted: int = 0
    list_price: Exact | None = None
    floor_price: Exact | None = None
    system_price: Exact | None = None
    policy: DeterminationPolicy = _USUAL

    def __attrs_post_init__(self) -> None:
        """Refuse what no stamp holds."""
        _refuse(_WRONG_IN_STAMP(self), "stamp")
        if not 0 <= self.unlisted <= MOST:
            raise InvalidPriceError(path="stamp/unlisted", why=shown(repr(self.unlisted)))

    @property
    def price(self) -> Exact:
        """The price for one whole unit."""
        return self.winner.price


_WRONG_IN_STAMP: Final = field_check(PriceStamp)


@final
@attrs.frozen(kw_only=True)
class PriceDetermination:
    """What was found for a request.

    Attributes:
        winner: None where no price holds; then `price.none` is among the findings.
        losers: Those that hold, in the order in which they would have won; then those that are
            for the buyer and do not hold; then those of other buyers. No more than the policy says.
        unlisted: How many more prices lost.
        list_price, floor_price, system_price: As in `PriceStamp`.
        findings: What stands against the price, or is to be minded.

    Laws:
        all told: The winner, the losers and those not listed are all prices of the article in the
            book, and the manual one.
    """

    request: PriceRequest
    policy: DeterminationPolicy
    winner: FoundPrice | None
    losers: tuple[LostPrice, ...] = ()
    unlisted: int = 0
    list_price: Exact | None = None
    floor_price: Exact | None = None
    system_price: Exact | None = None
    findings: tuple[Finding, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no determination holds."""
        _refuse(_WRONG_IN_DETERMINATION(self), "determination")

    @property
    def price(self) -> Exact | None:
        """The price for one whole unit; None where none was found, which is no zero."""
        return None if self.winner is None else self.winner.price

    @property
    def stamp(self) -> PriceStamp | None:
        """What a line keeps of it; None where no price was found."""
        if self.winner is None:
            return None
        return PriceStamp(
            request=self.request,
            winner=self.winner,
            losers=self.losers,
            unlisted=self.unlisted,
            list_price=self.list_price,
            floor_price=self.floor_price,
            system_price=self.system_price,
            policy=self.policy,
        )


_WRONG_IN_DETERMINATION: Final = field_check(PriceDetermination)
