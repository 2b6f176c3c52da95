"""Tax rates by day: which rate a code has on the day of supply, or why nobody can say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, final

import attrs

from orderkit.pricing.tax import InvalidTaxError, Tax
from orderkit.values import MOST, Exact, Finding, block, checked_id, field_check, shown

__all__ = ["TaxRate", "TaxRates"]

_WHOLE: Final = Exact(-100)


def _text(text: str) -> str:
    return checked_id(text)


@final
@attrs.frozen(kw_only=True)
class TaxRate:
    """The rate of a code over some days.

    Attributes:
        rate: Percent, such as 13; not below -100.
        valid_from: The first day; None means always before.
        valid_until: The last day; None lasts until the next rate of the code begins.
        row: The row of the file that it was read from.
    """

    code: str = attrs.field(converter=_text)
    rate: Exact
    valid_from: date | None = None
    valid_until: date | None = None
    row: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no rate holds: days that end before they begin, more taken than there is."""
        wrong = _WRONG_IN_RATE(self)
        if wrong is not None:
            raise InvalidTaxError(tax=shown(repr(self.code)), why=f"{wrong[0]} is {wrong[1]}")
        if self.rate < _WHOLE:
            raise InvalidTaxError(tax=shown(self.code), why=f"{self.rate} % is below -100 %")
        first, last = self.valid_from, self.valid_until
        if first is not None and last is not None and last < first:
            raise InvalidTaxError(tax=shown(self.code), why=f"{last} is before {first}")
        if self.row is not None and not 1 <= self.row <= MOST:
            raise InvalidTaxError(tax=shown(self.code), why=f"row {self.row}"[:64])

    @property
    def since(self) -> date:
        """The first day; the first that there is, where it has none."""
        return self.valid_from or date.min


_WRONG_IN_RATE: Final = field_check(TaxRate)


@final
@attrs.frozen
class TaxRates:
    """A table of rates by code and day.

    Laws:
        any order: The order in which rates stand has no say.
        never a guess: A day has the one rate that holds on it, or a finding and no rate.
    """

    rates: tuple[TaxRate, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what is no rate."""
        wrong = _WRONG_IN_RATES(self)
        if wrong is not None:
            raise InvalidTaxError(tax=wrong[0], why=f"it cannot hold {wrong[1]}")

    def at(self, code: str, day: date) -> Exact | Finding:
        """The percentage of a code on a day. Linear in the rates of the code.

        Returns:
            The rate; or BLOCK `tax_rate.unknown` for a code that has none, `tax_rate.outside`
            before its first day or after its last, `tax_rate.gap` between two of its spans,
            `tax_rate.overlap` where two of them meet.
        """
        spans = self._by_code.get(code, ())
        begun = [span for span in spans if span.since <= day]
        latest = max((span.since for span in begun), default=date.min)
        held = [
            span
            for span in begun
            if (span.since == latest if span.valid_until is None else day <= span.valid_until)
        ]
        if len(held) == 1:
            return held[0].rate
        if not spans:
            return block("tax_rate.unknown", "rate", tax=shown(code))
        if held:
            return block("tax_rate.overlap", "rate", tax=shown(code), day=day)
        if begun and len(begun) < len(spans):
            return block("tax_rate.gap", "rate", tax=shown(code), day=day)
        return block("tax_rate.outside", "rate", tax=shown(code), day=day)

    def tax(self, code: str, day: date) -> Tax | Finding:
        """The tax of a code on a day, to be put on an item; or the finding of `at`."""
        rate = self.at(code, day)
        return rate if isinstance(rate, Finding) else Tax(code=code, rate=rate)

    def check(self) -> tuple[Finding, ...]:
        """Where spans of one code meet: BLOCK `tax_rate.overlap` for the later one of each two.

        The path names the row of the file, or the code and its place among the rates of the code.
        O(rates log rates).
        """
        return tuple(
            found for code in sorted(self._by_code) for found in _overlaps(self._by_code[code])
        )

    @cached_property
    def _by_code(self) -> Mapping[str, Sequence[TaxRate]]:
        found = dict[str, list[TaxRate]]()
        for rate in self.rates:
            found.setdefault(rate.code, []).append(rate)
        for spans in found.values():
            spans.sort(key=lambda span: (span.since, span.valid_until or date.max))
        return found


_WRONG_IN_RATES: Final = field_check(TaxRates)


def _overlaps(spans: Iterable[TaxRate]) -> Iterator[Finding]:
    """Spans of one code, sorted, that begin where an earlier one has not ended."""
    reached, before = date.min, None
    for place, span in enumerate(spans, 1):
        if before is not None and (reached >= span.since or before == span.since):
            row = f"{span.code}/{place}" if span.row is None else f"rows/{span.row}"
            yield block("tax_rate.overlap", row, tax=shown(span.code), day=span.since)
        before = span.since
        if span.valid_until is not None:
            reached = max(reached, span.valid_until)
