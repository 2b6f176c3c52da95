"""Value added tax of China (增值税) in outline: 13, 9 and 6 %, and nothing on exports.

Source of the rates: announcements of the Ministry of Finance, the State Taxation Administration
and the General Administration of Customs on value added tax of 2018 and 2019.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.pricing.tax import Tax
from orderkit.pricing.taxation.model import Assessment, Supply, Taxable, TaxTreatment
from orderkit.pricing.taxation.rates import TaxRate, TaxRates
from orderkit.values import Exact, Finding, block

__all__ = ["CHINA_VAT_RATES", "ChinaVat"]

_CHINA: Final = "CN"

# 2018-05-01: 17 to 16, 11 to 10; 2019-04-01: 16 to 13, 10 to 9.
CHINA_VAT_RATES: Final = TaxRates(
    (
        TaxRate(code="CN.standard", rate=Exact(17), until=date(2018, 4, 30)),
        TaxRate(
            code="CN.standard", rate=Exact(16), since=date(2018, 5, 1), until=date(2019, 3, 31)
        ),
        TaxRate(code="CN.standard", rate=Exact(13), since=date(2019, 4, 1)),
        TaxRate(code="CN.reduced", rate=Exact(11), since=date(2017, 7, 1), until=date(2018, 4, 30)),
        TaxRate(code="CN.reduced", rate=Exact(10), since=date(2018, 5, 1), until=date(2019, 3, 31)),
        TaxRate(code="CN.reduced", rate=Exact(9), since=date(2019, 4, 1)),
        TaxRate(code="CN.service", rate=Exact(6), since=date(2016, 5, 1)),
    )
)
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "goods": "CN.standard",
        "books": "CN.reduced",
        "food": "CN.reduced",
        "transport": "CN.reduced",
        "service": "CN.service",
    }
)


@final
@attrs.frozen(kw_only=True)
class ChinaVat:
    """VAT of a general taxpayer in mainland China.

    Attributes:
        kinds: The tax of each kind of article.
        exempt: Kinds that are exempt (免税), each with the provision that says so.
        rates: What each tax comes to.
    """

    kinds: Mapping[str, str] = _KINDS
    exempt: Mapping[str, str] = MappingProxyType({})
    rates: TaxRates = CHINA_VAT_RATES

    def assess(self, supply: Supply, line: Taxable, /) -> Assessment | Finding:
        """Exports bear nothing; else the kind says.

        BLOCK `tax.not_here` where the goods do not leave from China, `tax.kind_unknown`,
        `tax.rate_missing`.
        """
        path = f"lines/{line.id}"
        if supply.origin != _CHINA:
            return block("tax.not_here", path, country=supply.origin)
        if supply.destination != _CHINA:
            return Assessment.untaxed(line, TaxTreatment.EXPORT)
        provision = self.exempt.get(line.kind)
        if provision is not None:
            return Assessment.untaxed(line, TaxTreatment.EXEMPT, provision)
        code = self.kinds.get(line.kind)
        if code is None:
            return block("tax.kind_unknown", path, kind=line.kind)
        rate = self.rates.at(code, supply.on)
        if rate is None:
            return block("tax.rate_missing", path, tax=code, on=supply.on)
        return Assessment(id=line.id, taxes=(Tax(code=code, rate=rate),))
