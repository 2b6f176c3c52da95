"""Pricing: what an order comes to, exact to the cent, under a named policy."""

from orderkit.pricing.adjusting import (
    Lapse,
)
from orderkit.pricing.adjustment import (
    Basis,
    ByAmount,
    ByPercent,
    Change,
    Condition,
    Coverage,
    InvalidAdjustmentError,
    PriceAdjustment,
    Scope,
    Selection,
    Timing,
    ToPrice,
)
from orderkit.pricing.check import (
    check_totals,
)
from orderkit.pricing.deposit import (
    DownPayment,
    DownPaymentLine,
    InvalidDownPaymentError,
    down_payment,
)
from orderkit.pricing.explain import (
    explain_total,
)
from orderkit.pricing.figures import (
    AppliedAdjustment,
    FunctionalTotals,
    PlaceTotals,
    RowTotals,
    Sums,
    TaxAmount,
    TaxTotals,
)
from orderkit.pricing.functional import (
    functional_of,
)
from orderkit.pricing.gifts import (
    Gift,
    GiftOffer,
    InvalidGiftOfferError,
    gifts_of,
    with_gifts,
)
from orderkit.pricing.model import (
    Basket,
    Charge,
    ChargeKind,
    FunctionalRate,
    InvalidBasketError,
    Item,
    Place,
)
from orderkit.pricing.outcome import (
    Totals,
)
from orderkit.pricing.policy import (
    Difference,
    FunctionalBasis,
    InvalidPolicyError,
    LineBasis,
    PricingPolicy,
    Weighing,
)
from orderkit.pricing.presets import (
    PRESETS,
)
from orderkit.pricing.prices.book import (
    PriceBook,
)
from orderkit.pricing.prices.check import (
    check_entries,
    check_prices,
)
from orderkit.pricing.prices.determination import (
    DeterminationPolicy,
    FoundPrice,
    LostPrice,
    PriceDetermination,
    PriceLoss,
    PriceStamp,
)
from orderkit.pricing.prices.determine import (
    determine_price,
    redetermine,
)
from orderkit.pricing.prices.explain import (
    explain_price,
)
from orderkit.pricing.prices.model import (
    InvalidPriceError,
    ManualPrice,
    PriceEntry,
    PriceRequest,
    PriceSource,
    PriceSourceKind,
)
from orderkit.pricing.tax import (
    InvalidTaxError,
    ItemRate,
    MeanTax,
    RowBase,
    Tax,
    TaxRow,
)
from orderkit.pricing.taxation import (
    Assessed,
    Assessment,
    InvalidSupplyError,
    InvalidTaxRateError,
    Supply,
    Taxable,
    TaxedBasket,
    TaxParty,
    TaxPolicy,
    TaxRate,
    TaxRates,
    TaxTreatment,
    assess,
    check_rates,
    tax_basket,
)
from orderkit.pricing.taxing import (
    UntaxableError,
    price_before_tax,
)
from orderkit.pricing.totals import (
    saved_by_adjustments,
    totals_of,
)

__all__ = [
    "PRESETS",
    "AppliedAdjustment",
    "Assessed",
    "Assessment",
    "Basis",
    "Basket",
    "ByAmount",
    "ByPercent",
    "Change",
    "Charge",
    "ChargeKind",
    "Condition",
    "Coverage",
    "DeterminationPolicy",
    "Difference",
    "DownPayment",
    "DownPaymentLine",
    "FoundPrice",
    "FunctionalBasis",
    "FunctionalRate",
    "FunctionalTotals",
    "Gift",
    "GiftOffer",
    "InvalidAdjustmentError",
    "InvalidBasketError",
    "InvalidDownPaymentError",
    "InvalidGiftOfferError",
    "InvalidPolicyError",
    "InvalidPriceError",
    "InvalidSupplyError",
    "InvalidTaxError",
    "InvalidTaxRateError",
    "Item",
    "ItemRate",
    "Lapse",
    "LineBasis",
    "LostPrice",
    "ManualPrice",
    "MeanTax",
    "Place",
    "PlaceTotals",
    "PriceAdjustment",
    "PriceBook",
    "PriceDetermination",
    "PriceEntry",
    "PriceLoss",
    "PriceRequest",
    "PriceSource",
    "PriceSourceKind",
    "PriceStamp",
    "PricingPolicy",
    "RowBase",
    "RowTotals",
    "Scope",
    "Selection",
    "Sums",
    "Supply",
    "Tax",
    "TaxAmount",
    "TaxParty",
    "TaxPolicy",
    "TaxRate",
    "TaxRates",
    "TaxRow",
    "TaxTotals",
    "TaxTreatment",
    "Taxable",
    "TaxedBasket",
    "Timing",
    "ToPrice",
    "Totals",
    "UntaxableError",
    "Weighing",
    "assess",
    "check_entries",
    "check_prices",
    "check_rates",
    "check_totals",
    "determine_price",
    "down_payment",
    "explain_price",
    "explain_total",
    "functional_of",
    "gifts_of",
    "price_before_tax",
    "redetermine",
    "saved_by_adjustments",
    "tax_basket",
    "totals_of",
    "with_gifts",
]
