"""Bounds that several rooms hold: of whole numbers, and of days to pay."""

from typing import Final

__all__ = ["MOST", "MOST_NET_DAYS"]

# Money in minor units and quantities in steps stay within it, a signed column of 64 bits around
# zero, so that no store ever rounds one.
MOST: Final = 2**63 - 1
# A hundred years: whoever gives longer has mistaken the unit.
MOST_NET_DAYS: Final = 36_525
