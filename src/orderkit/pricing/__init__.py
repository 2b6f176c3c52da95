"""Pricing: what an order comes to, exact to the cent, under a named policy."""

from orderkit.pricing.tax import InvalidTaxError, Tax

__all__ = ["InvalidTaxError", "Tax"]
