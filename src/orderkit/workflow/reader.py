"""Reading flows: TOML to a definition, with every mistake told at once.

Nothing in a file is ever imported or run: guards and events are names that are looked up.
"""

import tomllib
from decimal import Decimal
from itertools import count
from typing import ClassVar, Final, get_args

import attrs

from orderkit.errors import UnreadableDataError
from orderkit.order import Command, Event
from orderkit.values import MoveName, RoleName, StageName, confusable, shown
from orderkit.workflow.conditions import Condition, FactValue
from orderkit.workflow.model import ENTERED, Deadline, FlowDefinition, Labels, Move, Stage
from orderkit.workflow.reading import read_condition, read_duration, read_fact

__all__ = ["FlowError", "FlowTooLargeError", "read_flow"]

_MARK: Final = "\ufeff"
_MOST: Final = 1000
_MOST_TEXT: Final = 1_000_000
_COMMANDS: Final = frozenset(kind.__name__ for kind in get_args(Command))
_EVENTS: Final = frozenset({ENTERED, *(kind.__name__ for kind in get_args(Event))})
_STAGE_KEYS: Final = frozenset({"labels", "initial", "final", "last", "closed_to", "group"})
_MOVE_KEYS: Final = frozenset(
    {"from", "to", "ask", "on", "guards", "roles", "labels", "needs", "denied_when", "sets"}
)
_DEADLINE_KEYS: Final = frozenset({"at", "after", "ask", "labels"})


@attrs.frozen(kw_only=True)
class FlowError(UnreadableDataError):
    """A flow with mistakes; all of them are told at once, each with its line and key."""

    code: ClassVar[str] = "flow.invalid"


@attrs.frozen(kw_only=True)
class FlowTooLargeError(UnreadableDataError):
    """A flow of so many stages or moves that it was made by a machine, or to harm one."""

    code: ClassVar[str] = "flow.too_large"


def read_flow(text: str, *, source: str) -> FlowDefinition:
    """Read a flow from TOML: `name`, and tables `[stages.x]`, `[moves.y]`, `[deadlines.z]`.

    Args:
        text: What the file holds; a byte order mark before it is passed over.
        source: The file, named in errors.

    Raises:
        FlowError: No text or no TOML, an unknown key, stage, event or command, an event that is
            asked for, a condition or a time that is none, no or several initial stages, a stage
            that no move reaches, or a deadline that asks for what its stage has not.
        FlowTooLargeError: More than 1,000 stages or moves, or 1,000,000 characters; nothing else
            was looked at.
    """
    # A caller without a type checker may hand in anything, the bytes of the file above all.
    if not isinstance(text, str):
        why = f"a text is needed, not {type(text).__name__}: decode the file as utf-8 first"
        raise FlowError(source=source, why=why)
    text = text.removeprefix(_MARK)
    # To read a text takes a multiple of the time that it takes to see how long it is.
    _hold_size(source, "characters", len(text), _MOST_TEXT)
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise FlowError(source=source, why=shown(str(error))) from error
    for key in ("stages", "moves", "deadlines"):
        held = raw.get(key)
        _hold_size(source, key, len(held) if isinstance(held, dict) else 0, _MOST)
    reader = _Reader(raw, text)
    definition = reader.definition(source)
    if reader.mistakes:
        raise FlowError(source=source, why="; ".join(reader.mistakes))
    return definition


def _hold_size(source: str, of: str, size: int, most: int) -> None:
    if size > most:
        raise FlowTooLargeError(source=source, why=f"{size:,} {of}; {most:,} are allowed")


