"""Reading flows: what is refused, with which line and key."""

import contextlib
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.workflow import (
    STANDARD_GUARDS,
    FlowError,
    FlowTooLargeError,
    UnknownGuardError,
    compile_flow,
    read_flow,
    standard_flow,
)

GOOD = """\
name = "small"

[stages.open]
initial = true
labels = { en = "Open", zh_CN = "已录入" }

[stages.done]
final = true

[moves.finish]
ask = "finish"
from = ["open"]
to = "done"
guards = ["nothing_to_ship"]
"""


def refused(text: str) -> str:
    with pytest.raises(FlowError) as caught:
        read_flow(text, source="small.toml")
    assert caught.value.source == "small.toml"
    return caught.value.why


def test_a_flow_is_read_as_it_stands() -> None:
    flow = read_flow(GOOD, source="small.toml")
    (move,) = flow.moves
    assert (flow.name, flow.initial, move.trigger, move.asked) == ("small", "open", "finish", True)
    assert flow.stages[0].labels == (("en", "Open"), ("zh_CN", "已录入"))
    assert (flow.stages[1].final, move.guards, move.line) == (True, ("nothing_to_ship",), 10)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("stages.done", "stages.'d\u043ene'", "stages.d\u043ene"),
        ("moves.finish", "moves.'f\u0456nish'", "moves.f\u0456nish"),
        ('name = "small"', 'name = "sm\u0430ll"', "name"),
    ],
    ids=["stage", "move", "flow"],
)
def test_a_15_a_name_of_mixed_scripts_is_refused(old: str, new: str, path: str) -> None:
    assert old in GOOD
    told = f"{path}: its name mixes letters of CYRILLIC and LATIN, as look-alikes do"
    assert told in refused(GOOD.replace(old, new))


def test_the_digest_sees_what_the_flow_does_and_not_how_its_file_looks() -> None:
    spaced = GOOD.replace("\n[", "\n\n# a remark\n[")
    first = compile_flow(read_flow(GOOD, source="a.toml"), STANDARD_GUARDS)
    second = compile_flow(read_flow(spaced, source="b.toml"), STANDARD_GUARDS)
    other = read_flow(GOOD.replace('["nothing_to_ship"]', "[]"), source="a.toml")
    assert first.digest == second.digest
    assert first.digest != compile_flow(other, STANDARD_GUARDS).digest


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("initial = true\n", "", "stages: one initial stage is needed, not 0"),
        ("final = true", "initial = true", "stages: one initial stage is needed, not 2"),
        ('to = "done"', 'to = "gone"', "line 10, moves.finish: no stage gone"),
        ('["open"]', '["opne"]', "line 10, moves.finish: no stage opne"),
        ('from = ["open"]\n', "", "line 10, moves.finish: from: a list of stages is needed"),
        ('["open"]', '"open"', "line 10, moves.finish.from: a list of texts is needed"),
        ('ask = "finish"\n', "", "line 10, moves.finish: either ask or on is needed"),
        ('ask = "finish"', 'ask = "x"\non = "Shipped"', "either ask or on is needed"),
        ('ask = "finish"', 'on = "Shiped"', "line 10, moves.finish: no event Shiped"),
        ('ask = "finish"', "ask = 3", "line 10, moves.finish: no event"),
        ("final = true", 'closed_to = ["Fly"]', "line 7, stages.done: no command Fly"),
        ("final = true", "final = 1", "line 7, stages.done.final: true or false is needed"),
        ("final = true", "labels = { en = 3 }", "line 7, stages.done.labels: a table of texts"),
        ("final = true", "colour = 1", "line 7, stages.done.colour: unknown key"),
        ('name = "small"', "name = 3", "name: a text is needed"),
        ('name = "small"', 'name = "s"\nrun = "x"', "run: unknown key"),
        ('name = "small"', 'name = "s"\nstages.bad = 3', "stages.bad: a table is needed"),
        ("[moves.finish]", "[[moves]]", "moves: a table is needed"),
        ("[moves.finish]", "[stages.finish]", "moves: a table is needed"),
        ('name = "small"', 'name = "small', "Illegal character"),
    ],
)
def test_a_mistake_is_told_with_its_place(was: str, now: str, told: str) -> None:
    assert was in GOOD
    assert told in refused(GOOD.replace(was, now))


