# ruff: noqa: INP001, T201 - a script, not a package, and one that prints
"""Plants breaches of docs/laws.toml in a copy of the source, and sees a test turn red.

python docs/plant_breaches.py             # every breach of every number
python docs/plant_breaches.py I-07 A-02   # those of these numbers

A breach is caught when the test that it names fails, in the test itself, on the changed copy. An
import that breaks or a fixture that fails proves nothing and is told as such.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree as ET

from make_laws import ROOT, Breach, laws

__all__ = ["Outcome", "breaches", "plant"]

Outcome = Literal["caught", "survived", "broken"]

# Imported before pytest begins, so that no setting of it can bring the unchanged source back.
_RUN: Final = """
import sys, pytest, orderkit
if not orderkit.__file__.startswith(sys.argv[1]):
    sys.exit(f"imported {orderkit.__file__}")
sys.exit(pytest.main(sys.argv[2:]))
"""
_SECONDS: Final = 300


def breaches() -> Iterator[tuple[str, Breach]]:
    """Each breach under a name of its own: its number and its place there."""
    for law in laws():
        for place, breach in enumerate(law.breaches, 1):
            yield f"{law.id}/{place}", breach


def plant(breach: Breach) -> tuple[Outcome, str]:
    """Plant a breach in a copy, run its test there, and tell what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "src"
        shutil.copytree(ROOT / "src", copy)
        target = copy.parent / breach.file
        source = target.read_text("utf-8")
        if source.count(breach.old) != 1:
            return "broken", f"{source.count(breach.old)} places to plant it"
        target.write_text(source.replace(breach.old, breach.new), "utf-8")
        report = copy.parent / "report.xml"
        run = subprocess.run(  # noqa: S603 - our own interpreter on our own tests
            [sys.executable, "-c", _RUN, str(copy), *_arguments(copy, report, breach.test)],
            cwd=ROOT,
            env=os.environ | _environment(copy),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        return _told(run.returncode, report), run.stdout[-4000:] + run.stderr[-2000:]


def _arguments(copy: Path, report: Path, test: str) -> list[str]:
    paths = f"pythonpath={copy} examples benchmarks"
    quiet = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    return [*quiet, "-o", paths, f"--junitxml={report}", test]


def _environment(copy: Path) -> dict[str, str]:
    # Examples that fail on a breach must not be remembered as failures of the source.
    return {"PYTHONPATH": str(copy), "HYPOTHESIS_STORAGE_DIRECTORY": str(copy.parent / "examples")}


def _told(code: int, report: Path) -> Outcome:
    if code == 0:
        return "survived"
    if code != 1 or not report.exists():
        return "broken"
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - written by the run above
    counts = [(int(each.get("failures", 0)), int(each.get("errors", 0))) for each in suites]
    failed, errors = (sum(column) for column in zip(*counts, strict=True))
    return "caught" if failed and not errors else "broken"


def main(numbers: list[str]) -> int:
    """Plant all breaches, or those of some numbers; print a row for each."""
    missed = 0
    for name, breach in breaches():
        if not numbers or name.partition("/")[0] in numbers:
            outcome, told = plant(breach)
            print(
                f"{name:8} {outcome:8} {breach.file.removeprefix('src/orderkit/')}: {breach.what}"
            )
            if outcome != "caught":
                missed += 1
                print(told)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
