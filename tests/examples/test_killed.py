"""A demo that is killed and run again ends as one that nobody disturbed."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

DEMO: Final = Path(__file__).parents[2] / "examples" / "order_to_cash.py"
OF_THE_RUN: Final = {"seconds", "peak_mb", "rows_seen_again"}
# What each kind of point counts: all of these only grow, commit by commit.
COUNTS: Final = {
    "rows": "SELECT count(*) FROM rows",
    "events": "SELECT coalesce(max(position), 0) FROM events",
    "receipts": "SELECT count(*) FROM receipts",
}
IN_AN_IMPORT: Final = "SELECT count(*) FROM rows WHERE digest NOT IN (SELECT digest FROM imports)"
KINDS: Final = ("rows",) * 3 + ("events",) * 5 + ("receipts",) * 2
TRIES: Final = 20


def ask(folder: Path, query: str) -> int:
    """A figure of the store; 0 while there is none."""
    try:
        connection = sqlite3.connect(f"file:{folder}/orders.db?mode=ro", uri=True)
        try:
            return int(connection.execute(query).fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 0


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, str(DEMO), "--out", str(folder), *more]


def summary(folder: Path) -> dict[str, object]:
    read = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {name: value for name, value in read.items() if name not in OF_THE_RUN}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    subprocess.run(command(folder), check=True, capture_output=True)  # noqa: S603 - our own
    return folder


def killed(folder: Path, kind: str, at: int, *more: str) -> bool:
    """Run until the store counts so many, kill -9; whether it died of that, where it was to."""
    child = subprocess.Popen(  # noqa: S603 - our own script
        command(folder, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while child.poll() is None:
        if ask(folder, COUNTS[kind]) >= at:
            child.kill()
            break
        time.sleep(0.002)
    died = child.wait() == -signal.SIGKILL
    return died and (kind != "rows" or ask(folder, IN_AN_IMPORT) > 0)


@pytest.mark.parametrize(("number", "kind"), list(enumerate(KINDS)))
def test_i_76_a_killed_run_is_taken_up_where_it_stopped(
    kind: str, number: int, undisturbed: Path, tmp_path: Path
) -> None:
    chance, total = random.Random(number), ask(undisturbed, COUNTS[kind])  # noqa: S311 - a test
    for tried in range(TRIES):
        folder = tmp_path / str(tried)
        if killed(folder, kind, chance.randrange(1, total * 9 // 10)):
            break
    else:
        pytest.fail(f"{TRIES} runs ended before they were killed at {kind}")
    before = ask(folder, COUNTS["events"])
    assert before < ask(undisturbed, COUNTS["events"]) or kind == "receipts"
    again = subprocess.run(  # noqa: S603 - our own script
        command(folder), check=False, capture_output=True, text=True
    )
    assert again.returncode == 0, again.stdout
    assert summary(folder) == summary(undisturbed)
