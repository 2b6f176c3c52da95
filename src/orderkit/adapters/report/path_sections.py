"""Sections on the path: the flow with its counts, how far orders got, time at each stage."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from orderkit.adapters.report.diagram import Box, Way, flow_diagram
from orderkit.adapters.report.page import Cell, Drawing, Paragraph, Section, Table
from orderkit.adapters.report.voice import Voice
from orderkit.insight import Figures, FunnelStep, MoveCount, StageTime
from orderkit.values import StageName

__all__ = ["path_sections"]

_SECOND = timedelta(seconds=1)


def path_sections(figures: Figures, say: Voice) -> Iterator[Section]:
    """All that histories tell."""
    yield _flow(figures, say)
    yield _funnel(figures, say)
    if figures.times:
        yield _times(figures, say)


def _flow(figures: Figures, say: Voice) -> Section:
    boxes = [
        Box(
            name=step.stage,
            label=say.stage(step.stage),
            shown=f"{say.number(step.reached)} · {say['now']} {say.number(step.now)}",
            filled=step.reached * 1000 // max(1, figures.orders),
        )
        for step in figures.funnel
    ]
    by_way = dict[tuple[StageName, StageName], list[MoveCount]]()
    for move in figures.moves:
        by_way.setdefault((move.source, move.target), []).append(move)
    ways = [_way(source, target, moves, say) for (source, target), moves in by_way.items()]
    drawing = flow_diagram(boxes, ways, title=say["flow"], told="; ".join(way.told for way in ways))
    rows = tuple(
        (
            say.move(move.move) if move.source else say["start"],
            _from_to(move.source, move.target, say),
            say.number(move.count),
        )
        for move in figures.moves
    )
    table = Table(heads=(say["move"], say["way"], say["count"]), rows=rows, numbers=frozenset({2}))
    return Section(say["flow"], (Paragraph(say["flow_text"]), Drawing(drawing, table)))


def _way(source: StageName, target: StageName, moves: Sequence[MoveCount], say: Voice) -> Way:
    count = sum(move.count for move in moves)
    names = ", ".join(f"{say.move(move.move)} {say.number(move.count)}" for move in moves)
    return Way(
        source=source,
        target=target,
        count=count,
        shown=say.number(count),
        told=f"{_from_to(source, target, say)}: {names}",
    )


def _from_to(source: StageName, target: StageName, say: Voice) -> str:
    return f"{say.stage(source)} → {say.stage(target)}" if source else say.stage(target)


def _funnel(figures: Figures, say: Voice) -> Section:
    def row(step: FunnelStep) -> tuple[Cell, ...]:
        return (
            say.stage(step.stage),
            say.gauge((step.now, step.reached - step.now), figures.orders),
            say.number(step.reached),
            say.percent(step.reached, figures.orders),
            say.number(step.now),
        )

    table = Table(
        heads=(say["stage"], "", say["reached"], say["of_all"], say["there_now"]),
        rows=tuple(map(row, figures.funnel)),
        numbers=frozenset({2, 3, 4}),
        keys=(say["there_now"], say["moved_on"]),
    )
    return Section(say["funnel"], (Paragraph(say["funnel_text"]), table))


def _times(figures: Figures, say: Voice) -> Section:
    means = [(time.waiting + time.working) // max(1, time.stays) for time in figures.times]
    most = max(means) // _SECOND

    def row(time: StageTime, label: str, most: int) -> tuple[Cell, ...]:
        waiting, working = time.waiting // max(1, time.stays), time.working // max(1, time.stays)
        return (
            label,
            say.gauge((working // _SECOND, waiting // _SECOND), most),
            say.lasted(waiting) if time.stays else "",
            say.lasted(working) if time.stays else "",
            say.lasted(time.median) if time.stays else "",
            say.lasted(time.slowest) if time.stays else "",
            say.number(time.stays),
            say.number(time.there) if time.there else "",
            say.lasted(time.there_for) if time.there else "",
        )

    rows = [row(time, say.stage(time.stage), most) for time in figures.times]
    if figures.lead is not None:
        rows.append(row(figures.lead, say["whole_path"], 0))
    heads = (
        "mean_waiting",
        "mean_working",
        "median",
        "slowest",
        "left",
        "still_there",
        "there_for",
    )
    table = Table(
        heads=(say["stage"], "", *(say[head] for head in heads)),
        rows=tuple(rows),
        numbers=frozenset(range(2, 9)),
        total=figures.lead is not None,
        keys=(say["working"], say["waiting"]),
    )
    return Section(say["times"], (Paragraph(say["times_text"]), table))
