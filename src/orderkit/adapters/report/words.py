"""The report's own words, out of the catalogues."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, TypeAlias

from orderkit.locales import sentences, show_number

__all__ = ["Words", "show_duration", "words_of"]

Words: TypeAlias = Mapping[str, str]

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE


def words_of(locale: str) -> Words:
    """All words of a report by their names.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    return sentences("report", locale)


def show_duration(lasted: timedelta, locale: str) -> str:
    """The two greatest units of a duration, such as `2 d 3 h`; cut, not rounded.

    >>> show_duration(timedelta(days=2, hours=3, minutes=59), "en")
    '2 d 3 h'
    """
    words = words_of(locale)
    hours, rest = divmod(lasted.seconds, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    parts = list(
        zip(
            (lasted.days, hours, minutes, seconds),
            (words["days"], words["hours"], words["minutes"], words["seconds"]),
            strict=True,
        )
    )
    first = next((place for place, (number, _) in enumerate(parts) if number), len(parts) - 1)
    two = [part for part in parts[first : first + 2] if part[0] or part is parts[first]]
    return " ".join(f"{show_number(number, locale)} {unit}" for number, unit in two)
