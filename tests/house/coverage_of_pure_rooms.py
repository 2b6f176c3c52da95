"""Branch coverage by pure room, from coverage's JSON report; fails where one is under the bar.

python tests/house/coverage_of_pure_rooms.py build/coverage.json
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

__all__ = ["main"]

BAR = 95
PURE = {
    "allocation",
    "approval",
    "capture",
    "errors",
    "fulfilment",
    "insight",
    "inventory",
    "invoicing",
    "order",
    "pricing",
    "settlement",
    "validation",
    "values",
    "workflow",
}
COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")


def main(path: str) -> int:
    """Print the coverage of each room; gives the exit code."""
    files = json.loads(Path(path).read_text(encoding="utf-8"))["files"]
    rooms = defaultdict[str, list[int]](lambda: [0] * len(COUNTS))
    for name, found in files.items():
        room = Path(name.partition("orderkit/")[2]).parts[0].removesuffix(".py")
        for place, count in enumerate(COUNTS):
            rooms[room][place] += found["summary"][count]
    low = list[str]()
    for room, (lines, all_lines, branches, all_branches) in sorted(rooms.items()):
        covered = 100 * (lines + branches) / max(1, all_lines + all_branches)
        judged = room in PURE
        print(f"{room:<12} {covered:6.2f} %{'' if judged else '  (not pure, not judged)'}")
        if judged and covered < BAR:
            low.append(room)
    if missing := PURE - rooms.keys():
        low += sorted(missing)
    if low:
        print(f"under the bar: {', '.join(low)}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
