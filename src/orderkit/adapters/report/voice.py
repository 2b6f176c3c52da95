"""The report's voice: names, figures and sentences in one language."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final, final

import attrs

from orderkit.adapters.report.page import Gauge
from orderkit.adapters.report.words import Words, show_duration, words_of
from orderkit.locales import (
    sentences,
    show_date,
    show_instant,
    show_money,
    show_number,
    show_share,
)
from orderkit.values import Currency, Money, MoveName, StageName, utc, zone_of
from orderkit.workflow import FlowDefinition

__all__ = ["Voice"]

_SLOT: Final = re.compile(r"\{[a-z_]+\}")
_FIRST: Final = re.compile(r"^.*?(?:\.(?=\s|$)|。)")
_WHOLE: Final = 1000


@final
@attrs.frozen(kw_only=True)
class Voice:
    """Says things in a locale."""

    locale: str
    zone: str
    flow: FlowDefinition
    words: Words = attrs.field(init=False)

    @words.default
    def _words(self) -> Words:
        return words_of(self.locale)

    def __getitem__(self, word: str) -> str:
        """A word of the report."""
        return self.words[word]

    def filled(self, word: str, **slots: str) -> str:
        """A word with its slots filled in; what stands in a value is never taken for a slot."""
        return _SLOT.sub(lambda slot: slots[slot[0][1:-1]], self.words[word])

    def stage(self, name: StageName) -> str:
        """The flow's label, or else the name."""
        labels = (dict(stage.labels) for stage in self.flow.stages if stage.name == name)
        return next(labels, {}).get(self.locale, name)

    def move(self, name: MoveName) -> str:
        """Likewise."""
        labels = (dict(move.labels) for move in self.flow.moves if move.name == name)
        return next(labels, {}).get(self.locale, name)

    def event(self, name: str) -> str:
        """The word for an event, by the name of its class."""
        return self.words.get(f"event.{name}", name)

    def command(self, name: str) -> str:
        """The word for a command, by the name of its class."""
        return self.words.get(f"command.{name}", name)

    def cause(self, code: str) -> str:
        """What is wrong, without what to do about it; figures differ from case to case.

        Empty for a code that no catalogue knows, such as one of a host's own rule.
        """
        known = sentences("finding", self.locale)
        sentence = known.get(code) or sentences("reason", self.locale).get(code, "")
        first = _FIRST.match(sentence)
        return _SLOT.sub("…", first[0]).replace("….", "…") if first else ""

    def number(self, number: int) -> str:
        """A number with its thousands apart."""
        return show_number(number, self.locale)

    def money(self, minor: int, currency: Currency) -> str:
        """An amount in minor units."""
        return show_money(Money(minor, currency), self.locale)

    def moment(self, at: datetime) -> str:
        """A moment in the zone of the report."""
        return show_instant(at, self.zone, self.locale)

    def minute(self, at: datetime) -> str:
        """A moment in the zone of the report, to the minute and without the offset."""
        there = utc(at).astimezone(zone_of(self.zone))
        return f"{show_date(there.date(), self.locale)} · {there:%H:%M}"

    def lasted(self, time: timedelta) -> str:
        """A duration."""
        return show_duration(time, self.locale)

    def percent(self, part: int, whole: int) -> str:
        """How much a part is of a whole, whatever their signs; empty where nothing is whole."""
        return show_share(abs(Fraction(part, whole))) if whole else ""

    def gauge(self, parts: Sequence[int], most: int) -> Gauge:
        """Parts of a bar; `most` is as long as there is room, and what is not nothing is seen."""
        if most <= 0:
            return Gauge(())
        return Gauge(tuple(max(part * _WHOLE // most, int(part > 0)) for part in parts))
