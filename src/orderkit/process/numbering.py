"""Document numbers out of the unit of work: gap-free, for a roll-back gives a number again."""

from datetime import datetime
from typing import Final, final

import attrs

from orderkit.invoicing import NumberSeries
from orderkit.ports import UnitOfWork
from orderkit.values import DocumentNumber, OrganisationId, day_in

__all__ = ["CREDIT_SERIES", "INVOICE_SERIES", "NumberTaken", "take_number"]

INVOICE_SERIES: Final = "INV"
CREDIT_SERIES: Final = "CRN"


@final
@attrs.frozen(kw_only=True)
class NumberTaken:
    """A number of a series, and the moment of the document that has it.

    Attributes:
        at: The later of the clock and the latest document of the series.
    """

    number: DocumentNumber
    at: datetime


def take_number(
    work: UnitOfWork, organisation: OrganisationId, kind: str, at: datetime, zone: str
) -> NumberTaken:
    """The next number of a year's series, such as `INV-2010-000001`, written with what takes it.

    Laws:
        gap-free: Numbers follow each other, whatever is rolled back (I-60).
        dated: Moments never fall along a series, even where the clock ran back (I-61).

    Args:
        at: The clock's moment; its year in the zone names the series.
        zone: Of the books, such as `Europe/London`.
    """
    series = f"{kind}-{day_in(at, zone).year}"
    counter = work.numbers.take(organisation, series)
    number, _ = NumberSeries(organisation=organisation, series=series, next=counter).take()
    return NumberTaken(number=number, at=work.numbers.dated(organisation, series, at))
