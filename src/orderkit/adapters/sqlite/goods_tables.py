"""The tables of what is told of shipments, and of reservations that end."""

from typing import Final

__all__ = ["TRACKED"]

# A shipment waits for a carrier until it has one; what its order counts of it as arrived stands
# beside it, with the moment and the number of pieces for the consistency query.
TRACKED: Final = (
    """CREATE TABLE tracking (
        id INTEGER PRIMARY KEY,
        shipment_ref INTEGER NOT NULL REFERENCES shipments,
        event TEXT NOT NULL,
        status TEXT NOT NULL,
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        carrier TEXT NOT NULL,
        number TEXT NOT NULL,
        signed TEXT NOT NULL,
        UNIQUE (shipment_ref, event, status, at, place, carrier, number, signed))""",
    "ALTER TABLE shipments ADD COLUMN waits INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE shipments ADD COLUMN delivered_at TEXT",
    "ALTER TABLE shipments ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE shipments ADD COLUMN booked TEXT NOT NULL DEFAULT '[]'",
    "UPDATE shipments SET waits = 0 WHERE carrier <> ''",
    "CREATE INDEX shipments_waiting ON shipments (organisation, id) WHERE waits",
    "ALTER TABLE reservations ADD COLUMN until TEXT",
    """CREATE INDEX reservations_ending ON reservations (organisation, until, order_id, reservation)
        WHERE until IS NOT NULL""",
)