@pytest.mark.parametrize("text", [GOOD.encode(), None, 7])
def test_what_is_no_text_is_told_so(text: object) -> None:
    # What a host without a type checker may hand over.
    assert "a text is needed" in refused(text)  # type: ignore[arg-type]  # the very thing that is tried


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_flow("\ufeff" + GOOD, source="small.toml") == read_flow(GOOD, source="small.toml")


def test_all_mistakes_are_told_at_once() -> None:
    why = refused(GOOD.replace('to = "done"', 'to = "gone"').replace("final = true", "final = 1"))
    assert "no stage gone" in why
    assert "stages.done.final" in why
    assert "stages.done: no move leads here" in why


@pytest.mark.parametrize("kind", ["stages", "moves"])
def test_a_47_a_giant_flow_is_refused_by_its_size_before_anything_is_looked_at(kind: str) -> None:
    for number, why in ((1_001, f"1,00[23] {kind}; 1,000"), (100_000, "characters; 1,000,000")):
        giant = GOOD + "".join(f"[{kind}.s{at}]\n" for at in range(number))
        with pytest.raises(FlowTooLargeError, match=f"{why} are allowed"):
            read_flow(giant, source="giant.toml")


def test_a_flow_of_as_many_stages_as_are_allowed_is_read() -> None:
    stages = "".join(f"[stages.s{number}]\n" for number in range(998))
    moves = "".join(
        f'[moves.m{number}]\nask = "m{number}"\nfrom = ["open"]\nto = "s{number}"\n'
        for number in range(998)
    )
    read = read_flow(GOOD + stages + moves, source="large.toml")
    assert (len(read.stages), len(read.moves)) == (1000, 999)


HOSTILE = ("os.system", "!!python/object:os.system", "__import__('antigravity')", "antigravity")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_44_a_guard_by_a_hostile_name_is_refused_with_its_line(name: str) -> None:
    definition = read_flow(GOOD.replace("nothing_to_ship", name), source="small.toml")
    with pytest.raises(UnknownGuardError) as caught:
        compile_flow(definition, STANDARD_GUARDS)
    assert (caught.value.code, caught.value.source) == ("flow.unknown_name", "small.toml")
    assert caught.value.why == f"line 10, moves.finish: no guard {name}"
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize("name", HOSTILE)
def test_a_44_an_event_stage_or_command_by_a_hostile_name_is_refused(name: str) -> None:
    assert "line 10, moves.finish" in refused(GOOD.replace('ask = "finish"', f'on = "{name}"'))
    assert "line 10, moves.finish" in refused(GOOD.replace('to = "done"', f'to = "{name}"'))
    assert "line 7, stages.done" in refused(GOOD.replace("final = true", f'closed_to = ["{name}"]'))
    assert "antigravity" not in sys.modules


def test_unknown_guards_are_told_all_at_once() -> None:
    with pytest.raises(UnknownGuardError) as caught:
        compile_flow(standard_flow(), {})
    why = caught.value.why
    assert "moves.submit: no guard approval_needed" in why
    assert "moves.unvoid: no guard not_voided" in why


@given(st.text(alphabet='[]{}"=.\n stagemovname', max_size=80))
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(FlowError):
        read_flow(text, source="noise")


@pytest.mark.parametrize("number", ["9" * 5000, "2024-99-99", "1e999999999"])
def test_a_number_beyond_all_bounds_is_refused_and_never_breaks_the_reader(number: str) -> None:
    assert refused(f"{GOOD}\n[stages.done.labels]\nen = {number}\n")


def test_nobody_asks_for_what_an_event_brings_about() -> None:
    why = refused(GOOD.replace('ask = "finish"', 'ask = "Approved"'))
    assert "line 10, moves.finish: Approved is an event and cannot be asked for" in why
    assert "entered is an event" in refused(GOOD.replace('ask = "finish"', 'ask = "entered"'))


def test_a_target_that_is_no_text_is_no_stage() -> None:
    why = refused(GOOD.replace("stages.done", "stages.3").replace('to = "done"', "to = 3"))
    assert "line 10, moves.finish.to: a text is needed" in why


def test_mistakes_are_told_in_the_order_of_the_file_and_escaped() -> None:
    why = refused(GOOD.replace("final = true", 'z = 1\n"a\\u202eb" = 2\nm = 3'))
    assert [part.partition("stages.done.")[2][:1] for part in why.split("; ")] == ["z", "a", "m"]
    assert "\u202e" not in why
