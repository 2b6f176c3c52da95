"""The tables of the SQLite adapter, by version of the schema.

Money is whole minor units, quantities whole steps, moments ISO 8601 text in UTC. Figures that
consistency queries add up stand in columns; orders and events are records of the codec.
"""

from typing import Final

from orderkit.adapters.sqlite.book_tables import BOOKS, TAXED
from orderkit.adapters.sqlite.goods_tables import TRACKED

__all__ = ["MIGRATIONS"]

_ORDERS: Final = (
    """CREATE TABLE orders (
        id INTEGER PRIMARY KEY,
        organisation TEXT NOT NULL,
        order_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        channel TEXT NOT NULL,
        number TEXT NOT NULL,
        customer TEXT NOT NULL,
        stage TEXT NOT NULL,
        ordered_at TEXT NOT NULL,
        open_quantity INTEGER NOT NULL,
        waiting INTEGER NOT NULL,
        currency TEXT NOT NULL,
        total INTEGER NOT NULL,
        progress BLOB NOT NULL,
        UNIQUE (organisation, order_id))""",
    "CREATE INDEX orders_by_number ON orders (organisation, channel, number)",
    "CREATE INDEX orders_by_date ON orders (organisation, ordered_at, order_id)",
    "CREATE INDEX orders_by_customer ON orders (organisation, customer, ordered_at, order_id)",
    "CREATE INDEX orders_by_stage ON orders (organisation, stage, ordered_at, order_id)",
    """CREATE INDEX orders_open ON orders (organisation, ordered_at, order_id)
        WHERE open_quantity > 0""",
    "CREATE INDEX orders_waiting ON orders (organisation, ordered_at, order_id) WHERE waiting > 0",
    """CREATE TABLE terms (
        order_ref INTEGER NOT NULL REFERENCES orders,
        revision INTEGER NOT NULL,
        record BLOB NOT NULL,
        UNIQUE (order_ref, revision))""",
    """CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        order_ref INTEGER NOT NULL REFERENCES orders,
        version INTEGER NOT NULL,
        record BLOB NOT NULL,
        UNIQUE (order_ref, version))""",
    """CREATE TABLE refusals (
        id INTEGER PRIMARY KEY,
        organisation TEXT NOT NULL,
        order_id TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        command TEXT NOT NULL,
        codes TEXT NOT NULL)""",
    """CREATE TABLE keys (
        organisation TEXT NOT NULL,
        actor TEXT NOT NULL,
        key TEXT NOT NULL,
        digest TEXT NOT NULL,
        order_id TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL,
        findings BLOB NOT NULL,
        PRIMARY KEY (organisation, actor, key)) WITHOUT ROWID""",
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        effect TEXT NOT NULL UNIQUE,
        topic TEXT NOT NULL,
        organisation TEXT NOT NULL,
        order_id TEXT NOT NULL,
        sent_at TEXT)""",
    """CREATE TABLE subjects (
        organisation TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        version INTEGER NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (organisation, kind, subject)) WITHOUT ROWID""",
    """CREATE TABLE numbers (
        organisation TEXT NOT NULL,
        series TEXT NOT NULL,
        next INTEGER NOT NULL,
        PRIMARY KEY (organisation, series)) WITHOUT ROWID""",
)

_STOCK: Final = (
    """CREATE TABLE positions (
        id INTEGER PRIMARY KEY,
        organisation TEXT NOT NULL,
        location TEXT NOT NULL,
        sku TEXT NOT NULL,
        lot TEXT NOT NULL,
        owner TEXT NOT NULL,
        on_hand INTEGER NOT NULL,
        reserved INTEGER NOT NULL,
        frozen INTEGER NOT NULL,
        received_on TEXT,
        expires TEXT,
        version INTEGER NOT NULL,
        UNIQUE (organisation, sku, location, lot, owner),
        CHECK (on_hand >= 0 AND reserved >= 0 AND frozen >= 0),
        CHECK (on_hand - reserved - frozen >= 0))""",
    """CREATE TABLE movements (
        id INTEGER PRIMARY KEY,
        position_ref INTEGER NOT NULL REFERENCES positions,
        kind TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        reference TEXT NOT NULL)""",
    """CREATE TABLE reservations (
        organisation TEXT NOT NULL,
        order_id TEXT NOT NULL,
        reservation TEXT NOT NULL,
        line TEXT NOT NULL,
        position_ref INTEGER NOT NULL REFERENCES positions,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        PRIMARY KEY (organisation, order_id, reservation)) WITHOUT ROWID""",
)

_CAPTURE: Final = (
    """CREATE TABLE imports (
        place INTEGER PRIMARY KEY,
        organisation TEXT NOT NULL,
        digest TEXT NOT NULL,
        channel TEXT NOT NULL,
        name TEXT NOT NULL,
        rows INTEGER NOT NULL,
        finished_on TEXT NOT NULL,
        UNIQUE (organisation, digest))""",
    """CREATE TABLE rows (
        id INTEGER PRIMARY KEY,
        organisation TEXT NOT NULL,
        digest TEXT NOT NULL,
        row INTEGER NOT NULL,
        fate TEXT NOT NULL,
        code TEXT NOT NULL,
        kind TEXT NOT NULL,
        charge TEXT,
        amount INTEGER NOT NULL,
        unreadable INTEGER NOT NULL,
        number TEXT,
        line TEXT,
        record BLOB NOT NULL,
        UNIQUE (organisation, digest, row))""",
)

_UNDER_WAY: Final = (
    """CREATE TABLE under_way (
        organisation TEXT NOT NULL,
        channel TEXT NOT NULL,
        digest TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (organisation, channel)) WITHOUT ROWID""",
)

# An index that also gives the order of a page: without it, one number was looked for among all
# orders by date.
_FOUND: Final = (
    "DROP INDEX orders_by_number",
    """CREATE INDEX orders_by_number
        ON orders (organisation, channel, number, ordered_at, order_id)""",
    "CREATE INDEX receipts_by_day ON receipts (organisation, received_on, receipt)",
)

_GIVEN_UP: Final = (
    """CREATE TABLE given_up (
        organisation TEXT NOT NULL,
        digest TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (organisation, digest)) WITHOUT ROWID""",
)

_MADE: Final = ("ALTER TABLE keys ADD COLUMN made BLOB NOT NULL DEFAULT x''",)

# One entry for each version of the schema; an entry is never changed once it was released.
MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    _ORDERS,
    (*_STOCK, *BOOKS, *_CAPTURE),
    _UNDER_WAY,
    _FOUND,
    _GIVEN_UP,
    _MADE,
    TAXED,
    TRACKED,
)
