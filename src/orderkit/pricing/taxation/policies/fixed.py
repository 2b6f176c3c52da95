"""The same tax for all that is of a kind, whoever buys it: what a shop of one country needs."""

from collections.abc import Mapping
from typing import final

import attrs

from orderkit.pricing.tax import Tax
from orderkit.pricing.taxation.model import Assessment, Supply, Taxable
from orderkit.pricing.taxation.rates import TaxRates
from orderkit.values import Finding, block

__all__ = ["FixedTaxes"]


@final
@attrs.frozen(kw_only=True)
class FixedTaxes:
    """Taxes by kind, at the rates of the day.

    Attributes:
        taxes: The codes of the taxes of each kind, in the order in which they are worked out.
        rates: What each of them comes to.
    """

    taxes: Mapping[str, tuple[str, ...]]
    rates: TaxRates

    def assess(self, supply: Supply, line: Taxable, /) -> Assessment | Finding:
        """BLOCK `tax.kind_unknown` for a kind without taxes, `tax.rate_missing` for a day."""
        path = f"lines/{line.id}"
        codes = self.taxes.get(line.kind)
        if codes is None:
            return block("tax.kind_unknown", path, kind=line.kind)
        taxes = list[Tax]()
        for code in codes:
            rate = self.rates.at(code, supply.on)
            if rate is None:
                return block("tax.rate_missing", path, tax=code, on=supply.on)
            taxes.append(Tax(code=code, rate=rate))
        return Assessment(id=line.id, taxes=tuple(taxes))
