"""The workshop: what is promised of versions, dependencies, targets, gates and the wheel."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

import orderkit

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CORE = {"attrs", "babel", "cattrs", "python-dateutil", "transitions", "tzdata"}
# Where what is imported is not called as what is installed.
INSTALLED_AS = {"dateutil": "python-dateutil"}
# Groups whose folders may import what they hold.
FOLDERS = {"test": ("tests", "docs", "examples"), "demo": ("examples",), "bench": ("benchmarks",)}
SUPPRESSED = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])(.*)$")


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9-]", requirement, maxsplit=1)[0]


def group(name: str) -> Iterator[str]:
    for each in PROJECT["dependency-groups"][name]:
        if isinstance(each, Mapping):
            yield from group(each["include-group"])
        else:
            yield name_of(each)


def scripts(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def versions(changelog: str) -> list[str]:
    return re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)


def foreign(source: str, own: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                modules = [name.name for name in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case _:
                continue
        roots = {module.partition(".")[0] for module in modules}
        yield from (INSTALLED_AS.get(each, each) for each in roots - sys.stdlib_module_names - own)


def unready(makefile: str) -> Iterator[str]:
    """Targets that use the environment and see to no set-up of their own."""
    for target, needs, recipe in re.findall(
        r"^([a-z]+):([^\n]*)\n((?:\t[^\n]*\n)*)", makefile, re.MULTILINE
    ):
        if ("$(PY)" in recipe or ".venv/bin" in recipe) and not re.search(
            r"\$\(MARK\)-[a-z]+|\blint\b", needs
        ):
            yield target


def bare(source: str) -> Iterator[str]:
    """Lines that switch a check off, with a reason neither behind nor above it."""
    above = ""
    for line in map(str.strip, source.splitlines()):
        found = SUPPRESSED.search(line)
        if found and not re.search(r"\w", found[1]) and not above.startswith("#"):
            yield line
        above = line


def unreasoned(pyproject: str) -> Iterator[str]:
    """Lint rules that are switched off, in a list of one a line, without a word why."""
    for line in re.findall(r'^    "[A-Z]+[0-9]*",.*$', pyproject, re.MULTILINE):
        if not re.search(r"# \S", line):
            yield line


def numbered(source: str) -> Iterator[str]:
    """Texts with numbered marks of SQL: from Python 3.14 on, no sequence is bound to those."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"[ (=<>]\?\d.*", node.value)


def test_the_changelog_ends_at_the_version_of_the_project() -> None:
    told = versions((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert told[0] == "Unreleased"
    assert set(told[1:2]) <= {PROJECT["project"]["version"]}
    assert orderkit.__version__ == PROJECT["project"]["version"]


def test_the_core_depends_on_six_packages() -> None:
    assert {name_of(each) for each in PROJECT["project"]["dependencies"]} == CORE


@pytest.mark.parametrize("name", FOLDERS)
def test_a_group_holds_what_its_folders_import(name: str) -> None:
    held = {*group(name), *CORE}
    files = scripts("docs", "examples", "benchmarks", "tests")
    ours = {word for file in files for word in (file.stem, file.parent.name)}
    # Only a type checker knows `_typeshed`, and brings it along.
    ours |= {"orderkit", "tests", "_typeshed"}
    for file in scripts(*FOLDERS[name]):
        if name != "test" and file.stem.endswith("_test"):
            # A host's own tests, run where tests are.
            continue
        found = set(foreign(file.read_text(encoding="utf-8"), ours))
        assert found <= held, file


def test_the_library_imports_only_what_it_depends_on() -> None:
    for file in scripts("src"):
        found = set(foreign(file.read_text(encoding="utf-8"), {"orderkit"}))
        assert found <= (CORE | {"hypothesis"} if "testing" in file.parts else CORE), file


def test_each_target_does_its_own_set_up() -> None:
    assert list(unready(MAKEFILE)) == []


def test_each_rule_that_is_off_has_a_reason() -> None:
    assert list(unreasoned(PYPROJECT)) == []


def test_each_suppression_has_a_reason() -> None:
    for file in scripts("src", "tests", "examples", "benchmarks", "docs"):
        assert list(bare(file.read_text(encoding="utf-8"))) == [], file


def test_a_statement_has_marks_without_numbers() -> None:
    for file in scripts("src", "examples", "benchmarks", "docs"):
        assert list(numbered(file.read_text(encoding="utf-8"))) == [], file


def test_each_check_of_the_workshop_can_fail() -> None:
    assert versions("## [Unreleased]\n## [0.0.9] - 2025-01-01\n") == ["Unreleased", "0.0.9"]
    assert list(foreign("import os, dateutil.tz\nfrom rich import print", set())) == [
        "python-dateutil",
        "rich",
    ]
    assert list(unready("demo: pyproject.toml ## Show\n\t$(PY) show.py\n")) == ["demo"]
    assert list(unreasoned('ignore = [\n    "D417",\n    "EM", # typed\n]\n')) == ['    "D417",']
    assert len(list(bare("x = 1\ny = 2  # " + "noqa: E501"))) == 1
    assert len(list(bare("x = 1\ny = 2  # " + "type: ignore[arg-type]"))) == 1
    assert list(numbered('run(f"SELECT {x} WHERE a = ?1 AND b = ?")')) == [" ?1 AND b = ?"]
    assert not list(bare("# Why.\ny = 2  # " + "noqa: E501\nz = 3  # " + "noqa: E501 - why"))


@pytest.mark.campaign
def test_a_wheel_holds_what_the_code_reads(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - our own project
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)],
        check=True,
    )
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    package = ROOT / "src" / "orderkit"
    asked = {
        file.relative_to(package.parent).as_posix()
        for file in package.rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    assert {"orderkit/py.typed", "orderkit/workflow/flows/order_to_cash.toml"} <= asked
    assert asked <= held
