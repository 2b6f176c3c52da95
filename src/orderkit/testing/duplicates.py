"""Strategies for duplicates: sketches of orders that resemble each other, and ways to compare.

Two customers, three skus and a few days on purpose, so that most draws have pairs of every kind.
"""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from orderkit.capture import DuplicatePolicy, OrderSketch
from orderkit.values import ChannelCode, PartyId, Sku

__all__ = ["duplicate_policies", "order_sketches"]

_FIRST = datetime(2026, 3, 1, tzinfo=UTC)
_MOMENTS = st.integers(0, 9 * 24).map(lambda hours: _FIRST + timedelta(hours=hours))


def order_sketches() -> st.SearchStrategy[OrderSketch]:
    """Draw a sketch of an order; of nobody, or of no pieces, once in a while."""
    return st.builds(
        OrderSketch,
        channel=st.sampled_from(["shop", "web"]).map(ChannelCode),
        number=st.integers(1, 20).map(str),
        customer=st.sampled_from(["C-1", "C-1", "C-2", ""]).map(PartyId),
        ordered_at=_MOMENTS,
        pieces=st.dictionaries(
            st.sampled_from(["MUG", "LID", "CUP"]).map(Sku), st.integers(0, 4), max_size=3
        ),
    )


def duplicate_policies() -> st.SearchStrategy[DuplicatePolicy]:
    """Draw a way to compare orders."""
    return st.builds(
        DuplicatePolicy,
        days=st.integers(1, 9),
        least=st.fractions(0, 1, max_denominator=12),
        skus=st.integers(0, 3),
        pieces=st.integers(1, 3),
        nearness=st.integers(0, 3),
        compared=st.integers(1, 30),
        told=st.integers(1, 5),
    )
