"""The gates that are scripts: each lets through what is right, and stops what is not."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).parent


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HOUSE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


COVERAGE, TYPES = loaded("coverage_of_pure_rooms"), loaded("public_types")


def covered(folder: Path, lines: int, branches: int, rooms: set[str]) -> str:
    told = {
        f"src/orderkit/{room}/model.py": {
            "summary": {
                "covered_lines": lines,
                "num_statements": 100,
                "covered_branches": branches,
                "num_branches": 100,
            }
        }
        for room in rooms
    }
    path = folder / "coverage.json"
    path.write_text(json.dumps({"files": told}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("lines", "branches", "code"),
    [(100, 90, 0), (95, 95, 0), (100, 89, 1), (99, 90, 1)],
)
def test_a_pure_room_under_the_bar_is_told(
    lines: int, branches: int, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert COVERAGE.main(covered(tmp_path, lines, branches, COVERAGE.PURE)) == code
    assert ("under the bar: allocation" in capsys.readouterr().out) == bool(code)


def test_a_pure_room_that_nothing_ran_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rooms = COVERAGE.PURE - {"settlement"}
    assert COVERAGE.main(covered(tmp_path, 100, 100, rooms)) == 1
    assert capsys.readouterr().out.endswith("under the bar: settlement\n")


def symbol(name: str, *, known: bool = True, ambiguous: bool = False) -> dict[str, object]:
    return {
        "name": name,
        "isExported": name.startswith("orderkit"),
        "isTypeKnown": known,
        "isTypeAmbiguous": ambiguous,
    }


@pytest.mark.parametrize(
    ("name", "elsewhere", "found"),
    [
        ("orderkit.values.Money.minor", False, ["orderkit.values.Money.minor"]),
        ("orderkit.values.Money.minor", True, []),
        ("decimal.Decimal.__lt__", True, []),
        ("babel.core.Locale", True, ["babel.core.Locale"]),
        ("babel.core.Locale", False, []),
    ],
)
def test_a_loose_type_is_told_where_it_counts(
    name: str,
    elsewhere: bool,  # noqa: FBT001 - a row of a table
    found: list[str],
) -> None:
    for loose in (symbol(name, known=False), symbol(name, ambiguous=True)):
        assert list(TYPES.loose([loose, symbol("orderkit.fine")], elsewhere=elsewhere)) == found


def test_a_package_that_is_not_found_is_no_typed_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(TYPES, "symbols", lambda *_: [])
    assert TYPES.main() == 1
    assert "0 public symbols" in capsys.readouterr().out
