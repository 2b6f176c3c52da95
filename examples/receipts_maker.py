"""Make the receipts that would come in for a list of invoices, with the troubles of real ones.

Payers pay several invoices at once, pay short, let a bank take its fee, take a discount, pay in
parts, twice, or in advance; they mistype, cut, swap or forget the reference, or quote another.
What every receipt truly was stays aside, and `receipts_score` compares it with what was found.
Equal invoices and equal seeds make equal receipts. Amounts are minor units of one currency.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from random import Random
from typing import final

import attrs

from orderkit.settlement import Payer, Receipt
from orderkit.values import Currency, DocumentNumber, OrganisationId, PartyId, ReceiptId
from payments_maker import Bill, PaymentsMaker, references_of

__all__ = ["Bill", "MadeReceipts", "Truth", "make_receipts", "references_of"]


@final
@attrs.frozen(kw_only=True)
class Truth:
    """What a receipt was.

    Attributes:
        applications: What it paid of which document; empty for prepayments and repetitions.
        troubles: What was played on it.
        twin: The receipt that it repeats.
    """

    applications: Mapping[DocumentNumber, int]
    troubles: tuple[str, ...]
    twin: ReceiptId | None = None


@final
@attrs.frozen(kw_only=True)
class MadeReceipts:
    """Receipts by day, the payers whom the books know, and the truth about each receipt."""

    receipts: tuple[Receipt, ...]
    payers: tuple[Payer, ...]
    truth: Mapping[ReceiptId, Truth]


def make_receipts(
    bills: Sequence[Bill],
    *,
    organisation: OrganisationId,
    currency: Currency,
    seed: int,
    guests: Collection[PartyId] = (),
) -> MadeReceipts:
    """Make the receipts for bills.

    Args:
        bills: In any order.
        organisation: Who is paid.
        currency: Of all amounts.
        seed: Equal seeds make equal receipts.
        guests: Parties that stand for many people: each bill is paid alone, from an account and
            under a name that nobody knows.
    """
    maker = PaymentsMaker(
        random=Random(f"{seed}/{len(bills)}"),  # noqa: S311 - a mix to repeat, not a secret
        guests=frozenset(guests),
        pool=sorted(bills, key=_by_due),
    )
    payments = maker.payments()
    ids = {payment: ReceiptId(f"R{at:07d}") for at, payment in enumerate(payments, 1)}
    return MadeReceipts(
        receipts=tuple(
            Receipt(
                id=receipt,
                organisation=organisation,
                amount=made.amount,
                currency=currency,
                received_on=made.day,
                payer_account=made.account,
                payer_name=made.name,
                text=made.text,
            )
            for made, receipt in ids.items()
        ),
        payers=tuple(maker.payers),
        truth={
            receipt: Truth(
                applications=made.applications,
                troubles=tuple(made.troubles),
                twin=None if made.twin is None else ids[made.twin],
            )
            for made, receipt in ids.items()
        },
    )


def _by_due(bill: Bill) -> tuple[date, DocumentNumber]:
    return bill.due, bill.number
