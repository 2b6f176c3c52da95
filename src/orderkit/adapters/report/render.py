"""From figures to sections: which table and which chart shows what, in words of a locale."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Final, final

import attrs

from orderkit.adapters.report.chart import Bar, Box, Way, bar_chart, flow_diagram
from orderkit.adapters.report.data import Partition, ReportData, Share
from orderkit.adapters.report.page import Section, Table, render_page
from orderkit.adapters.report.words import Words, show_duration, words_of
from orderkit.insight import Cause
from orderkit.locales import sentences, show_instant, show_money, show_number
from orderkit.values import Money, MoveName, StageName

__all__ = ["render_report"]

_SLOT: Final = re.compile(r"\{[a-z_]+\}")
_FIRST: Final = re.compile(r"^.*?(?:\.(?=\s|$)|。)")
_MOST_BARS: Final = 12


def render_report(data: ReportData, locale: str) -> str:
    """The page of a report as HTML: one file that needs no other, in light and dark.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    sentences("finding", locale)  # refuses a locale before anything is built on it
    words = words_of(locale)
    report = _Report(data=data, locale=locale, words=words)
    moment = f"{words['as_of']} {show_instant(data.at, data.zone, locale)}"
    text = f"{data.text} · {moment}" if data.text else moment
    return render_page(data.title, text, tuple(report.sections()), locale=locale)


