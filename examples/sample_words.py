"""The goods, people and styles of the two invented channels of the bundled sample."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Final, final

import attrs

__all__ = ["DAYS", "PARTNER", "SHOP", "Goods", "Style", "assortment"]

# Clocks go forward in the night to the 30th, a Sunday: an hour of that day never was.
DAYS: Final = tuple(date(2025, 3, day) for day in (24, 25, 26, 27, 28, 30, 31)) + tuple(
    date(2025, 4, day) for day in (1, 2, 3)
)
_LOOKS: Final = ("POPPY", "FOREST", "BLUE STARS", "RED DOTS", "HERON", "FERN", "PLAIN", "HARBOUR")
_STUFFS: Final = ("ENAMEL", "OAK", "LINEN", "TIN", "WICKER", "GLASS", "PAPER", "CLAY", "WOOL")
_THINGS: Final = ("MUG", "BREAD BIN", "TEA TOWEL", "LANTERN", "BASKET", "CANDLE", "PLANT POT")
_STOFFE: Final = ("Emaille", "Weide", "Leinen", "Blech", "Glas", "Eiche", "Größe 2")
_DINGE: Final = ("Becher", "Körbchen", "Geschirrtuch", "Laterne", "Brotdose", "Übertopf")


@final
@attrs.frozen
class Goods:
    """Something to sell; its price in tenths of a penny."""

    sku: str
    description: str
    price: int


@final
@attrs.frozen(kw_only=True)
class Style:
    """How a channel writes.

    Attributes:
        folder: Below the folder of the sample.
        parts: Of ten orders, how many are this channel's.
        header: Its eight columns, in the order of the cells.
        order, reversal, bad_debt: What its numbers begin with.
        codes: Of its charges, by what they are for.
        days: How many of the days it sends a file.
        sizes: Lines of an order.
        quantities: Pieces of a line.
        nameless: Of a hundred orders, how many name no customer.
    """

    folder: str
    parts: int
    header: tuple[str, ...]
    delimiter: str
    encoding: str
    packed: bool
    time: str
    comma: str
    order: str
    reversal: str
    bad_debt: str
    first: int
    codes: dict[str, str]
    unknown: tuple[str, ...]
    countries: tuple[str, ...]
    customer: str
    days: int
    sizes: tuple[int, ...]
    quantities: tuple[int, ...]
    nameless: int

    def moment(self, at: datetime) -> str:
        """A time as its clock on the wall shows it."""
        return at.strftime(self.time)

    def price(self, tenths: int) -> str:
        """A price as it stands in a cell: two decimals, or three where it needs them."""
        sign, (whole, part) = "-" if tenths < 0 else "", divmod(abs(tenths), 1000)
        text = f"{part:03d}"
        return f"{sign}{whole}{self.comma}{text if part % 10 else text[:2]}"


SHOP: Final = Style(
    folder="shop",
    parts=7,
    header=(
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
    ),
    delimiter=",",
    encoding="utf-8",
    packed=True,
    time="%Y-%m-%d %H:%M:%S",
    comma=".",
    order="",
    reversal="C",
    bad_debt="A",
    first=700001,
    codes={
        "freight": "POST",
        "postage": "DOT",
        "carriage": "C2",
        "manual": "M",
        "discount": "D",
        "market": "AMAZONFEE",
        "bank": "BANK CHARGES",
        "samples": "S",
        "commission": "CRUK",
        "bad debt": "B",
    },
    unknown=("VOUCHER20", "DISPLAY_A", "90X", "1234567"),
    countries=("United Kingdom",) * 8 + ("EIRE", "France", "Norway"),
    customer="14%03d.0",
    days=10,
    sizes=(1, 2, 3, 3, 4, 5, 6, 8, 10, 14),
    quantities=(1, 1, 2, 3, 4, 6, 6, 8, 12, 12, 24, 48),
    nameless=20,
)
PARTNER: Final = Style(
    folder="partner",
    parts=3,
    header=("Beleg", "Artikel", "Bezeichnung", "Menge", "Zeitpunkt", "Preis", "Kunde", "Land"),
    delimiter=";",
    encoding="cp1252",
    packed=False,
    time="%d.%m.%Y %H:%M",
    comma=",",
    order="RE",
    reversal="ST",
    bad_debt="AF",
    first=30001,
    codes={
        "freight": "FRACHT",
        "postage": "MAUT",
        "carriage": "EXPRESS",
        "manual": "KORREKTUR",
        "discount": "RABATT",
        "market": "PORTALGEBÜHR",
        "bank": "BANKSPESEN",
        "samples": "MUSTER",
        "commission": "SPENDE",
        "bad debt": "AUSFALL",
    },
    unknown=("GUTSCHEIN", "AK-12", "XX_0001"),
    countries=("Deutschland",) * 5 + ("Österreich", "Schweiz"),
    customer="D-%04d",
    days=8,
    sizes=(1, 1, 2, 2, 3, 5),
    quantities=(5, 10, 10, 20, 25, 50, 100),
    nameless=4,
)


def assortment(style: Style, random: Random, count: int) -> tuple[Goods, ...]:
    """So many goods with codes of their own."""
    make = _shop_goods if style is SHOP else _partner_goods
    found = dict[str, Goods]()
    while len(found) < count:
        goods = make(random)
        found.setdefault(goods.sku.upper(), goods)
    return tuple(found.values())


def _shop_goods(random: Random) -> Goods:
    words = random.choice(_STUFFS), random.choice(_THINGS), random.choice(_LOOKS)
    sku = f"{random.randrange(30000, 100000)}{random.choice(('', '', 'A', 'B', 'C', 'WH'))}"
    return Goods(sku, " ".join(words), _price(random, random.choice))


def _partner_goods(random: Random) -> Goods:
    words = random.choice(_DINGE), random.choice(_STOFFE)
    sku = f"{random.choice('KLMW')}{random.choice('ABX')}-{random.randrange(10000):04d}"
    # Goods by the hundred have prices of less than a penny.
    spare = random.choice((0, 0, 0, 5))
    return Goods(sku, " ".join(words), _price(random, random.choice) + spare)


def _price(random: Random, choice: Callable[[tuple[int, ...]], int]) -> int:
    return choice((420, 650, 850, 1250, 1650, 2100, 2550, 2950, 3750, 4950)) + 10 * choice(
        (0, 0, 5, random.randrange(30))
    )
