"""The faults of real life that the bundled sample has, each played on a day of a channel."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from sample_rows import Cells, ChannelDay, ChannelMaker, Sold
from sample_words import Goods

__all__ = ["FAULTS", "USUAL_ORDERS"]

Fault: TypeAlias = Callable[[ChannelMaker, ChannelDay], None]

# Faults are counted for so many orders, and grow with them.
USUAL_ORDERS: Final = 100
_SKU, _TEXT, _QUANTITY, _AT, _PRICE, _CUSTOMER = range(1, 7)


def _some(maker: ChannelMaker, day: ChannelDay) -> tuple[list[Cells], Sold]:
    """A row that was sold today, and the group it stands in."""
    place, sold = maker.random.choice(day.sold)
    return day.groups[place], sold


def _evening(maker: ChannelMaker, day: ChannelDay) -> datetime:
    minute = maker.random.randrange(30)
    return datetime(day.day.year, day.day.month, day.day.day, 17, minute)  # noqa: DTZ001 - as above


def _with(cells: Cells, place: int, text: str) -> Cells:
    return (*cells[:place], text, *cells[place + 1 :])


def _added(*, price: int = 1000, quantity: int = 1, customer: str | None = None) -> Fault:
    """One more row of an order of today, with figures of its own."""

    def play(maker: ChannelMaker, day: ChannelDay) -> None:
        group, sold = _some(maker, day)
        party = sold.customer if customer is None else customer
        row = maker.row(sold.number, sold.at, (party, sold.country))
        group.append(attrs.evolve(row, price=price, quantity=quantity).cells(maker.style))

    return play


def _spoilt(place: int, text: str) -> Fault:
    """One more row of an order of today, with a cell that says something else."""

    def play(maker: ChannelMaker, day: ChannelDay) -> None:
        group, sold = _some(maker, day)
        row = maker.row(sold.number, sold.at, (sold.customer, sold.country))
        group.append(_with(row.cells(maker.style), place, text))

    return play


def _cells_wrong(maker: ChannelMaker, day: ChannelDay) -> None:
    group, sold = _some(maker, day)
    group.append(sold.cells(maker.style)[:-1])
    group.append((*sold.cells(maker.style), "?"))


def _clocks_changed(maker: ChannelMaker, day: ChannelDay) -> None:
    """An hour that never was, and one that came twice, on the clocks of both channels' towns."""
    hour = 1 if maker.style.packed else 2
    # On a clock of a channel, which tells no zone.
    for at in (datetime(2025, 3, 30, hour, 30), datetime(2024, 10, 27, hour, 30)):  # noqa: DTZ001
        day.add(maker.row(maker.number(), at, maker.party()).cells(maker.style))


def _twin(maker: ChannelMaker, day: ChannelDay) -> None:
    group, sold = _some(maker, day)
    group.append(sold.cells(maker.style))


def _twin_of_refused(maker: ChannelMaker, day: ChannelDay) -> None:
    group, sold = _some(maker, day)
    refused = attrs.evolve(sold, price=0).cells(maker.style)
    group += [refused, refused]


def _same_again(maker: ChannelMaker, day: ChannelDay) -> None:
    """The same sku at another price, and again in another quantity."""
    group, sold = _some(maker, day)
    group.append(attrs.evolve(sold, price=sold.price + 200).cells(maker.style))
    group.append(attrs.evolve(sold, quantity=sold.quantity + 1).cells(maker.style))


def _lower_case(maker: ChannelMaker, day: ChannelDay) -> None:
    group, sold = _some(maker, day)
    lettered = [goods for goods in maker.goods[:40] if goods.sku.upper() != goods.sku.lower()]
    goods = maker.random.choice(lettered)
    for sku in (goods.sku.lower(), goods.sku):
        row = attrs.evolve(sold, goods=attrs.evolve(goods, sku=sku), price=goods.price)
        group.append(row.cells(maker.style))


def _apart(maker: ChannelMaker, day: ChannelDay) -> None:
    """Rows of orders of today: one at the end of the file, one in tomorrow's."""
    for late in (day.groups[-1], day.tomorrow):
        _, sold = _some(maker, day)
        row = maker.row(sold.number, sold.at, (sold.customer, sold.country))
        late.append(row.cells(maker.style))


