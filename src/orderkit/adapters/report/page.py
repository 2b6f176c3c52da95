"""The page: sections of text, tables and charts in one HTML file without any other resource."""

from collections.abc import Sequence
from typing import Final, final

import attrs

from orderkit.adapters.report.text import markup

__all__ = ["Section", "Table", "render_page"]

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5c6877; --line: #d9dfe6;
  --paper: #fff; --card: #f6f8fa; --bar: #2f6fbd; --good: #1a7f4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa7b5; --line: #38424e;
  --paper: #14191f; --card: #1c232b; --bar: #6aa7ec; --good: #5fce96; --bad: #ff8a80; } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 4rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans SC", sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
p { color: var(--soft); margin: .25rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; }
td.number, th.number { text-align: right; }
.wide { overflow-x: auto; } svg { max-width: 100%; height: auto; }
svg text { font: 13px system-ui, "Noto Sans SC", sans-serif; fill: var(--ink); }
svg .label { text-anchor: end; } svg .bar { fill: var(--bar); }
svg .value, svg .count, svg .way-label { fill: var(--soft); }
svg .name, svg .count, svg .way-label { text-anchor: middle; } svg .name { font-weight: 600; }
svg .count, svg .way-label { font-size: 12px; }
svg .way-label { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; }
svg .box { fill: var(--card); stroke: var(--line); }
svg .way { fill: none; stroke: var(--soft); stroke-opacity: .6; } svg .tip { fill: var(--soft); }
tr.total td { font-weight: 600; border-top: 2px solid var(--line); }
.good { color: var(--good); } .bad { color: var(--bad); }
"""


@final
@attrs.frozen(kw_only=True)
class Table:
    """Rows of text under their heads.

    Attributes:
        rows: A cell that is true or false is shown as a mark in green or red.
        numbers: Columns that stand to the right.
        total: Whether the last row sums up the others.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str | bool, ...], ...]
    numbers: frozenset[int] = frozenset()
    total: bool = False


@final
@attrs.frozen(kw_only=True)
class Section:
    """One part of the page.

    Attributes:
        text: What it shows, in a sentence.
        chart: SVG as the functions of this package give it; never text from elsewhere.
    """

    title: str
    text: str = ""
    chart: str = ""
    table: Table | None = None


def render_page(title: str, text: str, sections: Sequence[Section], *, locale: str = "en") -> str:
    """The whole page as HTML; everything but the charts is escaped here."""
    body = "".join(map(_section, sections))
    return (
        f'<!doctype html>\n<html lang="{markup(locale.replace("_", "-"))}"><head>'
        '<meta charset="utf-8">'
        # Even if a script got in, no browser would run it, nor fetch a thing.
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{markup(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{markup(title)}</h1><p>{markup(text)}</p>{body}</body></html>\n"
    )


def _section(section: Section) -> str:
    parts = [f"<h2>{markup(section.title)}</h2>"]
    if section.text:
        parts.append(f"<p>{markup(section.text)}</p>")
    if section.chart:
        parts.append(f'<div class="wide">{section.chart}</div>')
    if section.table is not None:
        parts.append(f'<div class="wide">{_table(section.table)}</div>')
    return f"<section>{''.join(parts)}</section>"


def _table(table: Table) -> str:
    heads = "".join(_cell("th", table, place, text) for place, text in enumerate(table.heads))
    rows = [
        "".join(_cell("td", table, place, cell) for place, cell in enumerate(row))
        for row in table.rows
    ]
    kinds = [""] * len(rows)
    if table.total and rows:
        kinds[-1] = ' class="total"'
    body = "".join(f"<tr{kind}>{row}</tr>" for kind, row in zip(kinds, rows, strict=True))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _cell(tag: str, table: Table, place: int, cell: str | bool) -> str:  # noqa: FBT001 - a value to show, not a switch
    if isinstance(cell, bool):
        return f'<{tag} class="{"good" if cell else "bad"}">{"✓" if cell else "✗"}</{tag}>'
    number = ' class="number"' if place in table.numbers else ""
    return f"<{tag}{number}>{markup(cell)}</{tag}>"
