"""Published figures, and the runner that compares ours with them."""

import json
from pathlib import Path
from typing import Final

import pytest
import run
from vector_kinds import Outcome, Vector, Word

FIGURES: Final = Path(__file__).with_name("figures")
VECTORS: Final[list[Vector]] = [
    vector
    for each in sorted(FIGURES.glob("*.json"))
    for vector in json.loads(each.read_text("utf-8"))
]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_a_published_figure_is_given_or_its_difference_is_documented(vector: Vector) -> None:
    outcome = run.decided(vector)
    assert outcome.word in ("same", "documented"), outcome.said


def prorated(shares: list[int], *, weights: list[int], policy: str = "equal_first") -> Vector:
    amount = 3
    return {
        "id": "own", "kind": "prorate", "policy": policy, "weights": weights, "amount": amount,
        "shares": shares,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("vector", "word", "said"),
    [
        (prorated([2, 1], weights=[1, 1]), "same", ""),
        (prorated([1, 2], weights=[1, 1]), "differs", "ours 2, 1, theirs 1, 2"),
        (prorated([1, 1], weights=[1, 1]), "documented", "I-02: theirs come to 2, not 3"),
        (prorated([4, -1], weights=[1, 1]), "documented", "I-03: a share has the other sign"),
        (prorated([2, 1], weights=[1, 0]), "documented", "I-03: a share stands at weight 0"),
        (
            prorated([0, 0], weights=[0, 0], policy="sylius_half_down_front"),
            "same",
            "and 3 is given back",
        ),
        ({"id": "own", "kind": "brew"}, "open", "brew"),
        (
            prorated([2, 1], weights=[1, -1]),
            "differs",
            (
                "ours raises [distribute.weights] an amount cannot be shared out: "
                "a weight is no whole number from zero up"
            ),
        ),
        (prorated([2, 1], weights=[1, 1], policy="by_lot"), "open", "by_lot"),
        (
            {"kind": "prorate_dec", "weights": ["0.3333", 2], "amount": "1", "policy": "by_lot"},
            "open",
            "by_lot",
        ),
        (
            {
                "kind": "prorate_dec",
                "weights": ["0.5", "0.0005"],
                "amount": "1",
                "shares": ["0", "1"],
            },
            "same",
            "",
        ),
    ],
)
def test_the_runner_tells_the_four_words_apart(vector: Vector, word: Word, said: str) -> None:
    assert run.decided(vector) == Outcome(word, said)


PLAIN: Final = [{"from": "a", "to": "b"}]
EDGES: Final = [{"from": "a", "to": "b", "needs": [["n", ">", 1]], "action": "go"}]


def approved(*, by: str, refused: bool, **more: object) -> Vector:
    return {
        "kind": "approval",
        "given": {
            "owner": "u1",
            "policy": {"sequential": True},
            "tiers": [{"id": "t1", "reviewer": "u1", "sequence": 1},
                      {"id": "t2", "reviewer": "u2", "sequence": 2}],
            "acts": [{"by": by, "act": "approve"}],
        },
        "expect": {"steps": [{"refused": refused, **more}]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("vector", "word"),
    [
        ({"kind": "graph", "machine": "brew_order", "source_state": "a", "to": []}, "open"),
        ({"kind": "graph", "machine": "vendure_order", "source_state": "Brewed", "to": []}, "open"),
        ({"kind": "graph", "machine": "vendure_order", "source_state": "Shipped",
          "to": ["PartiallyDelivered", "Delivered", "Cancelled", "Modifying"]}, "same"),
        ({"kind": "graph", "machine": "vendure_order", "source_state": "Shipped",
          "to": ["Delivered"]}, "differs"),
        ({"kind": "graph", "machine": "sylius_order",
          "edges": {"cart": ["new"], "new": ["fulfilled"]}}, "differs"),
        ({"kind": "moves", "given": {"edges": EDGES, "state": "a", "to": "b", "facts": {"n": 2}},
          "expect": {"allowed": True, "state": "b"}}, "same"),
        ({"kind": "moves", "given": {"edges": EDGES, "state": "a", "to": "b", "facts": {"n": 1}},
          "expect": {"allowed": False, "state": "a", "failed": "n"}}, "same"),
        ({"kind": "moves", "given": {"edges": EDGES, "state": "a", "to": "b", "facts": {"n": 1}},
          "expect": {"allowed": True}}, "differs"),
        ({"kind": "moves", "given": {"edges": EDGES, "state": "a", "to": "b", "facts": {"n": {}}},
          "expect": {"allowed": True}}, "open"),
        ({"kind": "moves", "given": {"edges": PLAIN, "state": "a", "to": "b",
                                     "guard_returns": "y"}, "expect": {"allowed": False}}, "same"),
        ({"kind": "moves", "given": {"edges": PLAIN, "state": "a", "to": "b",
                                     "guard_returns": None}, "expect": {"allowed": True}}, "same"),
        ({"kind": "definition", "given": {"states": ["a", "b"], "initial": "a",
                                          "edges": [{"from": "a", "to": "b"}]},
          "expect": {"accepted": True}}, "differs"),
        ({"kind": "definition", "given": {"states": ["a", {"id": "b", "final": True}],
                                          "initial": "a", "edges": [{"from": "a", "to": "b"}]},
          "expect": {"accepted": True}}, "same"),
        (approved(by="u2", refused=True, reason="not_next"), "same"),
        (approved(by="u2", refused=True, reason="self_approval"), "differs"),
        (approved(by="u2", refused=True, reason="out_of_tea"), "open"),
        (approved(by="u3", refused=False), "differs"),
        # That system lets whoever made it approve it.
        (approved(by="u1", refused=False), "documented"),
    ],
)  # fmt: skip
def test_the_runner_tells_the_words_of_flows_and_approvals_apart(
    vector: Vector, word: Word
) -> None:
    assert run.decided(vector).word == word


def test_the_gravest_variant_is_the_word_of_a_vector() -> None:
    fair = {"amount": "3", "exponent": 0, "weights": ["1", "1"]}
    right = {"peer": {"policy": "equal_first", "shares": ["2", "1"]}}
    wrong = {"peer": {"policy": "last_takes_rest", "shares": ["1", "2"]},
             "ours": {"sorted_shares": ["3", "0"]}}  # fmt: skip
    for cases, word in (([right, right], "same"), ([wrong, right], "differs")):
        vector = {
            "kind": "distribute",
            "given": {"cases": [fair, fair]},
            "expect": {"cases": cases},
        }
        assert run.decided(vector).word == word


def test_the_exit_code_says_whether_any_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    ours.write_text(json.dumps([prorated([2, 1], weights=[1, 1])]), "utf-8")
    theirs.write_text(json.dumps([prorated([1, 2], weights=[1, 1])]), "utf-8")
    assert run.main([str(ours)]) == 0
    assert run.main([str(ours), str(theirs)]) == 1
    assert "1 same, 0 documented, 0 open, 1 differs of 2" in capsys.readouterr().out
    for text in ("{", "{}"):
        theirs.write_text(text, "utf-8")
        for arguments in ([], [str(theirs)], [str(tmp_path / "none.json")]):
            assert run.main(arguments) == 2
