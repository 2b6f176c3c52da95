"""Active currency codes of ISO 4217 by their exponent.

Source: ISO 4217 list one. Codes without a minor unit (precious metals, bond units, test codes)
are kept with exponent 0: they are counted whole.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["EXPONENTS"]

EXPONENTS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: (
            "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XAG XAU XBA XBB XBC "
            "XBD XDR XOF XPD XPF XPT XSU XTS XUA XXX"
        ),
        2: (
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP "
            "BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB "
            "EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES "
            "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
            "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
            "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
            "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
        ),
        3: ("BHD IQD JOD KWD LYD OMR TND"),
        4: ("CLF UYW"),
    }
)
