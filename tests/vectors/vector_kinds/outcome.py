"""What a vector is to the runner, and what becomes of it."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import attrs

__all__ = ["Outcome", "Vector", "Word"]

# What JSON holds; each adapter reads the fields of its own kind.
Vector: TypeAlias = Mapping[str, Any]
Word: TypeAlias = Literal["same", "documented", "open", "differs"]


@attrs.frozen
class Outcome:
    """What became of a vector.

    Attributes:
        said: Ours and theirs where they differ, the law where that is documented.
    """

    word: Word
    said: str = ""