@final
@attrs.frozen(kw_only=True)
class _Report:
    """The figures with the words to show them in."""

    data: ReportData
    locale: str
    words: Words

    def sections(self) -> Iterator[Section]:
        data = self.data
        for partition in data.partitions:
            yield self._partition(partition)
        if data.flow is not None:
            yield self._flow()
        if data.funnel:
            yield self._funnel()
        if data.times:
            yield self._times()
        if data.causes:
            yield self._causes()
        if data.reconciliation:
            yield self._reconciliation()
        if data.checks:
            yield self._checks()

    def _partition(self, partition: Partition) -> Section:
        shares = (*partition.parts, partition.whole)
        whole = partition.whole.count
        rows = tuple(
            (
                self._named(share.name),
                "" if share.count is None else self._number(share.count),
                _percent(share.count, whole),
                "" if share.amount is None else show_money(share.amount, self.locale),
            )
            for share in shares
        )
        return Section(
            title=self._named(partition.name),
            text=self.words["adds_up" if partition.adds_up else "not_adding_up"],
            chart=bar_chart(
                [self._share(part) for part in partition.parts], title=self._named(partition.name)
            ),
            table=self._table(
                ("name", "count", "share", "amount"), rows, numbers={1, 2, 3}, total=True
            ),
        )

    def _share(self, part: Share) -> Bar:
        amount = abs(part.amount.minor) if part.amount else 0
        shown = show_money(part.amount, self.locale) if part.amount else ""
        if part.count is not None:
            return Bar(
                label=self._named(part.name), size=part.count, shown=self._number(part.count)
            )
        return Bar(label=self._named(part.name), size=amount, shown=shown)

    def _flow(self) -> Section:
        stages = self.data.flow.stages if self.data.flow else ()
        now = {step.stage: step.now for step in self.data.funnel}
        boxes = [
            Box(
                name=stage.name,
                label=self._stage(stage.name),
                shown=self._number(now[stage.name]) if stage.name in now else "",
            )
            for stage in stages
        ]
        counts = Counter[tuple[str, str]]()
        for move in self.data.moves:
            counts[move.source, move.target] += move.count
        ways = [
            Way(source=source, target=target, shown=self._number(count))
            for (source, target), count in counts.items()
        ]
        rows = tuple(
            (
                self._move(move.move) if move.source else self.words["start"],
                self._stage(move.source),
                self._stage(move.target),
                self._number(move.count),
            )
            for move in self.data.moves
        )
        return Section(
            title=self.words["flow"],
            text=self.words["flow_text"],
            chart=flow_diagram(boxes, ways, title=self.words["flow"]),
            table=self._table(("move", "from", "to", "count"), rows, numbers={3}) if rows else None,
        )

    def _funnel(self) -> Section:
        steps = self.data.funnel
        bars = [
            Bar(
                label=self._stage(step.stage),
                size=step.reached,
                shown=f"{self._number(step.reached)} · {self.words['now']} "
                f"{self._number(step.now)}",
            )
            for step in steps
        ]
        return Section(
            title=self.words["funnel"], chart=bar_chart(bars, title=self.words["funnel"])
        )

    def _times(self) -> Section:
        lasted = partial(show_duration, locale=self.locale)
        times = self.data.times
        bars = [
            Bar(
                label=self._stage(each.stage),
                size=each.median.days * 86_400 + each.median.seconds,
                shown=lasted(each.median),
            )
            for each in times
        ]
        rows = tuple(
            (
                self._stage(each.stage),
                self._number(each.stays),
                self._number(each.there),
                lasted(each.median),
                lasted(each.slowest),
            )
            for each in times
        )
        heads = ("stage", "stays", "waiting", "median", "slowest")
        return Section(
            title=self.words["times"],
            text=self.words["times_text"],
            chart=bar_chart(bars, title=self.words["times"]),
            table=self._table(heads, rows, numbers={1, 2, 3, 4}),
        )

    def _causes(self) -> Section:
        causes = self.data.causes
        cases = sum(cause.count for cause in causes)
        bars = [
            Bar(label=self._named(cause.code), size=cause.count, shown=self._number(cause.count))
            for cause in causes[:_MOST_BARS]
        ]
        rows = tuple(
            (
                cause.code,
                self._said(cause),
                self._number(cause.count),
                show_money(Money(cause.amount, self.data.currency), self.locale),
                _percent(cause.cumulated, cases),
            )
            for cause in causes
        )
        return Section(
            title=self.words["causes"],
            text=self.words["causes_text"],
            chart=bar_chart(bars, title=self.words["causes"]),
            table=self._table(
                ("code", "what", "cases", "amount", "cumulated"), rows, numbers={2, 3, 4}
            ),
        )

    def _said(self, cause: Cause) -> str:
        """What is wrong, without what to do about it; figures differ from case to case."""
        code, known = cause.code, sentences("finding", self.locale)
        sentence = known.get(code) or sentences("reason", self.locale).get(code, "")
        first = _FIRST.match(sentence)
        return _SLOT.sub("…", first[0] if first else dict(self.data.labels).get(code, ""))

    def _reconciliation(self) -> Section:
        rows = tuple(
            (
                self._named(each.name),
                self._number(each.receipts),
                self._number(each.payable),
                self._number(each.right),
                _percent(each.right, each.payable),
            )
            for each in self.data.reconciliation
        )
        heads = ("name", "receipts", "payable", "right", "share")
        return Section(
            title=self.words["reconciliation"],
            table=self._table(heads, rows, numbers={1, 2, 3, 4}),
        )

    def _checks(self) -> Section:
        rows = tuple(
            (
                self._named(each.name),
                self._number(each.checked),
                each.holds,
                self.words["holds" if each.holds else "broken"],
            )
            for each in self.data.checks
        )
        return Section(
            title=self.words["checks"],
            text=self.words["checks_text"],
            table=self._table(("name", "checked", "", "result"), rows, numbers={1}),
        )

    def _table(
        self,
        heads: tuple[str, ...],
        rows: tuple[tuple[str | bool, ...], ...],
        *,
        numbers: set[int],
        total: bool = False,
    ) -> Table:
        return Table(
            heads=tuple(self.words[head] if head else "" for head in heads),
            rows=rows,
            numbers=frozenset(numbers),
            total=total,
        )

    def _named(self, name: str) -> str:
        return dict(self.data.labels).get(name, name)

    def _stage(self, name: StageName) -> str:
        """The host's own word, then the flow's label, then the name."""
        stages = self.data.flow.stages if self.data.flow else ()
        labels = (dict(stage.labels) for stage in stages if stage.name == name)
        return dict(self.data.labels).get(name) or next(labels, {}).get(self.locale, name)

    def _move(self, name: MoveName) -> str:
        moves = self.data.flow.moves if self.data.flow else ()
        labels = (dict(move.labels) for move in moves if move.name == name)
        return dict(self.data.labels).get(name) or next(labels, {}).get(self.locale, name)

    def _number(self, number: int) -> str:
        return show_number(number, self.locale)


def _percent(part: int | None, whole: int | None) -> str:
    """Tenths of a percent, cut; nothing where there is no whole."""
    if part is None or not whole:
        return ""
    tenths = abs(part) * 1000 // abs(whole)
    return f"{tenths // 10}.{tenths % 10} %"
