"""The approval policies that come with the library; one file each."""

from orderkit.approval.policies.amount_band import AmountBand
from orderkit.approval.policies.tiers import Tiers

__all__ = ["AmountBand", "Tiers"]
