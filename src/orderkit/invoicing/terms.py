"""Terms of payment: until when an invoice is to be paid."""

from datetime import date, datetime
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import MOST_NET_DAYS, add_days, day_in, shown

__all__ = ["InvalidTermsError", "PaymentTerms"]


@attrs.frozen(kw_only=True)
class InvalidTermsError(InvalidValueError):
    """Days to pay that nobody can mean."""

    code: ClassVar[str] = "invoicing.terms"
    template: ClassVar[str] = "{days} are no days to pay: 0 to {most} can be agreed"

    days: str
    most: int


@final
@attrs.frozen
class PaymentTerms:
    """So many days after the day of the invoice; 0 is the same day.

    Attributes:
        net_days: The days, at most a hundred years of them.
    """

    net_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse what is no whole number of days, below zero, or beyond a hundred years."""
        if type(self.net_days) is not int or not 0 <= self.net_days <= MOST_NET_DAYS:
            raise InvalidTermsError(days=shown(repr(self.net_days)), most=MOST_NET_DAYS)

    def due(self, at: datetime, zone: str) -> date:
        """The last day to pay in time, counted from the calendar day of the organisation's zone.

        Args:
            at: The moment of the invoice.
            zone: Name of the tz database, such as `Europe/London`.

        Raises:
            DateOutOfRangeError: The terms reach past the years in which business is done.
        """
        return add_days(day_in(at, zone), self.net_days)
