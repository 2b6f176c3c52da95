"""Tax rates by code and day."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import Exact, Finding, block, field_check, note, shown

__all__ = ["InvalidTaxRateError", "TaxRate", "TaxRates", "check_rates"]

_WHOLE: Final = Exact(-100)


@attrs.frozen(kw_only=True)
class InvalidTaxRateError(InvalidValueError):
    """A rate that no tax has, or rates of which two hold on one day."""

    code: ClassVar[str] = "tax.rate"
    template: ClassVar[str] = "tax {tax}: {why}"

    tax: str
    why: str


@final
@attrs.frozen(kw_only=True)
class TaxRate:
    """What a tax comes to in a span of days.

    Attributes:
        code: The tax, as the host's articles and documents name it.
        rate: Percent; not below -100.
        since: The first day; None means from ever.
        until: The last day; None means until further notice.
    """

    code: str
    rate: Exact
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no rate holds, and a span that ends before it begins."""
        wrong = _WRONG_IN_RATE(self)
        if wrong is not None:
            why = f"{wrong[0]} cannot hold {wrong[1]}"
            raise InvalidTaxRateError(tax=shown(repr(self.code)), why=shown(why))
        if not self.code:
            raise InvalidTaxRateError(tax="", why="a rate of no tax")
        if self.rate < _WHOLE:
            raise InvalidTaxRateError(tax=shown(self.code), why=f"{self.rate} % takes too much")
        if self.since is not None and self.until is not None and self.until < self.since:
            why = f"{self.until} stands before {self.since}"
            raise InvalidTaxRateError(tax=shown(self.code), why=why)

    def holds(self, on: date) -> bool:
        """Whether it is the rate of this day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


_WRONG_IN_RATE: Final = field_check(TaxRate)


@final
@attrs.frozen
class TaxRates:
    """Rates of taxes, at most one of each on any day.

    Cost: a look-up takes a time that grows with the logarithm of the rates of one tax.
    """

    rates: tuple[TaxRate, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse rates of which two hold on one day; `check_rates` tells all of them."""
        wrong = _WRONG_IN_RATES(self)
        if wrong is not None:
            raise InvalidTaxRateError(tax="", why=shown(f"{wrong[0]} cannot hold {wrong[1]}"))
        for finding in check_rates(self.rates):
            if finding.code == "tax.overlap":
                why = f"two rates on {finding.param('on')}"
                raise InvalidTaxRateError(tax=str(finding.param("tax")), why=why)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The taxes that there are rates of."""
        return frozenset(self._by_code)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[tuple[date, ...], tuple[TaxRate, ...]]]:
        found = dict[str, list[TaxRate]]()
        for rate in self.rates:
            found.setdefault(rate.code, []).append(rate)
        rows = {code: tuple(sorted(own, key=_first_day)) for code, own in found.items()}
        return MappingProxyType(
            {code: (tuple(map(_first_day, own)), own) for code, own in rows.items()}
        )

    def at(self, code: str, on: date) -> Exact | None:
        """Percent of a tax on a day; None where there is no rate of it."""
        days, rates = self._by_code.get(code, ((), ()))
        place = bisect_right(days, on) - 1
        return rates[place].rate if place >= 0 and rates[place].holds(on) else None


_WRONG_IN_RATES: Final = field_check(TaxRates)


def check_rates(rates: Iterable[TaxRate]) -> tuple[Finding, ...]:
    """Everything that is strange in rates: BLOCK for two on one day, NOTE for days without any.

    A gap is told between two rates of a tax alone: before the first and after the last there may
    have been, or may be, no such tax.
    """
    by_code = dict[str, list[TaxRate]]()
    for rate in rates:
        by_code.setdefault(rate.code, []).append(rate)
    return tuple(
        finding for own in by_code.values() for finding in _between(sorted(own, key=_first_day))
    )


def _between(rates: list[TaxRate]) -> Iterator[Finding]:
    """What is strange between each rate and those before it; they come by their first day."""
    last = date.min
    for place, rate in enumerate(rates):
        path, first = f"rates/{rate.code}", _first_day(rate)
        if place and first <= last:
            yield block("tax.overlap", path, tax=rate.code, on=first)
        elif place and (first - last).days > 1:
            yield note("tax.gap", path, tax=rate.code, after=last, before=first)
        last = max(last, rate.until or date.max)


def _first_day(rate: TaxRate) -> date:
    return rate.since or date.min
