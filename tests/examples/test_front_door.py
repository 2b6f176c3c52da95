"""The demo's front door: what it says to files that it cannot take, and to those it knows."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

import order_to_cash

SAMPLE = Path(order_to_cash.__file__).parent / "data"
HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def run(data: Path, out: Path) -> tuple[int, dict[str, object]]:
    code = order_to_cash.main(["--data", str(data), "--out", str(out)])
    told = out / "summary.json"
    return code, json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}


@pytest.mark.parametrize(
    ("data", "named"),
    [
        pytest.param(b"", "bad.csv", id="empty"),
        pytest.param(b"%PDF-1.7\n\x00\x01", "bad.csv", id="no table"),
        pytest.param(HEAD.replace("StockCode,", "").encode(), "bad.csv", id="missing column"),
        pytest.param(HEAD.encode() + b"1,A,\xff\xfe,1,x,1,1,UK\n", "bad.csv", id="encoding"),
        pytest.param(gzip.compress(HEAD.encode() * 50)[:-12], "bad.csv", id="torn gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_leaves_nothing(
    data: bytes, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / named).write_bytes(data)
    code, told = run(tmp_path / "in", tmp_path / "out")
    assert code == 1
    assert told == {}
    said = capsys.readouterr().out
    assert named in said
    assert re.search(r"\[(csv|file|archive)\.[a-z_]+\]", said), said


def test_a_40_a_file_of_a_header_alone_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2026-01-02.csv").write_text(HEAD, encoding="utf-8")
    code, told = run(tmp_path / "in", tmp_path / "out")
    assert code == 0
    assert (told["rows_read"], told["orders"]) == (0, 0)


def test_a_42_a_second_run_and_renamed_files_add_nothing(tmp_path: Path) -> None:
    first_code, first = run(SAMPLE, tmp_path / "out")
    renamed = tmp_path / "renamed"
    shutil.copytree(SAMPLE, renamed)
    for path in sorted(renamed.rglob("*.csv*")):
        day, rest = path.name.split(".", 1)
        path.rename(path.with_name(f"{day}.again.{rest}"))
    assert first_code == 0
    assert first["rows_seen_again"] == 0
    for data in (SAMPLE, renamed):
        code, told = run(data, tmp_path / "out")
        assert code == 0
        assert told["rows_seen_again"] == first["rows_read"]
        of_the_run = {"seconds", "peak_mb", "rows_seen_again"}
        assert {k: v for k, v in told.items() if k not in of_the_run} == {
            k: v for k, v in first.items() if k not in of_the_run
        }
