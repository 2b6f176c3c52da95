"""The public face: every name is there, typed and lazy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import orderkit

TREE = ast.parse(Path(orderkit.__file__).read_text(encoding="utf-8"))
TYPED = {
    alias.name: node.module
    for node in ast.walk(TREE)
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orderkit.")
    for alias in node.names
}
LATE = ("babel", "cattrs", "dateutil", "transitions", "hypothesis")


@pytest.mark.parametrize("name", orderkit.__all__)
def test_a_public_name_is_what_its_room_gives(name: str) -> None:
    found = getattr(orderkit, name)
    assert found is getattr(sys.modules[TYPED[name] or ""], name)


def test_checkers_and_interpreters_see_the_same_names() -> None:
    assert sorted(TYPED) == sorted(orderkit.__all__)
    assert set(orderkit.__all__) <= set(dir(orderkit))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Ordre'"):
        getattr(orderkit, "Ordre")  # noqa: B009 - a checker would refuse the plain form


def test_importing_loads_nothing_that_is_not_used() -> None:
    code = f"import sys, orderkit; print(sorted(set({LATE}) & set(sys.modules)))"
    told = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "[]"
