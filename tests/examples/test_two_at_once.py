"""Two demos on one store: the second is told that the first is writing, and what to do."""

import json
import signal
import sqlite3
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from tests.examples.test_killed import COUNTS, OF_THE_RUN, ask, command

import order_to_cash
from orderkit.adapters.sqlite import SqliteDatabase


def told(folder: Path) -> dict[str, object]:
    read = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {name: value for name, value in read.items() if name not in OF_THE_RUN}


def test_a_second_run_is_told_of_the_first_and_leaves_it_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(  # noqa: S603 - our own script
        command(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as first:
        while first.poll() is None and ask(out, COUNTS["events"]) < 1:
            pass
        # The first run stands still, wherever it is, and still has the store.
        first.send_signal(signal.SIGSTOP)
        try:
            code = order_to_cash.main(["--out", str(out)])
        finally:
            first.send_signal(signal.SIGCONT)
        assert code == 1
        assert not (out / "summary.json").exists()
        said = capsys.readouterr().out
        assert "[demo.in_use]" in said
        assert "run this again" in said
        assert "请等它结束" in said
        assert first.wait() == 0
    # It ends as if nobody had come, and whoever waited has nothing left to do.
    undisturbed = told(out)
    assert order_to_cash.main(["--out", str(out)]) == 0
    assert told(out) == undisturbed
    assert order_to_cash.main(["--out", str(tmp_path / "alone")]) == 0
    assert told(tmp_path / "alone") == undisturbed


def test_somebody_else_who_holds_the_store_is_told_of_in_the_same_words(
    finished: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with closing(sqlite3.connect(tmp_path / "orders.db", isolation_level=None)) as other:
        SqliteDatabase(tmp_path / "orders.db").close()
        other.execute("BEGIN IMMEDIATE")
        impatient = partial(SqliteDatabase, timeout=0.01)
        monkeypatch.setattr(order_to_cash, "SqliteDatabase", impatient)
        data = str(finished / "data")
        assert order_to_cash.main(["--data", data, "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "[demo.in_use]" in said
    assert "[conflict] database: busy" in said
