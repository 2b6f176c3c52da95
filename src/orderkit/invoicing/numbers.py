"""Numbers of documents: one counter for each series, without a gap.

The series is a value. Whoever keeps it writes the next one together with the document that took
the number, in one transaction; so a number is neither lost nor given twice.
"""

from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import DocumentNumber, OrganisationId, replacer

__all__ = ["InvalidSeriesError", "NumberSeries"]

_DIGITS: Final = 6
_LONGEST: Final = 64


@attrs.frozen(kw_only=True)
class InvalidSeriesError(InvalidValueError):
    """A series that could not give readable numbers."""

    code: ClassVar[str] = "document.series"
    template: ClassVar[str] = (
        "series {series} at {next}: give 1 to 64 ASCII letters, digits and dashes, and start at 1"
    )

    series: str
    next: int


@final
@attrs.frozen(kw_only=True)
class NumberSeries:
    """A counter of one organisation, such as `INV-2010`, which gives `INV-2010-000001`.

    Attributes:
        organisation: Whose books.
        series: What stands before the counter; ASCII letters, digits and dashes.
        next: The counter of the number that is taken next, from 1.
    """

    organisation: OrganisationId
    series: str
    next: int = 1

    def __attrs_post_init__(self) -> None:
        """Refuse a series that nobody could read or quote."""
        plain = self.series.replace("-", "") if type(self.series) is str else ""
        if (
            not (plain.isascii() and plain.isalnum())
            or len(self.series) > _LONGEST
            or type(self.next) is not int
            or self.next < 1
        ):
            raise InvalidSeriesError(series=ascii(self.series)[:_LONGEST], next=self.next)

    def take(self) -> tuple[DocumentNumber, "NumberSeries"]:
        """The next number, and the series after it."""
        number = DocumentNumber(f"{self.series}-{self.next:0{_DIGITS}d}")
        return number, _replace(self, next=self.next + 1)


_replace = replacer(NumberSeries)
