"""Checks of definitions: what is found is what a slow search finds, and all of it at once."""

from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import given, settings

from orderkit.testing.flows import definitions
from orderkit.values import Finding, MoveName, Severity, StageName
from orderkit.workflow import (
    DOCUMENT_RULES,
    FlowDefinition,
    Move,
    Stage,
    check_definition,
    known_flow,
    known_flows,
)


def reached(flow: FlowDefinition, start: set[StageName]) -> set[StageName]:
    """Where moves lead from stages; in as many rounds as there are moves."""
    found = set(start)
    for _ in flow.moves:
        found |= {move.target for move in flow.moves if found & set(move.sources)}
    return found


def stage(name: str, *, initial: bool = False, final: bool = False, last: bool = False) -> Stage:
    return Stage(name=StageName(name), initial=initial, final=final, last=last)


def grouped(name: str, group: str) -> Stage:
    return Stage(name=StageName(name), initial=name == "a", final=True, group=group)


def move(source: str, target: str, trigger: str = "") -> Move:
    return Move(
        name=MoveName(f"{source}-{target}"),
        sources=(StageName(source),),
        target=StageName(target),
        trigger=trigger or target,
        asked=True,
    )


def flow(stages: list[Stage], *moves: Move) -> FlowDefinition:
    return FlowDefinition(name="small", stages=tuple(stages), moves=moves)


def codes(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in found]


A, B, C = stage("a", initial=True), stage("b", final=True), stage("c")


@pytest.mark.parametrize(
    ("checked", "found"),
    [
        (flow([A, B], move("a", "b")), []),
        (flow([C, B], move("c", "b")), [("flow.no_initial", "stages")]),
        (
            flow([A, stage("b", initial=True, final=True)], move("a", "b")),
            [("flow.two_initial", "stages")],
        ),
        (
            flow([A, stage("b", last=True)], move("a", "b"), move("b", "a")),
            [("flow.from_last", "stages/b")],
        ),
        # Our `final` is a place of rest that may be left; only `last` may not.
        (flow([A, B], move("a", "b"), move("b", "a")), []),
        (
            flow([A, B, C], move("a", "b"), move("c", "b")),
            [("flow.unreachable", "stages/c")],
        ),
        (
            flow([A, B, C], move("a", "b"), move("a", "c")),
            [("flow.no_exit", "stages/c")],
        ),
        (
            flow([A, B, C], move("a", "b"), move("a", "c"), move("c", "c")),
            [("flow.no_exit", "stages/c")],
        ),
        (
            flow(
                [A, B, C, stage("d")],
                move("a", "b"), move("a", "c"), move("c", "d"), move("d", "c"),
            ),
            [("flow.no_end", "stages/c"), ("flow.no_end", "stages/d")],
        ),
        (flow([A, B], move("a", "b"), move("a", "x")), [("flow.no_stage", "moves/a-x")]),
        (flow([A, B], move("a", "b"), move("a", "b")), [("flow.twice", "moves/a-b")]),
        (flow([A, B], move("a", "b"), move("a", "b", "other")), []),
        (flow([A, B, B], move("a", "b")), [("flow.twice", "stages/b")]),
    ],
)  # fmt: skip
def test_a_definition_is_found_to_be_what_it_is(
    checked: FlowDefinition, found: list[tuple[str, str]]
) -> None:
    assert codes(check_definition(checked)) == found


def test_all_mistakes_are_told_at_once() -> None:
    checked = flow(
        [A, stage("b", initial=True, last=True), C],
        move("a", "b"), move("a", "b"), move("b", "a"), move("a", "x"),
    )  # fmt: skip
    assert {code for code, _ in codes(check_definition(checked))} == {
        "flow.two_initial", "flow.twice", "flow.from_last", "flow.no_stage", "flow.unreachable",
        "flow.no_exit",
    }  # fmt: skip


RULED: Final = {
    ("draft", "submitted"): "",
    ("submitted", "cancelled"): "",
    ("submitted", "draft"): "submitted_is_no_draft",
    ("draft", "cancelled"): "cancelled_after_submitted",
    ("cancelled", "draft"): "cancelled_stays",
    ("cancelled", "cancelled"): "cancelled_stays",
    ("", "draft"): "",
}


@pytest.mark.parametrize(("groups", "rule"), RULED.items())
def test_the_groups_of_documents_keep_their_rules(groups: tuple[str, str], rule: str) -> None:
    source, target = groups
    checked = flow([grouped("a", source), grouped("b", target)], move("a", "b"))
    found = check_definition(checked, DOCUMENT_RULES)
    assert [each.param("rule") for each in found] == ([rule] if rule else [])


@settings(max_examples=300)
@given(definitions())
def test_i_32_what_cannot_get_to_an_end_is_found_and_nothing_else(drawn: FlowDefinition) -> None:
    found = check_definition(drawn)
    told = {each.param("stage") for each in found if each.code in ("flow.no_end", "flow.no_exit")}
    assert told == set(stuck(drawn))
    lost = {each.param("stage") for each in found if each.code == "flow.unreachable"}
    begins = {each.name for each in drawn.stages if each.initial}
    names = {each.name for each in drawn.stages}
    assert lost == (names - reached(drawn, begins) if begins else set())


def stuck(drawn: FlowDefinition) -> Iterator[StageName]:
    """Stages with no way out, and those that never come to rest where there are places of rest."""
    ends = {each.name for each in drawn.stages if each.final or each.last}
    for name in {each.name for each in drawn.stages} - ends:
        onwards = reached(drawn, {name})
        if (ends and not onwards & ends) or onwards == {name}:
            yield name


@pytest.mark.parametrize("name", known_flows())
def test_i_32_from_every_stage_of_a_flow_that_ships_an_end_is_reached(name: str) -> None:
    shipped = known_flow(name)
    ends = {each.name for each in shipped.stages if each.final}
    assert all(reached(shipped, {each.name}) & ends for each in shipped.stages)
    assert check_definition(shipped) == ()
    for each in shipped.stages:
        assert {locale for locale, _ in each.labels} == {"en", "zh_CN"}


def test_what_bars_a_flow_is_told_from_what_a_person_may_let_pass() -> None:
    ring = flow([A, B, C, stage("d")], move("a", "b"), move("a", "c"), move("c", "d"),
                move("d", "c"))  # fmt: skip
    assert {each.severity for each in check_definition(ring)} == {Severity.REVIEW}


def test_a_thousand_moves_are_checked_at_once() -> None:
    many = tuple(move(f"s{place}", f"s{place + 1}") for place in range(999))
    stages = [stage(f"s{place}", initial=not place, final=place == 999) for place in range(1000)]
    assert check_definition(flow(stages, *many)) == ()
