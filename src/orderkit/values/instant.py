"""Instants and days: aware moments kept in UTC, and calendar days of a named zone."""

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.text import shown

__all__ = [
    "AmbiguousTimeError",
    "DateOutOfRangeError",
    "NaiveTimeError",
    "NonexistentTimeError",
    "UnknownZoneError",
    "add_days",
    "add_months",
    "day_in",
    "local_instant",
    "month_end",
    "utc",
    "utc_or_none",
    "zone_of",
]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
# Files that a machine keeps beside the tz database, for itself.
_BY_MACHINE: Final = ("localtime", "posixrules")
_FIRST: Final = date(FIRST_YEAR, 1, 1)
_LAST: Final = date(LAST_YEAR, 12, 31)


@attrs.frozen(kw_only=True)
class NaiveTimeError(InvalidValueError):
    """A moment without a zone, which could be any of 38 hours."""

    code: ClassVar[str] = "time.naive"
    template: ClassVar[str] = "{at} has no zone; give an aware datetime, such as one in UTC"

    at: str


@attrs.frozen(kw_only=True)
class AmbiguousTimeError(InvalidValueError):
    """A local time that came twice, in the hour when clocks went back."""

    code: ClassVar[str] = "time.ambiguous"
    template: ClassVar[str] = "{at} came twice in {zone}; it needs an offset"

    at: str
    zone: str


@attrs.frozen(kw_only=True)
class NonexistentTimeError(InvalidValueError):
    """A local time that never was, in the hour that clocks skipped."""

    code: ClassVar[str] = "time.nonexistent"
    template: ClassVar[str] = "{at} never was in {zone}"

    at: str
    zone: str


@attrs.frozen(kw_only=True)
class DateOutOfRangeError(InvalidValueError):
    """A day outside the years 1900 to 2200, in which business is done."""

    code: ClassVar[str] = "date.out_of_range"
    template: ClassVar[str] = "{day} is outside the years 1900 to 2200"

    day: str


@attrs.frozen(kw_only=True)
class UnknownZoneError(InvalidValueError):
    """A name that is no zone of the tz database."""

    code: ClassVar[str] = "time.zone_unknown"
    template: ClassVar[str] = "{zone} is no zone of the tz database, such as Europe/London"

    zone: str


def utc(at: datetime) -> datetime:
    """The same moment in UTC.

    Raises:
        NaiveTimeError: It has no zone, or is no moment at all.
        DateOutOfRangeError: In UTC it is in no year from 1 to 9999.
    """
    try:
        zone = at.tzinfo
    except AttributeError:
        # A caller without a type checker may hand in anything, a day above all.
        raise NaiveTimeError(at=shown(repr(at))) from None
    if zone is UTC:
        return at
    if zone is None or at.utcoffset() is None:
        raise NaiveTimeError(at=at.isoformat())
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise DateOutOfRangeError(day=at.isoformat()) from None


def utc_or_none(at: datetime | None) -> datetime | None:
    """The same moment in UTC, where there is one.

    Raises:
        NaiveTimeError: As for `utc`.
    """
    return None if at is None else utc(at)


def zone_of(name: str) -> ZoneInfo:
    """A zone by its name in the tz database.

    Raises:
        UnknownZoneError: There is none of this name, or it is another one on each machine.
    """
    if name in _BY_MACHINE:
        raise UnknownZoneError(zone=name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError, AttributeError) as error:
        raise UnknownZoneError(zone=ascii(name)[:64]) from error


def day_in(at: datetime, zone: str) -> date:
    """The calendar day of a moment in a zone."""
    return utc(at).astimezone(zone_of(zone)).date()


def local_instant(naive: datetime, zone: str | ZoneInfo) -> datetime:
    """The moment in UTC that a wall clock in a zone showed.

    Raises:
        AmbiguousTimeError: The clock showed it twice.
        NonexistentTimeError: The clock skipped it.
    """
    there = zone_of(zone) if isinstance(zone, str) else zone
    first = naive.replace(tzinfo=there, fold=0)
    second = naive.replace(tzinfo=there, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    back = first.astimezone(UTC).astimezone(there).replace(tzinfo=None)
    if back == naive.replace(fold=0):
        raise AmbiguousTimeError(at=naive.isoformat(), zone=str(there))
    raise NonexistentTimeError(at=naive.isoformat(), zone=str(there))


def add_days(day: date, days: int) -> date:
    """So many days later.

    Raises:
        DateOutOfRangeError: The result is outside the years 1900 to 2200.
    """
    if not _FIRST <= day <= _LAST or abs(days) > (_LAST - _FIRST).days:
        raise DateOutOfRangeError(day=f"{day} and {days} days")
    later = day + timedelta(days=days)
    if not _FIRST <= later <= _LAST:
        raise DateOutOfRangeError(day=str(later))
    return later


def add_months(day: date, months: int) -> date:
    """So many months later: the same day of the month, or its last day if it is shorter.

    Raises:
        DateOutOfRangeError: The result is outside the years 1900 to 2200.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateOutOfRangeError(day=f"{day} and {months} months")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
