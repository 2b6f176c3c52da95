"""Reference pages name everything there is: rooms, keys of files, tables and columns."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from orderkit.adapters.sqlite import MIGRATIONS
from orderkit.capture import FIELDS, ChargeClass

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "orderkit"
KEY = re.compile(r'self\.(?:_?[a-z]+)\(\s*"([a-z_.]+)"')
TABLE = re.compile(r"CREATE TABLE (\w+) \((.*)\)", re.DOTALL)
# The order of a row, whose it is, and where a line belongs; said once for all tables.
SAID_ONCE = {"id", "organisation", "place", "shipment_ref", "return_ref"}


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGE = loaded("make_reference")


def mapping_keys() -> list[str]:
    texts = [file.read_text("utf-8") for file in (SOURCE / "capture").glob("*.py")]
    keys = {key.rpartition(".")[2] for text in texts for key in KEY.findall(text)}
    return sorted({*keys, *FIELDS, *ChargeClass})


def flow_keys() -> list[str]:
    text = (SOURCE / "workflow" / "reader.py").read_text("utf-8")
    sets = re.findall(r"_(?:STAGE|MOVE)_KEYS: Final = frozenset\(\{(.*?)\}\)", text)
    return sorted({key for keys in sets for key in re.findall(r'"(\w+)"', keys)})


def columns() -> Iterator[tuple[str, str]]:
    for statement in (each for version in MIGRATIONS for each in version):
        table = TABLE.search(statement)
        for line in table[2].splitlines() if table else ():
            word = line.split()[0] if line.split() else ""
            if table and word.islower() and word not in SAID_ONCE:
                yield table[1], word


def test_the_page_of_rooms_is_up_to_date() -> None:
    assert PAGE.main(["--check"]) == 0, "run python docs/make_reference.py"


def test_every_package_of_the_library_is_a_room_of_the_page() -> None:
    inner = {"adapters", "testing"}
    there = {
        file.parent.relative_to(SOURCE).as_posix().replace("/", ".")
        for file in SOURCE.rglob("__init__.py")
        if file.parent != SOURCE
    }
    told = set(PAGE.rooms())
    # What a room keeps behind its own door is no room.
    inside = ("order.", "pricing.")
    within = {name for name in there if name.startswith(inside) or name.endswith("policies")}
    assert there - inner - within <= told


@pytest.mark.parametrize("key", mapping_keys())
def test_every_key_of_a_mapping_is_explained(key: str) -> None:
    text = (REFERENCE / "mapping.md").read_text("utf-8")
    assert f"| `{key}` |" in text or f"## `[{key}]`" in text


@pytest.mark.parametrize("key", flow_keys())
def test_every_key_of_a_flow_is_explained(key: str) -> None:
    assert f"| `{key}` |" in (REFERENCE / "flow.md").read_text("utf-8")


@pytest.mark.parametrize(("table", "column"), sorted(columns()))
def test_every_column_of_the_database_is_named(table: str, column: str) -> None:
    rows = (REFERENCE / "database.md").read_text("utf-8").splitlines()
    told = [row for row in rows if row.startswith("|") and f"`{table}`" in row.split("|")[1]]
    assert any(f"`{column}`" in row for row in told), f"{table}.{column}"
