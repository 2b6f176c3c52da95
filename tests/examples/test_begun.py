"""A store knows what it was begun with: another run begins anew, and keeps what was there."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from order_to_cash import main
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.values import FactKey, OrganisationId
from sample_maker import sample_files

SEED = "SELECT value FROM subjects WHERE kind = 'demo.begun'"


def written(folder: Path, *, seed: int, orders: int = 40) -> Path:
    for name, data, _ in sample_files(seed, orders):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def left(out: Path) -> tuple[list[str], list[str]]:
    """All that the store holds, and what stands beside it."""
    with closing(sqlite3.connect(out / "orders.db")) as store:
        held = list(store.iterdump())
    return held, [path.read_text("utf-8") for path in told(out)]


def told(out: Path) -> list[Path]:
    return sorted(path for path in out.iterdir() if path.suffix in {".json", ".html"})


def figures(out: Path) -> dict[str, object]:
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    return {name: summary[name] for name in summary if name not in {"seconds", "peak_mb"}}


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    """A copy of what the finished run left."""
    folder = tmp_path / "out"
    folder.mkdir()
    with (
        closing(sqlite3.connect(finished / "orders.db")) as source,
        closing(sqlite3.connect(folder / "orders.db")) as target,
    ):
        source.backup(target)
    for path in told(finished):
        shutil.copy(path, folder)
    return folder


def run(data: Path, out: Path, *, seed: int = 7) -> int:
    return main(["--data", str(data), "--seed", str(seed), "--out", str(out)])


def test_another_seed_begins_anew_and_keeps_what_was(
    finished: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = left(out)
    assert run(finished / "data", out, seed=8) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "[demo.other_seed]" in said
    assert "begun with seed 7" in said
    assert "this run has seed 8" in said
    assert "以随机种子 7 开始" in said
    assert str(out / "before-1") in said
    assert left(out / "before-1") == before
    assert SqliteDatabase(out / "orders.db").connection().execute(SEED).fetchone() == (b"8",)


def test_other_files_begin_anew_and_keep_what_was(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = left(out)
    other = written(tmp_path / "other", seed=5)
    assert run(other, out) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "[demo.other_files]" in said
    assert "2025-03-24.csv.gz" in said
    assert "以其他文件开始" in said
    assert left(out / "before-1") == before
    # Equal to a run in a folder of its own, and again another one is set aside.
    assert run(other, tmp_path / "own") == 0
    assert figures(out) == figures(tmp_path / "own")
    assert run(written(tmp_path / "third", seed=6), out) == 0
    assert figures(out / "before-2") == figures(tmp_path / "own")


@pytest.mark.parametrize("what", ["gone", "changed"])
def test_a_file_of_before_that_is_gone_or_changed_is_named(
    what: str, finished: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(finished / "data", tmp_path / "data")
    path = tmp_path / "data" / "partner" / "2025-03-28.csv"
    if what == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"2025", b"2026", 1))
    before = left(out)
    assert run(tmp_path / "data", out) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "[demo.other_files]" in said
    assert "2025-03-28.csv" in said
    assert left(out / "before-1") == before


def test_a_store_that_somebody_else_filled_is_refused(
    finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(finished / "data", tmp_path / "data")
    database = SqliteDatabase(tmp_path / "orders.db")
    with database.write() as work:
        work.subjects.put(OrganisationId("acme"), FactKey("price", "MUG"), "9.95")
    database.close()
    before = left(tmp_path)
    assert run(tmp_path / "data", tmp_path) == 1
    assert "[demo.unknown_store]" in capsys.readouterr().out
    assert left(tmp_path) == before


def test_new_files_beside_those_of_before_are_taken(
    finished: Path, out: Path, tmp_path: Path
) -> None:
    before = json.loads((out / "summary.json").read_text("utf-8"))
    shutil.copytree(finished / "data", tmp_path / "data")
    first = min((finished / "data" / "partner").iterdir())
    head, row, *_ = first.read_bytes().splitlines(keepends=True)
    (tmp_path / "data" / "partner" / "2025-04-09.csv").write_bytes(head + row)
    assert run(tmp_path / "data", out) == 0
    after = json.loads((out / "summary.json").read_text("utf-8"))
    assert after["rows_read"] == before["rows_read"] + 1
