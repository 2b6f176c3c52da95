"""Document numbers out of the unit of work: gap-free, for a roll-back gives a number again."""

from typing import Final

from orderkit.invoicing import NumberSeries
from orderkit.ports import UnitOfWork
from orderkit.values import DocumentNumber, OrganisationId

__all__ = ["CREDIT_SERIES", "INVOICE_SERIES", "take_number"]

INVOICE_SERIES: Final = "INV"
CREDIT_SERIES: Final = "CRN"


def take_number(
    work: UnitOfWork, organisation: OrganisationId, kind: str, year: int
) -> DocumentNumber:
    """The next number of a year's series, such as `INV-2010-000001`, written with what takes it."""
    series = f"{kind}-{year}"
    counter = work.numbers.take(organisation, series)
    number, _ = NumberSeries(organisation=organisation, series=series, next=counter).take()
    return number
