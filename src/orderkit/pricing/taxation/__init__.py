"""Taxation: which taxes a supply bears, by its parties, its kind and its day.

    taxed = tax_basket(basket, supply, policy, kinds)
    totals_of(taxed.basket)

A policy chooses; the verb sees that every line is answered once, and that nothing is charged where
nothing may be. How the taxes of a line are worked out is another matter, and `totals_of` does it.
"""

from orderkit.pricing.taxation.assess import TaxedBasket, assess, tax_basket
from orderkit.pricing.taxation.model import (
    Assessed,
    Assessment,
    InvalidSupplyError,
    Supply,
    Taxable,
    TaxParty,
    TaxTreatment,
)
from orderkit.pricing.taxation.protocol import TaxPolicy
from orderkit.pricing.taxation.rates import InvalidTaxRateError, TaxRate, TaxRates, check_rates

__all__ = [
    "Assessed",
    "Assessment",
    "InvalidSupplyError",
    "InvalidTaxRateError",
    "Supply",
    "TaxParty",
    "TaxPolicy",
    "TaxRate",
    "TaxRates",
    "TaxTreatment",
    "Taxable",
    "TaxedBasket",
    "assess",
    "check_rates",
    "tax_basket",
]
