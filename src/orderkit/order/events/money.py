"""What the books did to an order."""

from typing import TypeAlias, final

import attrs

from orderkit.order.commands import Billed
from orderkit.order.events.happened import Happened
from orderkit.values import DocumentNumber, ReceiptId

__all__ = ["Credited", "DocumentEvent", "Invoiced", "PaymentApplied", "PaymentReversed"]


@attrs.frozen(kw_only=True)
class OnDocument(Happened):
    """A document of the books touched the order; `amount` in minor units, as it stands there."""

    document: DocumentNumber
    amount: int


@final
@attrs.frozen(kw_only=True)
class Invoiced(OnDocument):
    """Pieces or adjustments were invoiced."""

    billed: tuple[Billed, ...]


@final
@attrs.frozen(kw_only=True)
class Credited(OnDocument):
    """Invoiced pieces or adjustments were credited."""

    billed: tuple[Billed, ...]


@final
@attrs.frozen(kw_only=True)
class PaymentApplied(OnDocument):
    """A receipt was applied."""

    receipt: ReceiptId


@final
@attrs.frozen(kw_only=True)
class PaymentReversed(OnDocument):
    """An application of a receipt was taken back."""

    receipt: ReceiptId


DocumentEvent: TypeAlias = Invoiced | Credited | PaymentApplied | PaymentReversed
