"""Flows drawn as mermaid and DOT: all of their arrows, and no label that becomes a part of them."""

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.testing.flows import definitions
from orderkit.values import StageName
from orderkit.workflow import FlowDefinition, read_flow, standard_flow, to_dot, to_mermaid

SMALL = """\
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
labels = { zh_CN = "完成" }

[moves.lapse]
on = "Rejected"
from = ["open"]
to = "done"
"""


def test_a_flow_is_drawn_with_its_labels_and_counts() -> None:
    flow = read_flow(SMALL, source="small.toml")
    assert to_mermaid(flow, "zh_CN", counts={StageName("open"): 7}) == (
        "flowchart TD\n"
        '  s0["已录入 (7)"]\n'
        '  s1(["done"])\n'
        '  s0 -->|"完成"| s1\n'
        '  s0 -.->|"lapse"| s1\n'
    )
    assert to_dot(flow) == (
        "digraph flow {\n"
        "  node [shape=box];\n"
        '  s0 [label="Open"];\n'
        '  s1 [label="done", style=rounded];\n'
        '  s0 -> s1 [label="finish"];\n'
        '  s0 -> s1 [label="lapse", style=dashed];\n'
        "}\n"
    )


def test_the_standard_flow_is_drawn_whole() -> None:
    flow = standard_flow()
    arrows = sum(len(move.sources) for move in flow.moves)
    for drawn, arrow in ((to_mermaid(flow), r"-\.?->"), (to_dot(flow), r" -> ")):
        assert len(re.findall(arrow, drawn)) == arrows


HOSTILE = ['"]; click s0 href "javascript:x"', "<script>", "a\nb --> c", "%%{init}%%", "\\", "&lt;"]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_19_a_label_stays_a_label(label: str) -> None:
    flow = read_flow(SMALL, source="small.toml")
    first = attrs.evolve(flow.stages[0], labels=(("en", label),))
    hostile = attrs.evolve(flow, stages=(first, *flow.stages[1:]))
    for drawn, plain in (
        (to_mermaid(hostile), to_mermaid(flow)),
        (to_dot(hostile), to_dot(flow)),
    ):
        assert drawn.count("\n") == plain.count("\n")
        assert "<" not in drawn
        line = next(line for line in drawn.splitlines() if line.startswith("  s0"))
        assert re.fullmatch(r'  s0 ?\[(label=)?"([^"\\]|\\["\\])*"\];?', line), line


@given(definitions(), st.sampled_from(["en", "zh_CN"]))
def test_whatever_is_wrong_with_a_flow_it_is_drawn(flow: FlowDefinition, locale: str) -> None:
    known = {stage.name for stage in flow.stages}
    arrows = [move for move in flow.moves for each in move.sources if {each, move.target} <= known]
    assert to_mermaid(flow, locale).count("|") == 2 * len(arrows)
    assert to_dot(flow, locale).count("->") == len(arrows)
