"""One adapter for each kind of vector: it translates names, and works out no amount."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from vector_kinds import (
    approvals,
    change,
    closing,
    holding,
    moves,
    pricing,
    projections,
    shares,
    stock,
)
from vector_kinds.outcome import Outcome, Vector, Word

__all__ = ["ADAPTERS", "Outcome", "Vector", "Word"]

ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {
        **approvals.ADAPTERS,
        **change.ADAPTERS,
        **closing.ADAPTERS,
        **holding.ADAPTERS,
        **moves.ADAPTERS,
        **pricing.ADAPTERS,
        **projections.ADAPTERS,
        **shares.ADAPTERS,
        **stock.ADAPTERS,
    }
)
