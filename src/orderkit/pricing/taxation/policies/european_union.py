"""Value added tax of the European Union in outline.

Source: Council Directive 2006/112/EC, of which the provisions are named where nothing is charged:
article 138 for goods to a business in another member state, article 196 for services to one,
article 146 for exports; articles 33 and 59c for consumers in other member states.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.pricing.tax import Tax
from orderkit.pricing.taxation.model import Assessment, Supply, Taxable, TaxTreatment
from orderkit.pricing.taxation.rates import TaxRates
from orderkit.values import Finding, block

__all__ = ["EU_MEMBERS", "EuropeanVat"]

EU_MEMBERS: Final = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES"),
        *("FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"),
        *("LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)
_GOODS_WITHIN, _SERVICE_WITHIN, _OUT = "article 138", "article 196", "article 146"
_SERVICE_OUT = "article 44"


@final
@attrs.frozen(kw_only=True)
class EuropeanVat:
    """VAT of a seller who is registered in a member state.

    Attributes:
        rates: Under codes of country and level: `DE.standard`, `FR.reduced`.
        levels: The level of each kind of article; it may differ by country under `DE:books`.
        exempt: Kinds that are exempt, each with the provision that says so.
        at_destination: Whether consumers in other member states pay the rate of where the goods
            arrive, as above the threshold of article 59c; else that of where they leave.
    """

    rates: TaxRates
    levels: Mapping[str, str] = MappingProxyType({"goods": "standard", "service": "standard"})
    exempt: Mapping[str, str] = MappingProxyType({})
    at_destination: bool = True

    def assess(self, supply: Supply, line: Taxable, /) -> Assessment | Finding:
        """By where it goes, and to whom.

        BLOCK `tax.not_here` where it is not supplied from a member state, `tax.kind_unknown`,
        `tax.rate_missing`.
        """
        origin = supply.seller.country if line.service else supply.origin
        to = supply.buyer.country if line.service else supply.destination
        if origin not in EU_MEMBERS:
            return block("tax.not_here", f"lines/{line.id}", country=origin)
        if line.kind in self.exempt:
            return Assessment.untaxed(line, TaxTreatment.EXEMPT, self.exempt[line.kind])
        business = supply.buyer.business and bool(supply.buyer.number)
        if to not in EU_MEMBERS:
            return self._abroad(supply, line, origin, business=supply.buyer.business)
        if to != origin and business:
            if line.service:
                return Assessment.untaxed(line, TaxTreatment.REVERSE_CHARGE, _SERVICE_WITHIN)
            return Assessment.untaxed(line, TaxTreatment.INTRA_COMMUNITY, _GOODS_WITHIN)
        return self._taxed(supply, line, to if self.at_destination else origin)

    def _abroad(
        self, supply: Supply, line: Taxable, origin: str, *, business: bool
    ) -> Assessment | Finding:
        """Goods that leave the Union bear nothing; a service only where its buyer is a business."""
        if not line.service:
            return Assessment.untaxed(line, TaxTreatment.EXPORT, _OUT)
        if business:
            return Assessment.untaxed(line, TaxTreatment.OUTSIDE, _SERVICE_OUT)
        return self._taxed(supply, line, origin)

    def _taxed(self, supply: Supply, line: Taxable, country: str) -> Assessment | Finding:
        path = f"lines/{line.id}"
        level = self.levels.get(f"{country}:{line.kind}") or self.levels.get(line.kind)
        if level is None:
            return block("tax.kind_unknown", path, kind=line.kind)
        code = f"{country}.{level}"
        rate = self.rates.at(code, supply.on)
        if rate is None:
            return block("tax.rate_missing", path, tax=code, on=supply.on)
        return Assessment(id=line.id, taxes=(Tax(code=code, rate=rate),))
