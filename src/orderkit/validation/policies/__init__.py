"""The rules that come with the library; one file each."""

from orderkit.validation.policies.address_complete import AddressComplete
from orderkit.validation.policies.credit_limit import CreditLimit
from orderkit.validation.policies.currency_allowed import CurrencyAllowed
from orderkit.validation.policies.customer_known import CustomerKnown
from orderkit.validation.policies.date_possible import DatePossible
from orderkit.validation.policies.duplicate import Duplicate
from orderkit.validation.policies.gift_earned import GiftEarned
from orderkit.validation.policies.margin_above_floor import MarginAboveFloor
from orderkit.validation.policies.minimum_order import MinimumOrder
from orderkit.validation.policies.overdue_debt import OverdueDebt
from orderkit.validation.policies.price_above_floor import PriceAboveFloor
from orderkit.validation.policies.price_against_list import PriceAgainstList
from orderkit.validation.policies.price_present import PricePresent
from orderkit.validation.policies.quantity_in_packs import QuantityInPacks
from orderkit.validation.policies.quantity_in_range import QuantityInRange
from orderkit.validation.policies.sku_sellable import SkuSellable
from orderkit.validation.policies.total_against_lines import TotalAgainstLines

__all__ = [
    "AddressComplete",
    "CreditLimit",
    "CurrencyAllowed",
    "CustomerKnown",
    "DatePossible",
    "Duplicate",
    "GiftEarned",
    "MarginAboveFloor",
    "MinimumOrder",
    "OverdueDebt",
    "PriceAboveFloor",
    "PriceAgainstList",
    "PricePresent",
    "QuantityInPacks",
    "QuantityInRange",
    "SkuSellable",
    "TotalAgainstLines",
]