def _other_customer(maker: ChannelMaker, day: ChannelDay) -> None:
    group, sold = _some(maker, day)
    group.append(attrs.evolve(sold, customer=maker.style.customer % 999).cells(maker.style))


def _blanks(maker: ChannelMaker, day: ChannelDay) -> None:
    group, sold = _some(maker, day)
    row = attrs.evolve(sold, price=sold.price + 10).cells(maker.style)
    group.append(tuple(f"  {cell} " for cell in row))


def _unknown(maker: ChannelMaker, day: ChannelDay) -> None:
    _spoilt(_SKU, maker.random.choice(maker.style.unknown))(maker, day)


def _charge(code: str, price: int, *, quantity: int = 1, lower: bool = False) -> Fault:
    """A charge that goes with an order of today."""

    def play(maker: ChannelMaker, day: ChannelDay) -> None:
        group, sold = _some(maker, day)
        name = maker.style.codes[code]
        goods = Goods(name.lower() if lower else name, code.capitalize(), price)
        row = attrs.evolve(sold, goods=goods, quantity=quantity, price=price)
        group.append(row.cells(maker.style))

    return play


def _alone(
    code: str, price: int, *, quantity: int = 1, prefix: str = "order", nameless: bool = False
) -> Fault:
    """A charge under a number of its own."""

    def play(maker: ChannelMaker, day: ChannelDay) -> None:
        style = maker.style
        prefixes = {"order": style.order, "reversal": style.reversal, "bad debt": style.bad_debt}
        customer, country = maker.random.choice(maker.customers)
        row = Sold(
            number=maker.number(prefixes[prefix]),
            goods=Goods(style.codes[code], code.capitalize(), price),
            quantity=quantity,
            at=_evening(maker, day),
            price=price,
            customer="" if nameless else customer,
            country=country,
        )
        day.add(row.cells(style))

    return play


def _takes_back(pieces: Callable[[int], int], *, nameless: bool = False, cheaper: int = 0) -> Fault:
    """A reversal of a row that a named customer bought, today or before."""

    def play(maker: ChannelMaker, day: ChannelDay) -> None:
        today = [row for _, row in day.sold if row.customer]
        known = maker.history if maker.history and maker.random.randrange(3) else today
        sold = maker.random.choice(known or [row for _, row in day.sold])
        back = attrs.evolve(
            sold,
            number=maker.number(maker.style.reversal),
            quantity=-pieces(sold.quantity),
            at=_evening(maker, day),
            price=sold.price - cheaper,
            customer="" if nameless else sold.customer,
        )
        day.add(back.cells(maker.style))

    return play


def _takes_back_often(maker: ChannelMaker, day: ChannelDay) -> None:
    """What was bought twice comes back in one row, and then the same row comes once more."""
    group, sold = _some(maker, day)
    group.append(attrs.evolve(sold, quantity=sold.quantity + 2).cells(maker.style))
    number, at = maker.number(maker.style.reversal), _evening(maker, day)
    back = attrs.evolve(sold, number=number, at=at, quantity=-2 * sold.quantity - 2)
    day.add(back.cells(maker.style), back.cells(maker.style))


def _order_back(maker: ChannelMaker, day: ChannelDay) -> None:
    """All that an order of today holds, row by row."""
    _, chosen = _some(maker, day)
    number, at = maker.number(maker.style.reversal), _evening(maker, day)
    rows = [row for _, row in day.sold if row.number == chosen.number]
    backs = [attrs.evolve(row, number=number, at=at, quantity=-row.quantity) for row in rows]
    day.add(*(row.cells(maker.style) for row in backs))


def _never_bought(maker: ChannelMaker, day: ChannelDay) -> None:
    number, party = maker.number(maker.style.reversal), (maker.style.customer % 998, "")
    row = maker.row(number, _evening(maker, day), party)
    day.add(attrs.evolve(row, quantity=-row.quantity).cells(maker.style))


def _before_it_was_sold(maker: ChannelMaker, day: ChannelDay) -> None:
    _, sold = _some(maker, day)
    number, early = maker.number(maker.style.reversal), sold.at - timedelta(days=30)
    day.add(attrs.evolve(sold, number=number, at=early, quantity=-1).cells(maker.style))


