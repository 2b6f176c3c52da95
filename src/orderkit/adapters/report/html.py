"""A page as HTML: one file that needs nothing else. All text is escaped here."""

from functools import cache
from importlib.resources import files
from typing import assert_never

from orderkit.adapters.report.page import (
    Block,
    Cards,
    Cell,
    Drawing,
    Equation,
    Gauge,
    Page,
    Paragraph,
    Section,
    Step,
    Steps,
    Table,
    Tiles,
    Titled,
    Under,
)
from orderkit.adapters.report.text import markup

__all__ = ["render_page"]


def render_page(page: Page) -> str:
    """The whole page."""
    # `./` keeps a name from being taken for a scheme such as `javascript:`.
    links = "".join(f'<a href="./{markup(file)}">{markup(label)}</a>' for label, file in page.links)
    contents = "".join(
        f'<li><a href="#s{place}">{markup(section.title)}</a></li>'
        for place, section in enumerate(page.sections)
    )
    return (
        f'<!doctype html>\n<html lang="{markup(page.language)}"><head><meta charset="utf-8">'
        # Even if a script got in, no browser would run it, nor fetch a thing.
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{markup(page.title)}</title><style>{_style()}</style></head><body>"
        f'<header><h1>{markup(page.title)}</h1><p class="soft">{markup(page.text)}</p>'
        f'<p class="links">{links}</p></header>\n<main>'
        f"{''.join(map(_block, page.top))}"
        f'<nav aria-label="{markup(page.contents)}"><ul>{contents}</ul></nav>\n'
        f"{''.join(_section(place, each) for place, each in enumerate(page.sections))}"
        "</main></body></html>\n"
    )


@cache
def _style() -> str:
    return files("orderkit.adapters.report").joinpath("style.css").read_text("utf-8")


def _section(place: int, section: Section) -> str:
    blocks = "".join(map(_block, section.blocks))
    return (
        f'<section id="s{place}" aria-labelledby="h{place}">'
        f'<h2 id="h{place}">{markup(section.title)}</h2>{blocks}</section>\n'
    )


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text, good=bool() as good):
            return f'<p class="{_kind(good)}">{_mark(good)} {markup(text)}</p>'
        case Paragraph(text=text):
            return f'<p class="soft">{markup(text)}</p>'
        case Table():
            return _table(block)
        case Titled(title=title, blocks=blocks):
            return f"<h3>{markup(title)}</h3>{''.join(map(_block, blocks))}"
        case Tiles():
            return _tiles(block)
        case Cards():
            return _cards(block)
        case Equation():
            return _equation(block)
        case Drawing(svg=svg, beside=table):
            drawing = f'<div class="drawing">{svg}</div>'
            return f'<div class="beside">{drawing}{_table(table)}</div>' if table else drawing
        case Steps(steps=steps):
            return f'<ol class="steps">{"".join(map(_step, steps))}</ol>'
        case _:
            assert_never(block)


def _tiles(tiles: Tiles) -> str:
    cells = [
        f'<div class="tile"><dt>{markup(each.name)}</dt><dd>{markup(each.shown)}'
        f"<small>{markup(each.under)}</small></dd></div>"
        for each in tiles.tiles
    ]
    return f'<dl class="tiles">{"".join(cells)}</dl>'


def _equation(equation: Equation) -> str:
    terms = "".join(
        f"<li>{f'<b>{markup(each.sign)}</b>' if each.sign else ''}"
        f"<span>{markup(each.shown)}<small>{markup(each.name)}</small></span></li>"
        for each in equation.operands
    )
    good = equation.holds
    verdict = f'<li class="{_kind(good)}">{_mark(good)} {markup(equation.verdict)}</li>'
    return f'<ul class="sum">{terms}{verdict}</ul>'


def _cards(cards: Cards) -> str:
    lists = [
        f'<div class="card"><h2>{markup(card.title)}</h2>'
        f"<ul>{''.join(f'<li>{markup(item)}</li>' for item in card.items)}</ul></div>"
        for card in cards.cards
    ]
    return f'<div class="cards">{"".join(lists)}</div>'


def _table(table: Table) -> str:
    keys = "".join(
        f'<li><span class="key g{place}"></span>{markup(key)}</li>'
        for place, key in enumerate(table.keys)
    )
    heads = "".join(
        f'<th scope="col"{_class(table, place)}>{markup(head)}</th>'
        for place, head in enumerate(table.heads)
    )
    rows = [
        "".join(_cell(cell, _class(table, place)) for place, cell in enumerate(row))
        for row in table.rows
    ]
    kinds = [""] * len(rows)
    if table.total and rows:
        kinds[-1] = ' class="total"'
    body = "".join(f"<tr{kind}>{row}</tr>" for kind, row in zip(kinds, rows, strict=True))
    return (
        f"{f'<ul class=keys>{keys}</ul>' if keys else ''}"
        # What can be scrolled can be reached by the keyboard.
        f'<div class="wide" tabindex="0"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _class(table: Table, place: int) -> str:
    return ' class="number"' if place in table.numbers else ""


def _cell(cell: Cell, kind: str) -> str:
    match cell:
        case bool():
            return f'<td class="{_kind(cell)}">{_mark(cell)}</td>'
        case Gauge(parts=parts):
            bars = "".join(
                f'<i class="g{place}" style="width:{part // 10}.{part % 10}%"></i>'
                for place, part in enumerate(parts)
                if part > 0
            )
            return f'<td class="gauge" aria-hidden="true"><span>{bars}</span></td>'
        case Under(text=text, under=under):
            return f"<td{kind}>{markup(text)}<small>{markup(under)}</small></td>"
        case str():
            return f"<td{kind}>{markup(cell)}</td>"
        case _:
            assert_never(cell)


def _step(step: Step) -> str:
    did = "".join(
        f"<li>{markup(each.text)} <small>{markup(each.under)}</small></li>" for each in step.did
    )
    stages = "".join(f'<span class="stage">{markup(stage)}</span>' for stage in step.stages)
    return (
        f'<li{" class=refused" if step.refused else ""}><div class="when">'
        f"{markup(step.when)} <small>{markup(step.waited)}</small></div>"
        f'<div class="what"><b>{markup(step.who)}</b>{stages}<ul>{did}</ul></div></li>'
    )


def _kind(good: bool) -> str:  # noqa: FBT001 - a value to show, not a switch
    return "good" if good else "bad"


def _mark(good: bool) -> str:  # noqa: FBT001 - as above
    return "✓" if good else "✗"
