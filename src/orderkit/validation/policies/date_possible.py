"""Dates: nothing is promised for a day before it can be there."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import final

import attrs

from orderkit.order import ChangeDate, Terms
from orderkit.validation.cures import Cure, line_of
from orderkit.validation.facts import EARLIEST_DAY
from orderkit.values import FactKey, Facts, Finding, note, review

__all__ = ["DatePossible"]


@final
@attrs.frozen
class DatePossible:
    """Asks for a named override where a line is wanted before its article can be there."""

    code: str = "date.too_soon"

    def applies(self, terms: Terms, /) -> bool:
        """Whether any line is wanted on a day."""
        return any(line.requested is not None for line in terms.lines)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The earliest day of each sku that is wanted on a day."""
        return (EARLIEST_DAY.key(line.sku) for line in terms.lines if line.requested is not None)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `date.too_soon` by line; one NOTE for all articles without a known day."""
        unknown = 0
        for line in terms.lines:
            wanted = line.requested
            if wanted is None:
                continue
            day = facts.read(EARLIEST_DAY, line.sku)
            if day is None:
                unknown += 1
            elif wanted < day:
                path = f"lines/{line.id}/requested"
                yield review(self.code, path, sku=line.sku, requested=wanted, earliest=day)
        if unknown:
            yield note(f"{self.code}.not_judged", "lines", lines=unknown)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Wait until the earliest day."""
        line, day = line_of(terms, finding), finding.param("earliest")
        return ChangeDate(line.id, day) if line and isinstance(day, date) else None
