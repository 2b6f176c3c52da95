"""Strategies for samples: a header in one language or the other, rows under it, and the truth."""

from datetime import UTC, datetime, timedelta
from typing import Final, final

import attrs
from hypothesis import strategies as st

__all__ = ["ChannelSample", "channel_samples"]

_NAMES: Final = {
    "number": ["Order", "InvoiceNo", "order_number", "订单号", "单据编号"],
    "sku": ["SKU", "StockCode", "Article No.", "商品编码", "货号"],
    "description": ["Description", "Product Name", "品名", "商品名称"],
    "quantity": ["Qty", "Quantity (pcs)", "Pieces", "数量", "数量(件)"],
    "at": ["Order Date", "InvoiceDate", "created_at", "下单时间", "日期"],
    "price": ["Unit Price", "price", "UnitPrice", "单价", "含税单价"],
    "customer": ["CustomerID", "Customer No", "客户编号", "Buyer"],
    "country": ["Country", "国家"],
    "": ["Remark", "备注", "Warehouse", ""],
}
_FIRST: Final = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@final
@attrs.frozen
class ChannelSample:
    """A header and rows, with the column of each field that is there.

    Attributes:
        time: The pattern that the moments are written by.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, str], ...]
    time: str


@st.composite
def channel_samples(draw: st.DrawFn) -> ChannelSample:
    """Draw a sample of a channel's file, with its columns in any order."""
    fields = draw(st.permutations(list(_NAMES)))
    header = tuple(draw(st.sampled_from(_NAMES[field])) for field in fields)
    time = draw(st.sampled_from(["", "%d.%m.%Y %H:%M", "%Y/%m/%d"]))
    rows = list[tuple[str, ...]]()
    for place in range(draw(st.integers(3, 12))):
        # A day beyond the twelfth, so that no month is taken for it.
        moment = _FIRST + timedelta(days=12 + place)
        cells = {
            "number": f"SO-{1000 + place // 2}",
            "sku": f"MUG-{draw(st.integers(10, 99))}",
            "description": f"{draw(st.sampled_from(['Mug', 'Cup', '杯子']))} no {place}",
            "quantity": str(draw(st.integers(1, 99))),
            "at": moment.strftime(time) if time else moment.isoformat(),
            "price": f"{draw(st.integers(1, 99))}.{draw(st.integers(10, 99))}",
            "customer": f"C{draw(st.integers(1, 3))}",
            "country": draw(st.sampled_from(["Germany", "France"])),
            "": draw(st.sampled_from(["", "x"])),
        }
        rows.append(tuple(cells[field] for field in fields))
    named = {field: name for field, name in zip(fields, header, strict=True) if field}
    columns = tuple((field, named[field]) for field in _NAMES if field)
    return ChannelSample(header, tuple(rows), columns, time)
