# ruff: noqa: INP001 - a script, not a package
"""Writes reference/laws.md: every law and abuse, the tests under its number, its planted breaches.

python docs/make_laws.py           # write the page
python docs/make_laws.py --check   # fail if it is not up to date

What is claimed stands in docs/laws.toml. Which tests there are is read off their names:
`test_i_07_…` proves I-07, `test_i_74_a_76_…` proves two numbers at once.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, final

import attrs

__all__ = ["CATALOGUES", "ROOT", "Breach", "Law", "State", "laws", "numbered", "page", "state"]

ROOT: Final = Path(__file__).resolve().parent.parent
# Each catalogue: its letter, its title, and how many numbers it has.
CATALOGUES: Final = (("I", "What always holds", 94), ("A", "What is done to it", 93))
_LAWS: Final = ROOT / "docs" / "laws.toml"
_PAGE: Final = ROOT / "docs" / "reference" / "laws.md"
# Contract suites ship with the package; their tests run wherever a suite is subclassed.
_TESTS: Final = ("tests", "src/orderkit/testing")
_LEADING: Final = re.compile(r"test_((?:[ia]_\d\d_)+)")

State = Literal["held", "partly", "open"]


@final
@attrs.frozen(kw_only=True)
class Breach:
    """A change of one file that a test must notice.

    Attributes:
        file: The file to change, from the root of the checkout.
        what: What the change does wrong, in a few words.
        old: The text that is taken out; it stands in the file exactly once.
        new: The text that is put in its place.
        test: The test that turns red, as pytest names it.
    """

    file: str
    what: str
    old: str
    new: str
    test: str


@final
@attrs.frozen(kw_only=True)
class Law:
    """One number of a catalogue.

    Attributes:
        id: `I-07` or `A-02`.
        room: The room or theme that it stands under.
        text: What holds, in one sentence.
        missing: What the tests do not prove yet; empty where they prove it all.
        breaches: Planted breaches that turned a test of this number red.
    """

    id: str
    room: str
    text: str
    missing: str = ""
    breaches: tuple[Breach, ...] = ()


def laws() -> tuple[Law, ...]:
    """All numbers, as docs/laws.toml has them."""
    rows = tomllib.loads(_LAWS.read_text("utf-8"))["law"]
    return tuple(
        Law(
            id=row["id"],
            room=row["room"],
            text=row["text"],
            missing=row.get("missing", ""),
            breaches=tuple(Breach(**each) for each in row.get("breach", ())),
        )
        for row in rows
    )


def numbers_of(name: str) -> list[str]:
    """The numbers that a test's name begins with.

    >>> numbers_of("test_i_74_a_76_a_repeated_key_gives_the_first_answer")
    ['I-74', 'A-76']
    """
    leading = _LEADING.match(name)
    return (
        []
        if leading is None
        else re.sub(r"([ia])_(\d\d)_", r"\1-\2 ", leading.group(1)).upper().split()
    )


def numbered() -> dict[str, list[str]]:
    """Number → the tests that carry it, as `file::name`, in the order of files and lines."""
    found = dict[str, list[str]]()
    for file, name in named():
        for number in numbers_of(name):
            found.setdefault(number, []).append(f"{file}::{name}")
    return found


def named() -> Iterator[tuple[str, str]]:
    """Every test: its file from the root, and its name."""
    for folder in _TESTS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for name in _given(node):
                    if name.startswith("test_"):
                        yield path.relative_to(ROOT).as_posix(), name


def _given(node: ast.AST) -> list[str]:
    """The names that a statement gives: a state machine's test is assigned, not defined."""
    match node:
        case ast.FunctionDef(name=name):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name)]):
            return [name]
        case _:
            return []


def state(law: Law, tests: Mapping[str, list[str]]) -> State:
    """Held: proved by tests, and each claim of that was seen to fail."""
    if law.id not in tests:
        return "open"
    return "held" if law.breaches and not law.missing else "partly"


def page() -> str:
    """The page as it should be."""
    tests, all_laws = numbered(), laws()
    lines = [
        "# Laws",
        "",
        "Every law the library must keep (I) and every abuse it must stand (A). Collected by",
        "`python docs/make_laws.py` from `docs/laws.toml` and the names of the tests; not",
        "written by hand. A number is **held** when tests carry it and a breach, planted in the",
        "source, turned one of them red; **partly** when something of that is missing; **open**",
        "when no test carries it. `python docs/plant_breaches.py I-01` plants the breaches of",
        "a number again, and `make sim` those of all.",
    ]
    for letter, title, _ in CATALOGUES:
        own = [law for law in all_laws if law.id.startswith(letter)]
        counts = {name: sum(state(law, tests) == name for law in own) for name in _STATES}
        lines += ["", f"## {title}", ""]
        lines += [", ".join(f"{count} {name}" for name, count in counts.items()) + "."]
        for room in dict.fromkeys(law.room for law in own):
            lines += ["", f"### {letter}: {room}", "", _HEAD, "| --- | --- | --- | --- | --- |"]
            lines += [_row(law, tests) for law in own if law.room == room]
    return "\n".join(lines) + "\n"


_STATES: Final[tuple[State, ...]] = ("held", "partly", "open")
_HEAD: Final = "| Number | Law | State | Tests | Planted breaches |"


def _row(law: Law, tests: Mapping[str, list[str]]) -> str:
    own, word = tests.get(law.id, []), state(law, tests)
    lacks = law.missing or "no breach of it was planted yet"
    cells = (
        law.id,
        law.text,
        f"partly: {lacks}" if word == "partly" else word,
        "<br>".join(f"`{_short(each)}`" for each in own),
        "<br>".join(f"{each.what} (`{_short(each.file)}`)" for each in law.breaches),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _short(path: str) -> str:
    return path.removeprefix("tests/").removeprefix("src/orderkit/")


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    if arguments == ["--check"]:
        current = _PAGE.read_text("utf-8") if _PAGE.exists() else ""
        return 0 if current == page() else 1
    _PAGE.parent.mkdir(parents=True, exist_ok=True)
    _PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
