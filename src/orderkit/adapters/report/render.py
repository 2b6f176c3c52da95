"""From figures to a page: which section shows what, in which order."""

from collections.abc import Iterator

from orderkit.adapters.report.book_sections import (
    causes,
    checks,
    identities,
    partitions,
    reconciliation,
)
from orderkit.adapters.report.data import ReportData
from orderkit.adapters.report.html import render_page
from orderkit.adapters.report.page import Block, Card, Cards, Page, Section, Tile, Tiles
from orderkit.adapters.report.path_sections import path_sections
from orderkit.adapters.report.story import story_section
from orderkit.adapters.report.voice import Voice

__all__ = ["render_report"]


def render_report(data: ReportData, locale: str) -> str:
    """The page of a report as HTML: one file that needs no other, in light and dark.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    say = Voice(locale=locale, zone=data.zone, flow=data.flow)
    moment = f"{say['as_of']} {say.moment(data.at)}"
    page = Page(
        title=data.title,
        text=f"{data.text} · {moment}" if data.text else moment,
        language=locale.replace("_", "-"),
        links=tuple((each.label, each.file) for each in data.editions),
        top=tuple(_top(data)),
        contents=say["contents"],
        sections=tuple(_sections(data, say)),
    )
    return render_page(page)


def _top(data: ReportData) -> Iterator[Block]:
    if data.headlines:
        yield Tiles(tuple(Tile(each.name, each.shown, each.under) for each in data.headlines))
    if data.notes:
        yield Cards(tuple(Card(each.title, each.items) for each in data.notes))


def _sections(data: ReportData, say: Voice) -> Iterator[Section]:
    if data.figures is not None:
        yield from path_sections(data.figures, say)
    if data.story is not None:
        yield story_section(data.story, say)
    if data.causes:
        yield causes(data.causes, data.currency, say)
    if data.partitions:
        yield partitions(data.partitions, say)
    if data.identities:
        yield identities(data.identities, say)
    if data.reconciliation is not None:
        yield reconciliation(data.reconciliation, say)
    if data.checks:
        yield checks(data.checks, say)
