"""What the host implements: one unit of work with typed stores, and four small services.

Ports are synchronous; an async host runs the desk in a thread. All writes of one command happen
in one `UnitOfWork`: snapshot, events, stock, books, outbox and key are saved together or not at
all. Every store is bound to what it is asked by the organisation in the key.


"""

from orderkit.ports.books import (
    BookStore,
    NumberStore,
)
from orderkit.ports.capture import (
    ImportStore,
)
from orderkit.ports.goods import (
    GoodsStore,
)
from orderkit.ports.orders import (
    HistoryGapError,
    KeyStore,
    OrderStore,
    OutboxStore,
)
from orderkit.ports.records import (
    Answer,
    FileUnderWay,
    GivenUpFile,
    JournalEntry,
    Made,
    OrderHeader,
    OrderQuery,
    Page,
    Recorded,
    Refusal,
    WriteOff,
)
from orderkit.ports.services import (
    Clock,
    IdSource,
    Notifier,
)
from orderkit.ports.stock import (
    StockStore,
)
from orderkit.ports.subjects import (
    SubjectStore,
)
from orderkit.ports.work import (
    Database,
    UnitOfWork,
)

__all__ = [
    "Answer",
    "BookStore",
    "Clock",
    "Database",
    "FileUnderWay",
    "GivenUpFile",
    "GoodsStore",
    "HistoryGapError",
    "IdSource",
    "ImportStore",
    "JournalEntry",
    "KeyStore",
    "Made",
    "Notifier",
    "NumberStore",
    "OrderHeader",
    "OrderQuery",
    "OrderStore",
    "OutboxStore",
    "Page",
    "Recorded",
    "Refusal",
    "StockStore",
    "SubjectStore",
    "UnitOfWork",
    "WriteOff",
]
