"""Rows that join a line: each row is rounded once, and no cent is lost between them."""

from orderkit.capture import RowBook, RowReader, judge, order_drafts, read_mapping, read_sheet

MAPPING = """
channel = "shop"
currency = "EUR"
zone = "Europe/Berlin"
time = "%Y-%m-%d %H:%M"
goods = ["AAA"]
largest_quantity = 1000
duplicates = "add"
no_customer = "guest"
guest = "guest"

[columns]
number = "order"
sku = "sku"
description = "text"
quantity = "pieces"
at = "time"
price = "price"
customer = "customer"
country = "country"
"""
ROW = "1,MUG,a mug,1,2026-03-02 10:00,1.005,C1,DE\n"


def test_two_rows_of_half_a_cent_keep_both_roundings() -> None:
    mapping = read_mapping(MAPPING, source="test.toml")
    data = ("order,sku,text,pieces,time,price,customer,country\n" + ROW * 2).encode()
    sheet = read_sheet(data, name="one.csv", mapping=mapping)
    book = RowBook()
    rows = list(judge(sheet.rows, RowReader(sheet, mapping), mapping, book))
    (draft,) = order_drafts(rows, mapping, lambda _: False, book.customer)
    assert [verdict.amount for verdict in rows] == [101, 101]
    assert [(line.quantity, line.amount) for line in draft.lines] == [(2, 201)]
    assert [(charge.code, charge.amount) for charge in draft.charges] == [("rounding", 1)]
