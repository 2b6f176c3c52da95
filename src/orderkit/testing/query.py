"""One consistency check in SQL."""

from typing import final

import attrs

__all__ = ["Query"]


@final
@attrs.frozen(kw_only=True)
class Query:
    """One check in SQL.

    Attributes:
        name: What holds.
        law: Its number in the catalogue of invariants.
        breaches: Gives one row for each breach.
        counted: Gives one number: how much was looked at.
    """

    name: str
    law: str
    breaches: str
    counted: str
