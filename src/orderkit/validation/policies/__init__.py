"""The rules that come with the library; one file each."""

from orderkit.validation.policies.customer_known import CustomerKnown
from orderkit.validation.policies.duplicate import Duplicate
from orderkit.validation.policies.gift_earned import GiftEarned
from orderkit.validation.policies.price_above_floor import PriceAboveFloor
from orderkit.validation.policies.price_against_list import PriceAgainstList
from orderkit.validation.policies.quantity_in_packs import QuantityInPacks
from orderkit.validation.policies.quantity_in_range import QuantityInRange
from orderkit.validation.policies.total_against_lines import TotalAgainstLines

__all__ = [
    "CustomerKnown",
    "Duplicate",
    "GiftEarned",
    "PriceAboveFloor",
    "PriceAgainstList",
    "QuantityInPacks",
    "QuantityInRange",
    "TotalAgainstLines",
]
