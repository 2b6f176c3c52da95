"""Every public symbol of every public module has a known type; fails where one has not.

python tests/house/public_types.py

Asks `basedpyright --verifytypes` twice. Without `--ignoreexternal`, nothing unknown may come from
any other package but those listed here; with it, nothing unknown may be left at all.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

__all__ = ["loose", "main"]

PACKAGE = "orderkit"
# Whose own symbols are not fully typed, and why ours show them all the same.
LOOSE_ELSEWHERE = {
    "decimal": "compares with numbers.Rational",
    "fractions": "derives from numbers.Rational",
    "numbers": "operands have no types in the stubs of the standard library",
    "hypothesis": "a strategy shows internals of its library",
}

Symbol: TypeAlias = dict[str, object]


def main() -> int:
    """Ask twice, print what is loose; gives the exit code."""
    plain, own = symbols(), symbols("--ignoreexternal")
    found = sorted({*loose(plain, elsewhere=True), *loose(own, elsewhere=False)})
    public = sum(each["isExported"] is True for each in own)
    print(f"{public} public symbols, {len(found)} of them or behind them without a known type")
    for name in found:
        print(f"  {name}")
    return 1 if found or not public else 0


def loose(told: Sequence[Symbol], *, elsewhere: bool) -> Iterator[str]:
    """Names without a known type: those of other packages that are not listed, or our own."""
    for each in told:
        name, known = str(each["name"]), each["isTypeKnown"] and not each["isTypeAmbiguous"]
        root = name.partition(".")[0]
        if not known and elsewhere == (root != PACKAGE) and root not in LOOSE_ELSEWHERE:
            yield name


def symbols(*options: str) -> list[Symbol]:
    """What basedpyright says of each symbol; none where it cannot find the package."""
    # It asks the first `python` on the path where packages are, so that has to be this one.
    here = str(Path(sys.executable).parent)
    told = subprocess.run(  # noqa: S603 - our own tool
        [sys.executable, "-m", "basedpyright", "--verifytypes", PACKAGE, "--outputjson", *options],
        env={**os.environ, "PATH": os.pathsep.join((here, os.environ.get("PATH", "")))},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found: list[Symbol] = json.loads(told.stdout)["typeCompleteness"]["symbols"]
    except (ValueError, KeyError):
        print(told.stdout, told.stderr, file=sys.stderr)
        return []
    return found


if __name__ == "__main__":
    sys.exit(main())
