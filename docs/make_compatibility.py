# ruff: noqa: INP001 - a script, not a package
"""Writes reference/compatibility.md: figures other systems publish, and what ours are.

python docs/make_compatibility.py           # write the page
python docs/make_compatibility.py --check   # fail if it is not up to date
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "vectors"))

import run  # noqa: E402 - it stands beside the vectors, and not in a package
from vector_kinds import Outcome, Vector  # noqa: E402 - likewise

__all__ = ["main", "page"]

_PAGE: Final = ROOT / "docs" / "reference" / "compatibility.md"
_FIGURES: Final = ROOT / "tests" / "vectors" / "figures"
_HEAD: Final = """# Compatibility

Figures that other systems publish in their tests and documentation, run against this library.
Written by `python docs/make_compatibility.py` from `tests/vectors/figures`; not by hand.

Same means that naming the system's policy gives its figure to the last digit. Documented means
that its figure breaks a law of ours, which is named, and that ours is another. The files can be
run, and others of the same kinds with them: `python tests/vectors/run.py FILE...`.
"""


def decided() -> Iterator[tuple[Vector, Outcome]]:
    """Each figure that is kept with the tests, and what became of it."""
    for file in sorted(_FIGURES.glob("*.json")):
        for vector in json.loads(file.read_text("utf-8")):
            yield vector, run.decided(vector)


def system(vector: Vector) -> str:
    """The system that publishes a figure, as its source begins."""
    source = str(vector.get("source", ""))
    return source.partition(":")[0].partition(",")[0].partition(" (")[0].strip() or "own"


def page() -> str:
    """The page as it should stand."""
    told = sorted(decided(), key=lambda pair: str(pair[0]["id"]))
    counts = defaultdict[str, Counter[str]](Counter)
    for vector, outcome in told:
        counts[system(vector)][outcome.word] += 1
    lines = [_HEAD, "## By system", "", "| system | same | documented |", "| --- | --- | --- |"]
    for name, words in sorted(counts.items(), key=lambda pair: pair[0].lower()):
        lines.append(f"| {name} | {words['same']} | {words['documented']} |")
    lines += [
        "",
        "## Each figure",
        "",
        "| id | kind | source | ours | |",
        "| --- | --- | --- | --- | --- |",
    ]
    for vector, outcome in told:
        source = str(vector.get("source", "")).replace("|", "/")
        said = outcome.said.replace("|", "/")
        lines.append(f"| {vector['id']} | {vector['kind']} | {source} | {outcome.word} | {said} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or check it; gives the exit code."""
    text = page()
    if "--check" in arguments:
        return 0 if _PAGE.exists() and _PAGE.read_text("utf-8") == text else 1
    _PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
