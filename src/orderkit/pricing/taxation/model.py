"""What is taxed: a supply between parties, and what a policy says of each line of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.pricing.tax import MeanTax, Tax
from orderkit.values import Exact, Finding, field_check, shown

__all__ = [
    "Assessed",
    "Assessment",
    "InvalidSupplyError",
    "Supply",
    "TaxParty",
    "TaxTreatment",
    "Taxable",
]

_LETTERS: Final = 2
_NOTHING: Final = Exact(0)


@attrs.frozen(kw_only=True)
class InvalidSupplyError(InvalidValueError):
    """A supply that nobody can tax."""

    code: ClassVar[str] = "tax.supply"
    template: ClassVar[str] = "{path}: {why}"

    path: str
    why: str


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        field, held = wrong
        raise InvalidSupplyError(path=shown(f"{path}/{field}"), why=f"it cannot hold {held}")


def _hold_country(path: str, code: str) -> None:
    """A country is two capital letters of ISO 3166-1, or nothing where nobody said."""
    if code and not (
        len(code) == _LETTERS and code.isascii() and code.isalpha() and code.isupper()
    ):
        raise InvalidSupplyError(path=path, why=f"{shown(repr(code))} is no country of ISO 3166-1")


@final
class TaxTreatment(StrEnum):
    """How a line stands to the tax; the letters are those of UN/CEFACT code list 5305."""

    STANDARD = "S"  # taxed, at whatever rate
    ZERO = "Z"  # taxed, at nothing
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"  # the buyer owes the tax
    INTRA_COMMUNITY = "K"  # goods to a business in another member state of the EU
    EXPORT = "G"
    OUTSIDE = "O"  # no tax of this kind at all


@final
@attrs.frozen(kw_only=True)
class TaxParty:
    """A seller or a buyer, as far as taxes ask.

    Attributes:
        country: ISO 3166-1, two letters.
        number: Their tax number; empty for none. Whether it is valid, the host found out before.
        business: Whether they act as a business.
    """

    country: str
    number: str = ""
    business: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what is no party."""
        _refuse(_WRONG_IN_PARTY(self), "party")
        _hold_country("country", self.country)


@final
@attrs.frozen(kw_only=True)
class Supply:
    """Who sells to whom, from where to where, and on which day the tax is due.

    Attributes:
        ship_from: The country that goods leave; empty means the seller's.
        ship_to: The country where they arrive; empty means the buyer's.
    """

    seller: TaxParty
    buyer: TaxParty
    on: date
    ship_from: str = ""
    ship_to: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what is no supply."""
        _refuse(_WRONG_IN_SUPPLY(self), "supply")
        _hold_country("ship_from", self.ship_from)
        _hold_country("ship_to", self.ship_to)

    @property
    def origin(self) -> str:
        """Where goods leave."""
        return self.ship_from or self.seller.country

    @property
    def destination(self) -> str:
        """Where goods arrive."""
        return self.ship_to or self.buyer.country


@final
@attrs.frozen(kw_only=True)
class Taxable:
    """A line, as far as taxes ask.

    Attributes:
        id: Of the item or the charge.
        kind: The tax class, as the host's articles name it: `goods`, `books`.
        service: Whether it is a service; else goods.
    """

    id: str
    kind: str
    service: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody taxes."""
        _refuse(_WRONG_IN_TAXABLE(self), f"lines/{self.id}")


@final
@attrs.frozen(kw_only=True)
class Assessment:
    """What a policy says of a line.

    Attributes:
        id: Of the line.
        taxes: Those that it bears. Where the treatment is another than `STANDARD` none is above
            nothing; a tax of 0 % stands for the treatment then, so that its base is shown.
        reason: Why nothing is charged, as documents must say it: a code or a provision.
    """

    id: str
    taxes: tuple[Tax | MeanTax, ...]
    treatment: TaxTreatment = TaxTreatment.STANDARD
    reason: str = ""

    @classmethod
    def untaxed(cls, line: Taxable, treatment: TaxTreatment, reason: str = "") -> "Assessment":
        """Nothing is charged: a tax of 0 % under the letters of the treatment stands for it."""
        tax = Tax(code=treatment.value, rate=_NOTHING)
        return cls(id=line.id, taxes=(tax,), treatment=treatment, reason=reason)

    def __attrs_post_init__(self) -> None:
        """Refuse what is no assessment."""
        _refuse(_WRONG_IN_ASSESSMENT(self), f"lines/{self.id}")


@final
@attrs.frozen(kw_only=True)
class Assessed:
    """What a policy said of all lines, in their order.

    Attributes:
        findings: Why lines could not be assessed.
    """

    assessments: tuple[Assessment, ...] = ()
    findings: tuple[Finding, ...] = ()

    @cached_property
    def by_line(self) -> Mapping[str, Assessment]:
        """The assessment of each line that has one."""
        return MappingProxyType({each.id: each for each in self.assessments})


_WRONG_IN_PARTY: Final = field_check(TaxParty)
_WRONG_IN_SUPPLY: Final = field_check(Supply)
_WRONG_IN_TAXABLE: Final = field_check(Taxable)
_WRONG_IN_ASSESSMENT: Final = field_check(Assessment)