class _Reader:
    def __init__(self, raw: dict[str, object], text: str) -> None:
        self._raw = raw
        lines = text.splitlines()
        # The first of equal heads counts, so the last ones are written over.
        self._heads = {
            line.strip(): n for n, line in zip(count(len(lines), -1), reversed(lines), strict=False)
        }
        self.mistakes = list[str]()

    def definition(self, source: str) -> FlowDefinition:
        self._keys("", self._raw, frozenset({"name", "stages", "moves", "deadlines"}))
        stages = tuple(self._stage(name, raw) for name, raw in self._tables("stages"))
        moves = tuple(self._move(name, raw) for name, raw in self._tables("moves"))
        deadlines: tuple[Deadline, ...] = ()
        if "deadlines" in self._raw:
            tables = self._tables("deadlines")
            deadlines = tuple(self._deadline(name, raw) for name, raw in tables)
        name = self._raw.get("name")
        self._check(stages, moves, deadlines)
        if not isinstance(name, str):
            self._wrong("name", "a text is needed")
        self._hold_scripts("name", str(name))
        return FlowDefinition(
            name=str(name), stages=stages, moves=moves, deadlines=deadlines, source=source
        )

    def _check(
        self,
        stages: tuple[Stage, ...],
        moves: tuple[Move, ...],
        deadlines: tuple[Deadline, ...],
    ) -> None:
        names = {stage.name for stage in stages}
        initial = [stage.name for stage in stages if stage.initial]
        if len(initial) != 1:
            self._wrong("stages", f"one initial stage is needed, not {len(initial)}")
        for move in moves:
            for stage in (*move.sources, move.target):
                if stage not in names:
                    self._wrong(f"moves.{move.name}", f"no stage {shown(stage)}")
        for deadline in deadlines:
            self._check_deadline(deadline, names, moves)
        reached, news = set(initial), set(initial)
        while news:
            news = {move.target for move in moves if news & set(move.sources)} - reached
            reached |= news
        for known in stages:
            if known.name not in reached:
                self._wrong(f"stages.{known.name}", "no move leads here")

    def _check_deadline(
        self, deadline: Deadline, stages: set[StageName], moves: tuple[Move, ...]
    ) -> None:
        path = f"deadlines.{deadline.name}"
        for stage in deadline.stages:
            asked = {move.trigger for move in moves if move.asked and stage in move.sources}
            if stage not in stages:
                self._wrong(path, f"no stage {shown(stage)}")
            elif deadline.ask and deadline.ask not in asked:
                self._wrong(path, f"nobody can ask for {shown(deadline.ask)} at {shown(stage)}")

    def _tables(self, key: str) -> list[tuple[str, dict[str, object]]]:
        tables = self._raw.get(key)
        if not isinstance(tables, dict) or not tables:
            self._wrong(key, "a table is needed")
            return []
        for name, table in tables.items():
            if not isinstance(table, dict):
                self._wrong(f"{key}.{name}", "a table is needed")
            self._hold_scripts(f"{key}.{name}", name)
        return [(name, table) for name, table in tables.items() if isinstance(table, dict)]

    def _hold_scripts(self, path: str, name: str) -> None:
        mixed = confusable(name)
        if mixed:
            self._wrong(path, f"its name mixes letters of {' and '.join(mixed)}, as look-alikes do")

    def _stage(self, name: str, raw: dict[str, object]) -> Stage:
        path = f"stages.{name}"
        self._keys(path, raw, _STAGE_KEYS)
        closed = self._texts(path, raw, "closed_to")
        for command in closed:
            if command not in _COMMANDS:
                self._wrong(path, f"no command {shown(command)}")
        return Stage(
            name=StageName(name),
            labels=self._labels(path, raw),
            initial=self._flag(path, raw, "initial"),
            final=self._flag(path, raw, "final"),
            closed_to=closed,
            last=self._flag(path, raw, "last"),
            group=self._text(path, raw, "group"),
        )

    def _move(self, name: str, raw: dict[str, object]) -> Move:
        path = f"moves.{name}"
        self._keys(path, raw, _MOVE_KEYS)
        asked, on = raw.get("ask"), raw.get("on")
        if (asked is None) == (on is None):
            self._wrong(path, "either ask or on is needed")
        trigger = asked if isinstance(asked, str) else on if isinstance(on, str) else ""
        if isinstance(asked, str) and asked in _EVENTS:
            self._wrong(path, f"{asked} is an event and cannot be asked for")
        if not isinstance(asked, str) and trigger not in _EVENTS:
            self._wrong(path, f"no event {shown(str(on))}")
        target = raw.get("to")
        if not isinstance(target, str):
            self._wrong(f"{path}.to", "a text is needed")
        sources = self._texts(path, raw, "from")
        if not sources:
            self._wrong(path, "from: a list of stages is needed")
        return Move(
            name=MoveName(name),
            sources=tuple(map(StageName, sources)),
            target=StageName(str(target)),
            trigger=trigger,
            asked=isinstance(asked, str),
            guards=self._texts(path, raw, "guards"),
            roles=tuple(map(RoleName, self._texts(path, raw, "roles"))),
            labels=self._labels(path, raw),
            needs=self._conditions(path, raw, "needs"),
            denied_when=self._conditions(path, raw, "denied_when"),
            sets=self._sets(path, raw),
            line=self._line(path),
        )

    def _deadline(self, name: str, raw: dict[str, object]) -> Deadline:
        path = f"deadlines.{name}"
        self._keys(path, raw, _DEADLINE_KEYS)
        stages, minutes = self._texts(path, raw, "at"), read_duration(raw.get("after"))
        if not stages:
            self._wrong(path, "at: a list of stages is needed")
        if not minutes:
            self._wrong(f"{path}.after", "a time such as { days = 2, hours = 12 } is needed")
        return Deadline(
            name=name,
            stages=tuple(map(StageName, stages)),
            minutes=minutes,
            ask=self._text(path, raw, "ask"),
            labels=self._labels(path, raw),
            line=self._line(path),
        )

    def _keys(self, path: str, raw: dict[str, object], known: frozenset[str]) -> None:
        for key in raw:
            if key not in known:
                self._wrong(f"{path}.{key}" if path else key, "unknown key")

    def _texts(self, path: str, raw: dict[str, object], key: str) -> tuple[str, ...]:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._wrong(f"{path}.{key}", "a list of texts is needed")
            return ()
        return tuple(value)

    def _conditions(self, path: str, raw: dict[str, object], key: str) -> tuple[Condition, ...]:
        value = raw.get(key, [])
        if not isinstance(value, list):
            self._wrong(f"{path}.{key}", "a list of conditions is needed")
            return ()
        conditions = list[Condition]()
        for item in value:
            read = read_condition(item)
            if isinstance(read, str):
                self._wrong(f"{path}.{key}", read)
            else:
                conditions.append(read)
        return tuple(conditions)

    def _sets(self, path: str, raw: dict[str, object]) -> tuple[tuple[str, FactValue], ...]:
        value = raw.get("sets", {})
        facts = value.items() if isinstance(value, dict) else ()
        read = [(name, read_fact(held)) for name, held in facts]
        sets = [(name, held) for name, held in read if held is not None]
        if not isinstance(value, dict) or len(sets) != len(read):
            self._wrong(f"{path}.sets", "a table of facts is needed")
        return tuple(sorted(sets))

    def _text(self, path: str, raw: dict[str, object], key: str) -> str:
        value = raw.get(key, "")
        if not isinstance(value, str):
            self._wrong(f"{path}.{key}", "a text is needed")
            return ""
        return value

    def _flag(self, path: str, raw: dict[str, object], key: str) -> bool:
        value = raw.get(key, False)
        if not isinstance(value, bool):
            self._wrong(f"{path}.{key}", "true or false is needed")
        return value is True

    def _labels(self, path: str, raw: dict[str, object]) -> Labels:
        value = raw.get("labels", {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            self._wrong(f"{path}.labels", "a table of texts is needed")
            return ()
        return tuple(sorted(value.items()))

    def _line(self, path: str) -> int:
        head = f"[{path.rpartition('.')[0] if path.count('.') > 1 else path}]"
        return self._heads.get(head, 0)

    def _wrong(self, path: str, why: str) -> None:
        line = self._line(path)
        place = f"line {line}, " if line else ""
        self.mistakes.append(f"{place}{shown(path)}: {why}")
