"""The bound of whole numbers that a store keeps: a signed column of 64 bits, around zero."""

from typing import Final

__all__ = ["MOST"]

# Money in minor units and quantities in steps stay within it, so that no store ever rounds one.
MOST: Final = 2**63 - 1
