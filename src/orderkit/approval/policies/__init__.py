"""The approval policies that come with the library; one file each."""

from orderkit.approval.policies.amount_band import AmountBand

__all__ = ["AmountBand"]
