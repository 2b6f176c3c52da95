"""The tax policies that come with the library; one file each.

They are rules as the law books have them in outline, at rates that the host gives. Whether they
fit a business is for its tax adviser to say.
"""

from orderkit.pricing.taxation.policies.china import CHINA_VAT_RATES, ChinaVat
from orderkit.pricing.taxation.policies.european_union import EU_MEMBERS, EuropeanVat
from orderkit.pricing.taxation.policies.fixed import FixedTaxes

__all__ = ["CHINA_VAT_RATES", "EU_MEMBERS", "ChinaVat", "EuropeanVat", "FixedTaxes"]
