"""Pricing policies: how a company, or a system it comes from, arrives at its totals."""

from enum import StrEnum
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import RoundingPolicy, field_check

__all__ = [
    "Difference",
    "FunctionalBasis",
    "InvalidPolicyError",
    "LineBasis",
    "PricingPolicy",
    "Weighing",
]


@attrs.frozen(kw_only=True)
class InvalidPolicyError(InvalidValueError):
    """A pricing policy whose fields hold something else."""

    code: ClassVar[str] = "pricing.policy"
    template: ClassVar[str] = "a pricing policy cannot hold {why}"

    why: str


@final
class LineBasis(StrEnum):
    """What a line's amount is to its taxes and to the sum of lines."""

    ROUNDED = "rounded"
    TAXED_EXACT = "taxed_exact"  # taxes are worked out on the exact amount; shown is a rounded one
    EXACT = "exact"  # and exact amounts are added up; shown lines come to the rounded sum


@final
class Weighing(StrEnum):
    """What a discount of the order is shared out by."""

    ENTERED = "entered"  # prices as entered
    GROSS = "gross"  # amounts with tax, whatever was entered


@final
class Difference(StrEnum):
    """What becomes of a gross that a discount off the gross should leave, and no net reaches."""

    LEFT = "left"  # the gross is what net and tax come to
    SHOWN = "shown"  # the gross is what it should be, beside an explicit rounding adjustment


@final
class FunctionalBasis(StrEnum):
    """What is converted into the functional currency (本位币), and rounded there."""

    LINES = "lines"  # each line and each tax on it
    GROUPS = "groups"  # net and tax groups, exact as they were before they were rounded
    TOTALS = "totals"  # net and gross of the document; the tax is what is between them


@final
@attrs.frozen(kw_only=True)
class PricingPolicy:
    """How totals come about: five fields of rounding, and what else systems differ in.

    Attributes:
        zero_weights_alike: Whether lines share alike where all of them come to nothing; else
            what should be shared out among them is given back.
    """

    rounding: RoundingPolicy = RoundingPolicy()
    lines: LineBasis = LineBasis.ROUNDED
    weighing: Weighing = Weighing.ENTERED
    difference: Difference = Difference.LEFT
    functional: FunctionalBasis = FunctionalBasis.LINES
    zero_weights_alike: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what no policy holds."""
        wrong = _WRONG_IN_POLICY(self)
        if wrong is not None:
            raise InvalidPolicyError(why=f"{wrong[1]} as {wrong[0]}")


_WRONG_IN_POLICY: Final = field_check(PricingPolicy)
