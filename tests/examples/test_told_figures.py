"""What the README and the page of the summary tell is what the demo gives."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from order_to_cash import main

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    sample = ROOT / "examples" / "data"
    assert main(["--data", str(sample), "--seed", "7", "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_what_the_demo_prints(
    readme: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--data", str(ROOT / "examples" / "data"), "--seed", "7", "--out", str(tmp_path)])
    printed = {line.rstrip() for line in capsys.readouterr().out.splitlines()}
    excerpt = BLOCK.findall((ROOT / readme).read_text("utf-8"))[0].splitlines()
    assert excerpt
    assert [line for line in excerpt if line not in printed] == []


def test_every_field_of_the_summary_is_explained(run: Path) -> None:
    fields = json.loads((run / "summary.json").read_text("utf-8"))
    rows = [
        line.split("|")[1]
        for line in (ROOT / "docs/reference/summary.md").read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert told == set(fields)


def test_each_check_of_the_bundled_sample_looked_at_something(run: Path) -> None:
    invariants = json.loads((run / "summary.json").read_text("utf-8"))["invariants"]
    assert {name: found for name, found in invariants.items() if found["checked"] < 1} == {}


def test_at_least_85_percent_of_the_goods_that_were_not_taken_back_are_invoiced(run: Path) -> None:
    with closing(sqlite3.connect(run / "orders.db")) as store:
        ((invoiced,),) = store.execute(
            "SELECT sum(l.amount) FROM document_lines l JOIN documents d ON d.id = l.document_ref"
            " WHERE d.kind = 'invoice' AND l.sku <> ''"
        )
        ((accepted,),) = store.execute("SELECT sum(amount) FROM rows WHERE fate = 'accepted'")
    assert invoiced * 100 >= accepted * 85
