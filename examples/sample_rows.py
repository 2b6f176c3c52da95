"""The days of an invented channel: its orders, and rows to play faults on."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeAlias, final

import attrs

from sample_words import DAYS, Goods, Style, assortment

__all__ = ["Cells", "ChannelDay", "ChannelMaker", "Sold"]

Cells: TypeAlias = tuple[str, ...]


@final
@attrs.frozen(kw_only=True)
class Sold:
    """A row of goods as its channel means it; the price in tenths of a penny."""

    number: str
    goods: Goods
    quantity: int
    at: datetime
    price: int
    customer: str
    country: str

    def cells(self, style: Style) -> Cells:
        """As it stands in a file."""
        return (
            self.number,
            self.goods.sku,
            self.goods.description,
            str(self.quantity),
            style.moment(self.at),
            style.price(self.price),
            self.customer,
            self.country,
        )


@final
@attrs.define
class ChannelDay:
    """A day as it is being written: groups of rows, in the order in which they will stand.

    Attributes:
        sold: The rows of goods, each with the place of its group.
        tomorrow: Rows that come a day late.
    """

    day: date
    groups: list[list[Cells]] = attrs.field(factory=list)
    sold: list[tuple[int, Sold]] = attrs.field(factory=list)
    tomorrow: list[Cells] = attrs.field(factory=list)

    def add(self, *rows: Cells) -> None:
        """A group of its own, after all there is."""
        self.groups.append([*rows])

    @property
    def rows(self) -> Iterator[Cells]:
        """All of them as they stand."""
        return (row for group in self.groups for row in group)


@final
class ChannelMaker:
    """Makes the orders of one channel; `history` is what named customers bought so far."""

    def __init__(self, style: Style, seed: int, orders: int) -> None:
        """Hire the staff: goods and customers by the size of the channel."""
        self.style = style
        self.orders = orders
        # A sample to repeat, not a secret.
        self.random = Random(f"{seed}/{style.folder}")  # noqa: S311
        self.goods = assortment(style, self.random, min(4000, max(60, orders)))
        self.customers = [
            (style.customer % number, self.random.choice(style.countries))
            for number in range(1, max(12, orders // 4))
        ]
        self.history = list[Sold]()
        self._next = style.first

    @property
    def days(self) -> Sequence[date]:
        """The days on which the channel sends a file."""
        return DAYS[len(DAYS) - self.style.days :]

    def number(self, prefix: str | None = None) -> str:
        """The channel's next number, an order's unless another prefix is named."""
        self._next += self.random.choice((1, 1, 1, 2))
        return f"{self.style.order if prefix is None else prefix}{self._next}"

    def party(self) -> tuple[str, str]:
        """A customer and their country; large customers come more often."""
        place = min(self.random.randrange(len(self.customers)) for _ in range(2))
        customer, country = self.customers[place]
        nameless = self.random.randrange(100) < self.style.nameless
        return "" if nameless else customer, country

    def row(self, number: str, at: datetime, party: tuple[str, str]) -> Sold:
        """A row of goods."""
        goods = self.random.choice(self.goods)
        off = self.random.randrange(10) == 0
        return Sold(
            number=number,
            goods=goods,
            quantity=self.random.choice(self.style.quantities),
            at=at,
            price=goods.price * 9 // 10 // 10 * 10 if off else goods.price,
            customer=party[0],
            country=party[1],
        )

    def open_day(self, place: int, late: Sequence[Cells]) -> ChannelDay:
        """The orders of a day, by time, after the rows that come a day late."""
        day = self.days[place]
        made = ChannelDay(day, groups=[[*late]] if late else [])
        count = (
            self.orders * (place + 1) // self.style.days - self.orders * place // self.style.days
        )
        morning = datetime(day.year, day.month, day.day, 8, 30)  # noqa: DTZ001 - a wall's clock
        for minute in sorted(self.random.randrange(510) for _ in range(count)):
            at = morning + timedelta(minutes=minute, seconds=self.random.randrange(60))
            number, party = self.number(), self.party()
            rows = [
                self.row(number, at, party) for _ in range(self.random.choice(self.style.sizes))
            ]
            if self.random.randrange(12) == 0:
                # Somebody fits out a shop of their own.
                rows = [attrs.evolve(row, quantity=row.quantity * 10) for row in rows]
            made.sold += [(len(made.groups), row) for row in rows]
            made.add(*(row.cells(self.style) for row in rows))
        return made

    def close_day(self, day: ChannelDay) -> None:
        """Remember what named customers bought."""
        self.history += [row for _, row in day.sold if row.customer]