def _wrong_reversals(maker: ChannelMaker, day: ChannelDay) -> None:
    """Pieces that are not taken back, and prices that nothing was sold at."""
    for quantity, price in ((3, 1000), (-3, 0), (-3, -1000)):
        row = maker.row(
            maker.number(maker.style.reversal), _evening(maker, day), maker.customers[0]
        )
        day.add(attrs.evolve(row, quantity=quantity, price=price).cells(maker.style))


# How often each happens in the usual number of orders; none is left out in a smaller sample.
FAULTS: Final[Mapping[str, tuple[int, Fault]]] = MappingProxyType(
    {
        "twin": (4, _twin),
        "twin of a refused row": (1, _twin_of_refused),
        "same sku again": (2, _same_again),
        "code in lower case": (2, _lower_case),
        "rows apart": (2, _apart),
        "another customer": (1, _other_customer),
        "blanks": (1, _blanks),
        "no such goods": (2, _unknown),
        "formula": (1, _spoilt(_TEXT, "=1+1")),
        "price of zero": (2, _added(price=0)),
        "price below zero": (1, _added(price=-2500)),
        "quantity below zero": (1, _added(quantity=-6)),
        "quantity of zero": (1, _added(quantity=0)),
        "correction of stock": (2, _added(price=0, quantity=-9, customer="")),
        "absurd quantity": (1, _added(quantity=250_000)),
        "no number in a cell": (1, _spoilt(_QUANTITY, "a dozen")),
        "half a piece": (1, _spoilt(_QUANTITY, "1/2")),
        "not a number": (1, _spoilt(_PRICE, "NaN")),
        "out of bounds": (1, _spoilt(_PRICE, "1e400")),
        "no order number": (1, _spoilt(0, "")),
        "no sku": (1, _spoilt(_SKU, " ")),
        "no such day": (1, _spoilt(_AT, "2025-02-30 10:00:00")),
        "no time": (1, _spoilt(_AT, "")),
        "sign that nobody sees": (1, _spoilt(_CUSTOMER, "14\u200b001")),
        "cells": (1, _cells_wrong),
        "clocks": (1, _clocks_changed),
        "freight": (8, _charge("freight", 8500)),
        "postage": (2, _charge("postage", 12_340)),
        "carriage": (2, _charge("carriage", 50_000)),
        "manual": (1, _charge("manual", 7250)),
        "manual in lower case": (1, _charge("manual", 1990, lower=True)),
        "manual below zero": (1, _charge("manual", -450)),
        "freight for nothing": (1, _charge("freight", 0)),
        "discount": (3, _charge("discount", 5000, quantity=-1)),
        "samples": (1, _charge("samples", 3300, quantity=-1)),
        "freight alone": (1, _alone("freight", 15_000)),
        "freight back": (1, _alone("freight", 8500, quantity=-1, prefix="reversal")),
        "manual back": (1, _alone("manual", 2400, quantity=-2, prefix="reversal", nameless=True)),
        "discount back": (1, _alone("discount", 3000, prefix="reversal")),
        "market's fee": (1, _alone("market", 62_350, quantity=-1, prefix="reversal")),
        "bank's fee": (1, _alone("bank", 1500, quantity=-1, nameless=True)),
        "commission": (1, _alone("commission", 9120, quantity=-1, prefix="reversal")),
        "bad debt": (1, _alone("bad debt", -110_620, prefix="bad debt", nameless=True)),
        "bad debt paid after all": (1, _alone("bad debt", 8000, prefix="bad debt", nameless=True)),
        "bad debt under an order": (1, _alone("bad debt", -4000)),
        "freight as bad debt": (1, _alone("freight", 2000, prefix="bad debt")),
        "all back": (4, _takes_back(lambda pieces: pieces)),
        "an order back": (2, _order_back),
        "one back": (4, _takes_back(lambda _: 1)),
        "back for less": (2, _takes_back(lambda pieces: (pieces + 1) // 2, cheaper=100)),
        "back for more": (1, _takes_back(lambda _: 1, cheaper=-50)),
        "back twice": (1, _takes_back_often),
        "more back than bought": (2, _takes_back(lambda pieces: pieces + 500)),
        "back by a guest": (2, _takes_back(lambda pieces: pieces, nameless=True)),
        "back, never bought": (3, _never_bought),
        "back before it was sold": (1, _before_it_was_sold),
        "reversals that reverse nothing": (1, _wrong_reversals),
    }
)
