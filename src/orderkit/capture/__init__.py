"""Capture: bytes of a channel's file to orders, with exactly one fate for every row."""

from orderkit.capture.book import (
    Original,
    RowBook,
    RowMemory,
)
from orderkit.capture.decoding import EncodingError
from orderkit.capture.draft import (
    CreditDraft,
    DraftCharge,
    DraftLine,
    OrderDraft,
    credit_drafts,
    order_drafts,
)
from orderkit.capture.judge import (
    judge,
    turned_away,
)
from orderkit.capture.mapping import (
    FIELDS,
    ColumnMapping,
)
from orderkit.capture.model import (
    ChargeClass,
    Fate,
    LineRef,
    RawRow,
    Record,
    RowKind,
    StoredRow,
    TakeBack,
    Verdict,
)
from orderkit.capture.normalise import (
    Reading,
    RowReader,
)
from orderkit.capture.reader import (
    MappingError,
    read_mapping,
)
from orderkit.capture.sheet import (
    HeaderError,
    Sheet,
    SheetBounds,
    read_sheet,
)
from orderkit.capture.splitting import (
    FieldSizeError,
    NotThisFormatError,
    RowLimitError,
)
from orderkit.capture.unpacking import (
    ArchiveLimitError,
    TornArchiveError,
)

__all__ = [
    "FIELDS",
    "ArchiveLimitError",
    "ChargeClass",
    "ColumnMapping",
    "CreditDraft",
    "DraftCharge",
    "DraftLine",
    "EncodingError",
    "Fate",
    "FieldSizeError",
    "HeaderError",
    "LineRef",
    "MappingError",
    "NotThisFormatError",
    "OrderDraft",
    "Original",
    "RawRow",
    "Reading",
    "Record",
    "RowBook",
    "RowKind",
    "RowLimitError",
    "RowMemory",
    "RowReader",
    "Sheet",
    "SheetBounds",
    "StoredRow",
    "TakeBack",
    "TornArchiveError",
    "Verdict",
    "credit_drafts",
    "judge",
    "order_drafts",
    "read_mapping",
    "read_sheet",
    "turned_away",
]
