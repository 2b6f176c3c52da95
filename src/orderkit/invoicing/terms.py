"""Terms of payment: until when an invoice is to be paid."""

from datetime import date, datetime
from typing import final

import attrs

from orderkit.values import add_days, day_in

__all__ = ["PaymentTerms"]


@final
@attrs.frozen
class PaymentTerms:
    """So many days after the day of the invoice; 0 is the same day.

    Attributes:
        net_days: The days, at most a hundred years of them.
    """

    net_days: int = attrs.field(
        validator=attrs.validators.and_(attrs.validators.ge(0), attrs.validators.le(36_525))
    )

    def due(self, at: datetime, zone: str) -> date:
        """The last day to pay in time, counted from the calendar day of the organisation's zone.

        Args:
            at: The moment of the invoice.
            zone: Name of the tz database, such as `Europe/London`.

        Raises:
            DateOutOfRangeError: The terms reach past the years in which business is done.
        """
        return add_days(day_in(at, zone), self.net_days)
