"""Run files of published figures against the library: `python tests/vectors/run.py FILE...`.

Each vector has a `kind`, and each kind that is built has one adapter in `vector_kinds`. Told of
each vector is one of four words: same, differs, documented (the law that the peer's figure
breaks), or open (the kind is not built yet). The exit code is 1 if any differs, 2 if a file cannot
be read.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vector_kinds import ADAPTERS, Outcome, Vector, Word

from orderkit import OrderkitError

__all__ = ["decided", "main"]

_WORDS: tuple[Word, ...] = ("same", "documented", "open", "differs")


def decided(vector: Vector) -> Outcome:
    """What the library makes of one vector; all of its variants must hold."""
    kind = str(vector.get("kind"))
    adapter = ADAPTERS.get(kind)
    if adapter is None:
        return Outcome("open", kind)
    outcomes = [_told(adapter, each) for each in _variants(vector)]
    # The gravest word of any variant is the word of the vector.
    return max(outcomes, key=lambda outcome: _WORDS.index(outcome.word))


def _told(adapter: Callable[[Vector], Outcome], vector: Vector) -> Outcome:
    """The outcome; what the library raises at differs, and keeps no other vector from its turn."""
    try:
        return adapter(vector)
    except OrderkitError as error:
        return Outcome("differs", f"ours raises {error}")


def _variants(vector: Vector) -> Iterator[Vector]:
    given, expected = vector.get("given"), vector.get("expect")
    if not isinstance(given, dict) or not isinstance(expected, dict) or "cases" not in given:
        yield vector
        return
    for case, figures in zip(given["cases"], expected["cases"], strict=True):
        yield {**vector, "given": case, "expect": figures}


def main(arguments: Sequence[str]) -> int:
    """Run the files that are named; gives the exit code."""
    if not arguments:
        print(__doc__)
        return 2
    told = Counter[str]()
    for name in arguments:
        try:
            vectors = json.loads(Path(name).read_text("utf-8"))
        except (OSError, ValueError) as error:
            print(f"{name}: {error}")
            return 2
        if not isinstance(vectors, list):
            print(f"{name}: no list of vectors")
            return 2
        for vector in vectors:
            outcome = decided(vector)
            told[outcome.word] += 1
            print(f"{vector.get('id', '?'):8} {outcome.word:10} {outcome.said}")
    print(", ".join(f"{told[word]} {word}" for word in _WORDS), f"of {sum(told.values())}")
    return 1 if told["differs"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
