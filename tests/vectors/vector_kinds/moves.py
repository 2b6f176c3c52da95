"""Kinds of vectors about flows: where moves lead, what lets them pass, what is wrong with one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from orderkit.errors import InvalidValueError
from orderkit.values import Exact, Finding, MoveName, Severity, StageName
from orderkit.workflow import (
    DOCUMENT_RULES,
    Condition,
    FactCompares,
    FactGuard,
    FactNamed,
    FactValue,
    FlowDefinition,
    GroupRule,
    Move,
    MoveFacts,
    PaymentFact,
    Stage,
    Stepped,
    Stuck,
    check_definition,
    common_actions,
    known_flow,
    known_flows,
    read_condition,
    step,
    step_to,
    unless_told,
)
from orderkit.workflow.conditions import Comparison
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

# Machines that go by another name here.
_MACHINES: Final = {
    "sylius_payment": "sylius_order_payment",
    "sylius_shipping": "sylius_order_shipping",
    "sylius_checkout": "sylius_order_checkout",
    "vendure_fulfillment": "vendure_fulfilment",
}
_SIGNS: Final = {
    "==": "=", "<>": "!=", "≠": "!=", "=<": "<=", "≤": "<=", "=>": ">=", "≥": ">=",
}  # fmt: skip
_GUARD: Final = "guard"


class _StrangeError(Exception):
    """What this adapter has no name for."""


def _graph(vector: Vector) -> Outcome:
    name = str(vector["machine"])
    name = _MACHINES.get(name, name)
    if name not in known_flows():
        return Outcome("open", name)
    flow = known_flow(name)
    if "edges" in vector:
        theirs = {source: set(targets) for source, targets in vector["edges"].items() if targets}
        ours = {
            str(stage.name): set(map(str, targets))
            for stage in flow.stages
            if (targets := flow.targets(stage.name))
        }
        return _told(ours, theirs)
    source = StageName(vector["source_state"])
    if source not in {stage.name for stage in flow.stages}:
        return Outcome("open", f"{name}: {source}")
    return _told(sorted(flow.targets(source)), sorted(vector["to"]))


def _told(ours: object, theirs: object) -> Outcome:
    if ours == theirs:
        return Outcome("same")
    return Outcome("differs", f"ours {ours}, theirs {theirs}")


def _moves(vector: Vector) -> Outcome:
    given, expected = vector["given"], vector["expect"]
    try:
        if "states" in given:
            return _common(given, expected)
        if "acts" in given:
            return _walked(given, expected)
        return _one_move(given, expected)
    except (_StrangeError, ValueError) as error:
        return Outcome("open", str(error))


def _common(given: Vector, expected: Vector) -> Outcome:
    states = [each if isinstance(each, dict) else {"state": each} for each in given["states"]]
    shared = given.get("facts", {})
    records = [
        (StageName(each["state"]), _facts({**shared, **each.get("facts", {})})) for each in states
    ]
    ours = common_actions(_flow(given), records, guards=_guards(given))
    return _told(sorted(ours), sorted(expected["common_actions"]))


def _walked(given: Vector, expected: Vector) -> Outcome:
    flow, facts = _flow(given), _facts(given.get("facts", {}))
    stage = flow.initial
    if expected.get("state", stage) != stage:
        return _told(stage, expected["state"])
    for act, wanted in zip(given["acts"], expected["steps"], strict=True):
        asked = act if isinstance(act, dict) else {"action": act}
        facts = facts.having(_facts(asked.get("facts", {})).items)
        made = _taken(flow, stage, asked, facts, given)
        if isinstance(made, Stepped):
            stage, facts = made.target, made.facts
        told = _against(made, stage, facts, wanted)
        if told is not None:
            return told
    return Outcome("same")


def _one_move(given: Vector, expected: Vector) -> Outcome:
    facts, stage = _facts(given.get("facts", {})), StageName(given["state"])
    made = _taken(_flow(given), stage, given, facts, given)
    then, after = (made.target, made.facts) if isinstance(made, Stepped) else (stage, facts)
    return _against(made, then, after, expected) or Outcome("same")


def _taken(
    flow: FlowDefinition, stage: StageName, asked: Vector, facts: MoveFacts, given: Vector
) -> Stepped | Stuck:
    guards = _guards(given)
    if "to" in asked:
        return step_to(flow, stage, StageName(asked["to"]), facts=facts, guards=guards)
    return step(flow, stage, asked["action"], facts=facts, guards=guards)


def _against(
    made: Stepped | Stuck, stage: StageName, facts: MoveFacts, wanted: Vector
) -> Outcome | None:
    """What stands against a step; only what is named is looked at."""
    taken = isinstance(made, Stepped)
    ours: dict[str, object] = {"allowed": taken, "refused": not taken, "state": str(stage)}
    ours["failed"] = made.name if isinstance(made, Stuck) else None
    theirs = dict(wanted)
    for name, value in theirs.pop("facts", {}).items():
        if facts.get(name) != _facts({name: value}).get(name):
            return Outcome("differs", f"{name}: ours {facts.get(name)}, theirs {value}")
    strange = sorted(set(theirs) - set(ours))
    if strange:
        return Outcome("open", ", ".join(strange))
    told = [f"{name}: ours {ours[name]}, theirs {theirs[name]}" for name in theirs
            if ours[name] != theirs[name]]  # fmt: skip
    return Outcome("differs", "; ".join(told)) if told else None


def _guards(given: Vector) -> Mapping[str, FactGuard]:
    told = given.get("guard_returns")
    return {_GUARD: unless_told(lambda _: told)}


def _flow(given: Vector) -> FlowDefinition:
    """A flow of edges; a state that no edge names is not in it."""
    names = set(given.get("facts", {}))
    guards = (_GUARD,) if "guard_returns" in given else ()
    moves = tuple(_move(place, edge, names, guards) for place, edge in enumerate(given["edges"]))
    initial = given.get("initial", given.get("state"))
    stages = dict.fromkeys(stage for move in moves for stage in (*move.sources, move.target))
    known = [Stage(name=name, initial=name == initial) for name in stages]
    return FlowDefinition(name="vector", stages=tuple(known), moves=moves)


def _move(place: int, edge: Vector, names: set[str], guards: tuple[str, ...]) -> Move:
    sources = edge["from"] if isinstance(edge["from"], list) else [edge["from"]]
    return Move(
        name=MoveName(str(place)),
        sources=tuple(map(StageName, sources)),
        target=StageName(edge["to"]),
        trigger=str(edge.get("action", edge["to"])),
        asked=True,
        guards=guards,
        needs=tuple(_condition(each, names) for each in edge.get("needs", ())),
        denied_when=tuple(_condition(each, names) for each in edge.get("denied_when", ())),
        sets=_facts(edge.get("sets", {})).items,
    )


def _condition(raw: list[Any], names: set[str]) -> Condition:
    written = [_SIGNS.get(each, each) if isinstance(each, str) else each for each in raw]
    match written:
        case [str(fact), str(sign), None]:
            return FactCompares(fact, Comparison(sign), None)
        case [str(fact), str(sign), str(other)] if other in names:
            return FactCompares(fact, Comparison(sign), FactNamed(other))
        case [str(), str(), value] if not isinstance(value, list):
            written[2] = _value(value)
        case _:
            pass
    if isinstance(written[-1], Exact):
        return _of_number(written)
    read = read_condition(written)
    if isinstance(read, str):
        raise _StrangeError(read)
    return read


def _of_number(written: list[Any]) -> Condition:
    fact, sign, value = written
    if fact == "quantities_all":
        read = read_condition([fact, sign, value.decimal])
        if not isinstance(read, str):
            return read
    return FactCompares(fact, Comparison(sign), value)


def _facts(raw: Mapping[str, Any]) -> MoveFacts:
    items, payments, quantities = dict[str, FactValue](), None, None
    for name, value in raw.items():
        if name == "payments":
            payments = tuple(map(_payment, value))
        elif name == "quantities":
            quantities = tuple(Exact.of(str(each)) for each in value)
        elif value is not None:
            items[name] = _value(value)
    return MoveFacts(items=tuple(items.items()), payments=payments, quantities=quantities)


def _payment(raw: Vector) -> PaymentFact:
    refunds = Exact.of(str(raw.get("settled_refunds", 0)))
    return PaymentFact(
        state=raw["state"], amount=Exact.of(str(raw["amount"])), settled_refunds=refunds
    )


def _value(raw: object) -> FactValue:
    """A fact as JSON holds it; an amount is a text of digits there."""
    if isinstance(raw, str):
        try:
            return Exact.of(raw)
        except InvalidValueError:
            return raw
    if isinstance(raw, bool | int):
        return raw
    raise _StrangeError(repr(raw))


# The words of the figures for what the check of a definition finds.
_FINDINGS: Final = {
    "two_initial_states": "flow.two_initial",
    "several_initial_states": "flow.two_initial",
    "multiple_initial_states": "flow.two_initial",
    "no_initial_state": "flow.no_initial",
    "edge_from_final": "flow.from_last",
    "unreachable_state": "flow.unreachable",
    "no_exit": "flow.no_exit",
    "no_path_to_final": "flow.no_end",
    "unknown_state": "flow.no_stage",
    "duplicate_edge": "flow.twice",
    "duplicated_edge": "flow.twice",
    "duplicate_state": "flow.twice",
}
_GROUPS: Final = {"0": "draft", "1": "submitted", "2": "cancelled", "canceled": "cancelled"}


def _definition(vector: Vector) -> Outcome:
    given, expected = vector["given"], vector["expect"]
    try:
        rules = tuple(_rules(given.get("rules", ())))
    except _StrangeError as error:
        return Outcome("open", str(error))
    found = check_definition(_defined(given), rules)
    accepted = all(each.severity is not Severity.BLOCK for each in found)
    if accepted != expected["accepted"]:
        codes = ", ".join(each.code for each in found)
        return Outcome("differs", f"ours accepted: {accepted} {codes}")
    for word in ("finding", "warning"):
        theirs = expected.get(word)
        if theirs is None:
            continue
        named = {rule.name for rule in rules}
        code = "flow.group_rule" if theirs in named else _FINDINGS.get(theirs)
        if code is None:
            return Outcome("open", theirs)
        if not any(_is(each, code, theirs, expected.get("state")) for each in found):
            codes = ", ".join(f"{each.code} {each.path}" for each in found)
            return Outcome("differs", f"ours {codes}, theirs {theirs}")
    return Outcome("same")


def _is(found: Finding, code: str, theirs: str, state: str | None) -> bool:
    if found.code != code or (code == "flow.group_rule" and found.param("rule") != theirs):
        return False
    return state is None or state in (found.param("stage"), found.param("name"))


def _defined(given: Vector) -> FlowDefinition:
    rows = [row if isinstance(row, dict) else {"id": row} for row in given["states"]]
    initial = given.get("initial", [])
    begins = initial if isinstance(initial, list) else [initial]
    stages = tuple(
        Stage(
            name=StageName(row["id"]),
            initial=bool(row.get("initial")) or row["id"] in begins,
            last=bool(row.get("final")),
            group=_group(row.get("class", "")),
        )
        for row in rows
    )
    moves = tuple(_move(place, edge, set(), ()) for place, edge in enumerate(given["edges"]))
    return FlowDefinition(name="vector", stages=stages, moves=moves)


def _group(raw: object) -> str:
    return _GROUPS.get(str(raw), str(raw))


def _rules(raw: object) -> Iterator[GroupRule]:
    known = {rule.name: rule for rule in DOCUMENT_RULES}
    rows: Iterable[object] = raw if isinstance(raw, list | tuple) else ()
    if isinstance(raw, dict):
        rows = [{"name": name, "rule": rule} for name, rule in raw.items()]
    for row in rows:
        match row:
            case str(name) if name in known:
                yield known[name]
            case {"name": str(name), "from": source, **rest}:
                yield GroupRule(name, _group(source), _group(rest["to"]) if "to" in rest else None)
            case {"name": str(name), "rule": [source, *targets]}:
                yield GroupRule(name, _group(source), _group(targets[0]) if targets else None)
            case _:
                raise _StrangeError(repr(row))


ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {"graph": _graph, "moves": _moves, "definition": _definition}
)
