"""The section on one order: who did what, when, why, and what was refused."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from orderkit.adapters.report.data import Story
from orderkit.adapters.report.page import Paragraph, Section, Step, Steps, Under
from orderkit.adapters.report.voice import Voice
from orderkit.insight import Entry
from orderkit.order import NO_STAGE
from orderkit.values import Currency, MoveName

__all__ = ["story_section"]

_MOVES: Final = {"FlowStarted", "StageMoved"}


def story_section(story: Story, say: Voice) -> Section:
    """The timeline of an order, what one person did at one moment together."""
    acts = [list(group) for _, group in groupby(story.entries, key=_act)]
    steps = Steps(tuple(_steps(acts, story.currency, say)))
    return Section(
        say["story"],
        (
            Paragraph(story.text),
            Paragraph(f"{say['story_text']} {say.filled('zone', zone=say.zone)}"),
            steps,
        ),
    )


def _act(entry: Entry) -> tuple[object, ...]:
    return entry.at, entry.by, entry.told.on_behalf_of, entry.refused


def _steps(acts: Sequence[Sequence[Entry]], currency: Currency, say: Voice) -> Iterator[Step]:
    stage = NO_STAGE
    for act in acts:
        first, behalf = act[0], act[0].told.on_behalf_of
        waited = [f"+ {say.lasted(first.waited)}"] if first.waited else []
        waited += [say["clock_ran_back"]] if first.clock_ran_back else []
        stages = [each for each, _ in groupby([stage, *(entry.stage for entry in act)])]
        stage = stages[-1]
        yield Step(
            when=say.minute(first.at),
            waited=" · ".join(waited),
            who=say.filled("on_behalf_of", person=first.by, other=behalf) if behalf else first.by,
            did=tuple(_did(entry, currency, say) for entry in _causes(act)),
            stages=tuple(map(say.stage, stages[1:])),
            refused=first.refused,
        )


def _causes(act: Sequence[Entry]) -> Sequence[Entry]:
    """Without the moves that something else brought about: the stages themselves tell of these."""
    return [entry for entry in act if entry.what not in _MOVES] or act


def _did(entry: Entry, currency: Currency, say: Voice) -> Under:
    told = entry.told
    if entry.refused:
        why = [f"{say.cause(code)} ({code})".strip() for code in entry.codes]
        return Under(say.filled("refused", command=say.command(entry.what)), " · ".join(why))
    if entry.what == "StageMoved":
        return Under(say.move(MoveName(told.sort)), "")
    parts = [say.words.get(f"sort.{told.sort}", told.sort)]
    if told.pieces is not None:
        parts.append(say.filled("pieces", count=say.number(told.pieces)))
    if told.amount is not None:
        parts.append(say.money(told.amount, currency))
    parts += [*told.papers, f"“{told.why}”" if told.why else ""]
    return Under(say.event(entry.what), " · ".join(filter(None, parts)))
