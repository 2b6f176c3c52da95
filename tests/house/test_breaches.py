"""Every planted breach that docs/laws.toml tells of still turns its test red."""

import importlib
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.campaign

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS))
PLANTED = importlib.import_module("plant_breaches")
sys.path.remove(str(DOCS))
BREACHES = dict(PLANTED.breaches())


@pytest.mark.parametrize("name", BREACHES)
def test_a_planted_breach_turns_its_test_red(name: str) -> None:
    outcome, told = PLANTED.plant(BREACHES[name])
    assert outcome == "caught", told
