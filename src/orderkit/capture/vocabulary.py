"""Vocabulary: what channels call their columns, in English and Chinese, by field."""

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from orderkit.values import Currency, UnknownCurrencyError

__all__ = ["CURRENCY_NAMES", "UNIT_NAMES", "named_currency", "named_unit", "names_field"]

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number": "order|order no|order nr|order number|order id|order ref|invoice|invoice no|"
        "invoice number|document|document no|document number|po|po no|po number|purchase order|"
        "sales order|reference|receipt no|"
        "订单|订单号|订单编号|单号|单据号|单据编号|发票号|发票号码|采购单号|销售单号|流水号",
        "sku": "sku|item|item no|item number|item code|item id|article|article no|article number|"
        "product|product code|product id|product no|stock code|material|material no|part|part no|"
        "part number|goods code|ean|barcode|"
        "商品编码|商品编号|商品代码|货号|物料|物料编码|物料代码|产品编码|产品编号|料号|存货编码|条码|款号",
        "description": "description|text|name|item name|product name|title|goods|designation|"
        "item description|品名|名称|描述|商品名称|产品名称|物料名称|商品|摘要|货品名称",
        "quantity": "quantity|qty|pieces|pcs|count|ordered|ordered quantity|order quantity|units|"
        "数量|件数|订购数量|订单数量|销售数量|个数",
        "at": "date|time|when|order date|order time|ordered at|invoice date|created|created at|"
        "document date|datetime|timestamp|"
        "日期|时间|下单时间|下单日期|订单日期|订单时间|开票日期|单据日期|创建时间",
        "price": "price|unit price|net price|price each|unit cost|rate|list price|sales price|"
        "单价|价格|售价|含税单价|不含税单价|销售单价|商品单价",
        "customer": "customer|customer id|customer no|customer number|customer code|client|buyer|"
        "account|account no|sold to|member|"
        "客户|客户号|客户编号|客户编码|客户代码|买家|会员号|会员|购货单位",
        "country": "country|land|country code|ship country|region|nation|"
        "国家|国别|国家地区|地区|收货国家",
    }
)
_NAMES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {field: frozenset(words.split("|")) for field, words in _WORDS.items()}
)
CURRENCY_NAMES: Final = frozenset(
    {"currency", "currency code", "curr", "ccy", "币种", "货币", "币别"}
)
"""What a column of currencies is called."""
UNIT_NAMES: Final = frozenset({"unit", "uom", "unit of measure", "单位", "计量单位"})
"""What a column of units is called."""
# A sign that several currencies share is none of them for sure.
_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"€": "EUR", "£": "GBP", "元": "CNY", "人民币": "CNY", "RMB": "CNY", "圓": "TWD", "円": "JPY"}
)
_CODE: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("pcs", "pc", "pieces", "piece", "ea", "stk", "件", "个", "只", "支"), "C62"
        ),
        **dict.fromkeys(("kg", "公斤", "千克"), "KGM"),
        **dict.fromkeys(("m", "米"), "MTR"),
        **dict.fromkeys(("l", "ltr", "升"), "LTR"),
    }
)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER: Final = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_BRACKETS: Final = re.compile(r"[(（\[【].*?[)）\]】]")
_ENDINGS: Final = (("num", "no"), ("nbr", "no"), ("#", "no"))


def names_field(header: str, field: str) -> Fraction:
    """How far the name of a column says that it is a field: 1 for one of its names, 0 for none.

    A part counts by how much of the name it is.
    """
    plain = _plain(header)
    if not plain:
        return Fraction(0)
    names = _NAMES[field]
    if plain in names:
        return Fraction(1)
    best = max((len(name) for name in names if _within(name, plain)), default=0)
    # Half at most: `order date` is a date, and no order, though both words stand in it.
    return Fraction(best, 2 * len(plain))


def named_currency(text: str) -> str:
    """The currency that a header or a cell names; empty if none, or none for sure."""
    for sign, code in _SIGNS.items():
        if sign in text.upper():
            return code
    return next(filter(_is_currency, _CODE.findall(text)), "")


def named_unit(text: str) -> str:
    """The unit of measure that a text names, by its code of UN/ECE Recommendation 20; or empty."""
    return _UNITS.get(text.strip().casefold().strip("()（）[]."), "")


def _is_currency(code: str) -> bool:
    try:
        Currency.of(code)
    except UnknownCurrencyError:
        return False
    return True


def _plain(header: str) -> str:
    """The words of a header in small letters, without what stands in brackets."""
    text = normalize("NFKC", header)
    text = _CAMEL.sub(" ", _BRACKETS.sub(" ", text) if _BRACKETS.sub("", text).strip() else text)
    text = text.casefold().replace("#", " no")
    words = [dict(_ENDINGS).get(word, word) for word in _OTHER.sub(" ", text).split()]
    return " ".join(words)


def _within(name: str, plain: str) -> bool:
    """Whether a name stands in the words of a header; Chinese has no blanks between them."""
    return name in plain if not name.isascii() else f" {name} " in f" {plain} "
