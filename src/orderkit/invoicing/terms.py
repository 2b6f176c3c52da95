"""Terms of payment (付款条件): until when an invoice is to be paid, and in which parts (分期).

A due day is worked out in one order: the day of the invoice, months later, from there to the end
of the month where that is agreed, and days later still. So the last of January and a month is the
last of February.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import (
    MOST,
    MOST_NET_DAYS,
    Exact,
    add_days,
    add_months,
    day_in,
    field_check,
    month_end,
    share_out,
    shown,
)

__all__ = [
    "DueFrom",
    "Instalment",
    "InstalmentTerms",
    "InvalidInstalmentError",
    "InvalidTermsError",
    "PaymentTerms",
]

# A hundred years, as for days.
_MOST_MONTHS: Final = 1200
_WHOLE: Final = 100


@attrs.frozen(kw_only=True)
class InvalidTermsError(InvalidValueError):
    """Days to pay that nobody can mean."""

    code: ClassVar[str] = "invoicing.terms"
    template: ClassVar[str] = "{days} are no days to pay: 0 to {most} can be agreed"

    days: str
    most: int


@attrs.frozen(kw_only=True)
class InvalidInstalmentError(InvalidValueError):
    """A part of an invoice that nobody can agree on."""

    code: ClassVar[str] = "invoicing.instalment"
    template: ClassVar[str] = "an instalment cannot be {asked}: {why}"

    asked: str
    why: str


@final
class DueFrom(StrEnum):
    """From where the days to pay are counted: the day of the invoice, or the end of its month."""

    ISSUE = "issue"
    MONTH_END = "month_end"


@final
@attrs.frozen
class Instalment:
    """A part of a document, and the last day to pay it in time.

    Attributes:
        due: The day.
        amount: Minor units of the document's currency; none below zero.
    """

    due: date
    amount: int

    def __attrs_post_init__(self) -> None:
        """Refuse a moment for a day, and what is no whole number of 63 bits from zero up."""
        if type(self.due) is not date:
            raise InvalidInstalmentError(asked=shown(repr(self.due)), why="it is no day")
        if type(self.amount) is not int or not 0 <= self.amount <= MOST:
            raise InvalidInstalmentError(asked=shown(repr(self.amount)), why="it is no amount")


@final
@attrs.frozen(kw_only=True)
class InstalmentTerms:
    """What is agreed on a part of each invoice: how much, and until when.

    Attributes:
        percent: Of the invoice's total, above 0 and up to 100; None where an amount is agreed.
        amount: Minor units of the invoice's currency, above 0; None where a percentage is agreed.
        net_days: As for `PaymentTerms`.
        months: Likewise.
        start: Likewise.
    """

    percent: Exact | None = None
    amount: int | None = None
    net_days: int = 0
    months: int = 0
    start: DueFrom = DueFrom.ISSUE

    def __attrs_post_init__(self) -> None:
        """Refuse neither and both of percent and amount, and what is no part or no time."""
        _hold_kinds(_WRONG_IN_INSTALMENT(self))
        _hold_times(self.net_days, self.months)
        asked = f"{self.percent} % and {self.amount}"
        if (self.percent is None) == (self.amount is None):
            raise InvalidInstalmentError(asked=asked, why="give one of percent and amount")
        if self.percent is not None and not 0 < self.percent.fraction <= _WHOLE:
            raise InvalidInstalmentError(asked=f"{self.percent} %", why="it is no part")
        if self.amount is not None and not 0 < self.amount <= MOST:
            raise InvalidInstalmentError(asked=shown(repr(self.amount)), why="it is no amount")


@final
@attrs.frozen
class PaymentTerms:
    """So many days after the day of the invoice; 0 is the same day.

    Attributes:
        net_days: The days, at most a hundred years of them.
        months: Whole months before the days are counted: the same day of the month, or its last.
        start: Whether the days are counted from there, or from the end of that month.
        instalments: Parts that are due otherwise, in the turn in which they are served: each takes
            what it is agreed on, up to what is left. What they leave is due by the terms.
    """

    net_days: int
    months: int = attrs.field(default=0, kw_only=True)
    start: DueFrom = attrs.field(default=DueFrom.ISSUE, kw_only=True)
    instalments: tuple[InstalmentTerms, ...] = attrs.field(
        default=(), kw_only=True, converter=tuple[InstalmentTerms, ...]
    )

    def __attrs_post_init__(self) -> None:
        """Refuse times that nobody means, and more than a hundred percent."""
        _hold_times(self.net_days, self.months)
        _hold_kinds(_WRONG_IN_TERMS(self))
        percents = sum([each.percent.fraction for each in self.instalments if each.percent])
        if percents > _WHOLE:
            raise InvalidInstalmentError(asked=f"{percents} % in all", why="it is more than all")

    def due(self, at: datetime, zone: str) -> date:
        """The last day to pay all in time, counted from the calendar day of the zone.

        It is the day of what no instalment takes; `schedule` has the days of the others.

        Args:
            at: The moment of the invoice.
            zone: Name of the tz database, such as `Europe/London`.

        Raises:
            DateOutOfRangeError: The terms reach past the years in which business is done.
        """
        return _day(self, day_in(at, zone))

    def schedule(self, total: int, at: datetime, zone: str) -> tuple[Instalment, ...]:
        """The parts of an invoice with their days, the earliest first; at least one.

        Percentages share the total by largest remainder. A part that comes to nothing is left out.

        Laws:
            whole: The parts add up to the total, to the minor unit (I-63).

        Args:
            total: Minor units, none below zero.
            at: The moment of the invoice.
            zone: Name of the tz database, such as `Europe/London`.

        Raises:
            DateOutOfRangeError: The terms reach past the years in which business is done.
        """
        day, left = day_in(at, zone), total
        parts = list[Instalment]()
        for terms, wanted in zip(self.instalments, self._wanted(total), strict=True):
            amount = min(wanted, left)
            left -= amount
            if amount:
                parts.append(Instalment(_day(terms, day), amount))
        if left or not parts:
            parts.append(Instalment(_day(self, day), left))
        return tuple(sorted(parts, key=lambda part: part.due))

    def last(self, at: datetime, zone: str) -> date:
        """The latest of all days of the terms, of an invoice that has every part.

        Raises:
            DateOutOfRangeError: The terms reach past the years in which business is done.
        """
        day = day_in(at, zone)
        return max([_day(self, day), *(_day(each, day) for each in self.instalments)])

    def _wanted(self, total: int) -> Iterator[int]:
        """What each instalment takes where there is enough."""
        percents = [each.percent or _NOTHING for each in self.instalments]
        shares = iter(share_out(total, _weights(percents)))
        for each, share in zip(self.instalments, shares, strict=False):
            yield share if each.amount is None else each.amount


_NOTHING: Final = Exact(0)
_WRONG_IN_TERMS: Final = field_check(PaymentTerms)
_WRONG_IN_INSTALMENT: Final = field_check(InstalmentTerms)


def _weights(percents: Sequence[Exact]) -> list[int]:
    """Percentages as whole numbers in proportion, and behind them what they leave of all."""
    scale = max([each.scale for each in percents], default=0)
    weights = [each.digits * 10 ** (scale - each.scale) for each in percents]
    return [*weights, _WHOLE * 10**scale - sum(weights)]


def _day(terms: PaymentTerms | InstalmentTerms, issued: date) -> date:
    day = add_months(issued, terms.months)
    if terms.start is DueFrom.MONTH_END:
        day = month_end(day)
    return add_days(day, terms.net_days)


def _hold_times(days: int, months: int) -> None:
    if type(days) is not int or not 0 <= days <= MOST_NET_DAYS:
        raise InvalidTermsError(days=shown(repr(days)), most=MOST_NET_DAYS)
    if type(months) is not int or not 0 <= months <= _MOST_MONTHS:
        raise InvalidInstalmentError(asked=shown(repr(months)), why="it is no number of months")


def _hold_kinds(wrong: tuple[str, str] | None) -> None:
    if wrong is not None:
        field, held = wrong
        raise InvalidInstalmentError(asked=held, why=f"it is no {field}")
