"""The public faces, of the library and of its kit for tests: every name there, typed and lazy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import orderkit
from orderkit import testing
from orderkit.testing import consistency

FACES = (orderkit, testing)
LATE = ("babel", "cattrs", "dateutil", "transitions", "hypothesis")
NAMES = [(face, name) for face in FACES for name in face.__all__]


def tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def typed(face: ModuleType) -> dict[str, str]:
    """What a type checker sees: each name with the module that it comes from."""
    return {
        alias.name: node.module or ""
        for node in ast.walk(tree(face.__file__ or ""))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orderkit.")
        for alias in node.names
    }


@pytest.mark.parametrize(
    ("face", "name"), NAMES, ids=[f"{face.__name__}.{name}" for face, name in NAMES]
)
def test_a_public_name_is_what_its_room_gives(face: ModuleType, name: str) -> None:
    found = getattr(face, name)
    assert found is getattr(sys.modules[typed(face)[name]], name)


@pytest.mark.parametrize("face", FACES)
def test_checkers_and_interpreters_see_the_same_names(face: ModuleType) -> None:
    assert sorted(typed(face)) == sorted(face.__all__)
    assert set(face.__all__) <= set(dir(face))


@pytest.mark.parametrize("face", FACES)
def test_an_unknown_name_is_refused(face: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no attribute 'Ordre'"):
        getattr(face, "Ordre")  # noqa: B009 - a checker would refuse the plain form


@pytest.mark.parametrize("face", FACES)
def test_importing_loads_nothing_that_is_not_used(face: ModuleType) -> None:
    code = f"import sys, {face.__name__}; print(sorted(set({LATE}) & set(sys.modules)))"
    told = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("face", FACES)
def test_no_name_of_a_face_is_hidden_by_a_module_of_its_package(face: ModuleType) -> None:
    beside = {path.stem for path in Path(face.__file__ or "").parent.iterdir()}
    assert not beside & set(face.__all__)


def belongs_to_hosts(file: Path) -> Iterator[str]:
    """The suites and the strategies of a module."""
    for node in tree(str(file)).body:
        if isinstance(node, ast.ClassDef) and node.name.endswith("Contract"):
            yield node.name
        if isinstance(node, ast.FunctionDef):
            gives = ast.unparse(node.returns) if node.returns else ""
            drawn = any("composite" in ast.unparse(each) for each in node.decorator_list)
            if drawn or gives.startswith("st.SearchStrategy"):
                yield node.name


def test_every_suite_and_strategy_is_in_the_kit() -> None:
    modules = sorted(Path(testing.__file__ or "").parent.glob("[a-z]*.py"))
    there = {name for file in modules for name in belongs_to_hosts(file) if name[0] != "_"}
    assert len(there) > 20
    assert {*there, *consistency.__all__, "LawBroken"} <= set(testing.__all__)
