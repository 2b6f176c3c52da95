"""New files come into a folder whose demo had finished: what is made for them is new too."""

import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.examples.conftest import POUND
from tests.examples.test_killed import COUNTS, TRIES, ask, killed

import order_to_cash
from order_to_cash import main
from orderkit.adapters.sqlite import SqliteDatabase
from receipts_rounds import made_receipts

SAMPLE = Path(order_to_cash.__file__).parent / "data"
OF_THE_RUN = {"seconds", "peak_mb", "rows_seen_again"}


def told(folder: Path) -> dict[str, object]:
    read = json.loads((folder / "summary.json").read_text("utf-8"))
    return {name: value for name, value in read.items() if name not in OF_THE_RUN}


def run(folder: Path) -> dict[str, object]:
    assert main(["--data", str(folder / "in"), "--out", str(folder)]) == 0
    return told(folder)


def kept(folder: Path) -> dict[str, tuple[int, str]]:
    with closing(sqlite3.connect(folder / "orders.db")) as store:
        rows = store.execute("SELECT receipt, amount, text FROM receipts")
        return {receipt: (amount, text) for receipt, amount, text in rows}


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store that is finished with the files of March, and again with those of April."""
    first, both = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("both")
    shutil.copytree(SAMPLE, first / "in", ignore=shutil.ignore_patterns("2025-04-*"))
    run(first)
    shutil.copytree(first, both, dirs_exist_ok=True)
    shutil.copytree(SAMPLE, both / "in", dirs_exist_ok=True)
    run(both)
    return first, both


def test_receipts_of_the_second_step_are_new_and_those_of_the_first_stay(
    steps: tuple[Path, Path],
) -> None:
    before, after = map(kept, steps)
    assert 0 < len(before) < len(after)
    assert {receipt: after[receipt] for receipt in before} == before


def test_each_receipt_of_both_steps_is_known_for_what_it_was(steps: tuple[Path, Path]) -> None:
    made = made_receipts(SqliteDatabase(steps[1] / "orders.db"), POUND, 7)
    assert {each.id: (each.amount, each.text) for each in made.receipts} == kept(steps[1])
    assert made.truth.keys() == kept(steps[1]).keys()
    # A customer of March writes in April under the same name, and from the same account.
    customers = [payer.customer for payer in made.payers]
    assert len(set(customers)) == len(customers)


def test_receipts_of_two_steps_are_matched_as_well_as_those_of_one(
    steps: tuple[Path, Path],
) -> None:
    found = json.loads((steps[1] / "summary.json").read_text("utf-8"))
    # One who pays ten pounds too much has two other invoices of five: no matcher can know better.
    assert found["recon_precision"] > 0.99
    assert found["recon_recall"] > 0.9


def test_stock_comes_in_for_the_goods_of_both_steps(steps: tuple[Path, Path]) -> None:
    with closing(sqlite3.connect(steps[1] / "orders.db")) as store:
        ((invoiced,),) = store.execute(
            "SELECT sum(l.amount) FROM document_lines l JOIN documents d ON d.id = l.document_ref"
            " WHERE d.kind = 'invoice' AND l.sku <> ''"
        )
        ((accepted,),) = store.execute("SELECT sum(amount) FROM rows WHERE fate = 'accepted'")
    # As for a store that is finished in one.
    assert invoiced * 100 >= accepted * 85


def test_a_file_of_an_earlier_day_may_come_late(steps: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(steps[0], tmp_path, dirs_exist_ok=True)
    days = tmp_path / "in" / "shop"
    rows = gzip.decompress(min(days.iterdir()).read_bytes()).splitlines(keepends=True)
    # Read before the row that it equals, it makes one of what the first step had stock for.
    (days / "2025-03-23.csv").write_bytes(rows[0] + rows[1])
    before = told(steps[0])
    after = run(tmp_path)
    assert after["rows_merged"] == int(str(before["rows_merged"])) + 1
    assert after["orders"] == before["orders"]


def test_a_third_run_adds_nothing(steps: tuple[Path, Path]) -> None:
    before = told(steps[1])
    assert run(steps[1]) == before


@pytest.mark.parametrize("kind", ["events", "receipts"])
def test_i_76_a_second_step_that_was_killed_ends_as_one_that_was_not(
    kind: str, steps: tuple[Path, Path], tmp_path: Path
) -> None:
    low, high = (ask(folder, COUNTS[kind]) for folder in steps)
    for tried in range(TRIES):
        folder = tmp_path / str(tried)
        shutil.copytree(steps[0], folder)
        shutil.copytree(SAMPLE, folder / "in", dirs_exist_ok=True)
        if killed(folder, kind, (low + high) // 2, "--data", str(folder / "in")):
            break
    else:
        pytest.fail(f"{TRIES} runs ended before they were killed at {kind}")
    assert ask(folder, COUNTS["receipts"]) < ask(steps[1], COUNTS["receipts"])
    assert run(folder) == told(steps[1])
    assert kept(folder) == kept(steps[1])
