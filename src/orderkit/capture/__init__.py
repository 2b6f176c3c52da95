"""Capture: bytes of a channel's file to orders, with exactly one fate for every row."""

from orderkit.capture.attributes import (
    hold_declared,
    read_attribute,
    read_attributes,
)
from orderkit.capture.book import (
    Original,
    RowBook,
    RowMemory,
)
from orderkit.capture.decoding import EncodingError
from orderkit.capture.doctor import (
    check_mapping,
    propose_mapping,
)
from orderkit.capture.draft import (
    CreditDraft,
    DraftCharge,
    DraftLine,
    OrderDraft,
    credit_drafts,
    order_drafts,
)
from orderkit.capture.duplicates import (
    compare_orders,
    find_duplicates,
    repeated_lines,
    sketch_of,
)
from orderkit.capture.fates import (
    repeated,
    turned_away,
)
from orderkit.capture.judge import judge
from orderkit.capture.mapping import (
    FIELDS,
    NEEDED,
    ColumnMapping,
    FileFormat,
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
from orderkit.capture.price_rows import (
    PRICE_FIELDS,
    PriceForm,
    read_prices,
)
from orderkit.capture.proposal import (
    Candidate,
    FieldProposal,
    InvalidProposalError,
    MappingProposal,
)
from orderkit.capture.rate_rows import (
    RATE_FIELDS,
    read_rates,
)
from orderkit.capture.reader import (
    MappingError,
    read_mapping,
)
from orderkit.capture.returned import (
    NO_RETURNS,
    REPORT_COLUMNS,
    Returns,
    origin_of,
    quoted,
    unquoted,
)
from orderkit.capture.sheet import (
    HeaderError,
    Sheet,
    SheetBounds,
    read_sheet,
)
from orderkit.capture.sketch import (
    Duplicate,
    DuplicateKind,
    DuplicatePolicy,
    InvalidDuplicateError,
    OrderSketch,
)
from orderkit.capture.splitting import (
    FieldSizeError,
    NotThisFormatError,
    RowLimitError,
)
from orderkit.capture.table import (
    NUMBER_FORMATS,
    Intake,
    InvalidTableError,
    RowOutcome,
    RowReport,
    TableForm,
    TableReading,
    TableRow,
    table_rows,
)
from orderkit.capture.unpacking import (
    ArchiveLimitError,
    TornArchiveError,
)

__all__ = [
    "FIELDS",
    "NEEDED",
    "NO_RETURNS",
    "NUMBER_FORMATS",
    "PRICE_FIELDS",
    "RATE_FIELDS",
    "REPORT_COLUMNS",
    "ArchiveLimitError",
    "Candidate",
    "ChargeClass",
    "ColumnMapping",
    "CreditDraft",
    "DraftCharge",
    "DraftLine",
    "Duplicate",
    "DuplicateKind",
    "DuplicatePolicy",
    "EncodingError",
    "Fate",
    "FieldProposal",
    "FieldSizeError",
    "FileFormat",
    "HeaderError",
    "Intake",
    "InvalidDuplicateError",
    "InvalidProposalError",
    "InvalidTableError",
    "LineRef",
    "MappingError",
    "MappingProposal",
    "NotThisFormatError",
    "OrderDraft",
    "OrderSketch",
    "Original",
    "PriceForm",
    "RawRow",
    "Reading",
    "Record",
    "Returns",
    "RowBook",
    "RowKind",
    "RowLimitError",
    "RowMemory",
    "RowOutcome",
    "RowReader",
    "RowReport",
    "Sheet",
    "SheetBounds",
    "StoredRow",
    "TableForm",
    "TableReading",
    "TableRow",
    "TakeBack",
    "TornArchiveError",
    "Verdict",
    "check_mapping",
    "compare_orders",
    "credit_drafts",
    "find_duplicates",
    "hold_declared",
    "judge",
    "order_drafts",
    "origin_of",
    "propose_mapping",
    "quoted",
    "read_attribute",
    "read_attributes",
    "read_mapping",
    "read_prices",
    "read_rates",
    "read_sheet",
    "repeated",
    "repeated_lines",
    "sketch_of",
    "table_rows",
    "turned_away",
    "unquoted",
]
