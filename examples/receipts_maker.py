"""Make the receipts that would come in for a list of invoices, with the troubles of real ones.

Payers pay several invoices at once, pay short, let a bank take its fee, take a discount, pay in
parts, twice, or in advance; they mistype, cut, swap or forget the reference, or quote another.
What every receipt truly was stays aside, and `receipts_score` compares it with what was found.
Equal invoices and equal seeds make equal receipts. Amounts are minor units of one currency.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from random import Random
from typing import Final, final

import attrs

from orderkit.settlement import Payer, Receipt
from orderkit.values import Currency, DocumentNumber, OrganisationId, PartyId, ReceiptId
from payments_maker import Bill, Payment, PaymentsMaker, references_of

__all__ = ["NOTHING_MADE", "Bill", "MadeReceipts", "Truth", "make_receipts", "references_of"]


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


NOTHING_MADE: Final = MadeReceipts(receipts=(), payers=(), truth={})


def make_receipts(
    bills: Sequence[Bill],
    *,
    organisation: OrganisationId,
    currency: Currency,
    seed: int,
    guests: Collection[PartyId] = (),
    before: MadeReceipts = NOTHING_MADE,
) -> MadeReceipts:
    """Make the receipts for bills, and give them behind those that were made before.

    Args:
        bills: In any order.
        organisation: Who is paid.
        currency: Of all amounts.
        seed: Equal seeds make equal receipts.
        guests: Parties that stand for many people: each bill is paid alone, from an account and
            under a name that nobody knows.
        before: For other bills. Their payers keep name and account, and no id is given twice.
    """
    done = len(before.receipts)
    dice = f"{seed}/{len(bills)}/{done}" if done else f"{seed}/{len(bills)}"
    maker = PaymentsMaker(
        random=Random(dice),  # noqa: S311 - a mix to repeat, not a secret
        guests=frozenset(guests),
        pool=sorted(bills, key=_by_due),
        known={payer.customer: payer for payer in before.payers},
    )
    payments = maker.payments()
    ids = {payment: ReceiptId(f"R{at:07d}") for at, payment in enumerate(payments, done + 1)}
    made = (_receipt(payment, id_, organisation, currency) for payment, id_ in ids.items())
    return MadeReceipts(
        receipts=(*before.receipts, *made),
        payers=tuple(dict.fromkeys((*before.payers, *maker.payers))),
        truth={**before.truth, **{id_: _truth(payment, ids) for payment, id_ in ids.items()}},
    )


def _receipt(
    made: Payment, receipt: ReceiptId, organisation: OrganisationId, currency: Currency
) -> Receipt:
    return Receipt(
        id=receipt,
        organisation=organisation,
        amount=made.amount,
        currency=currency,
        received_on=made.day,
        payer_account=made.account,
        payer_name=made.name,
        text=made.text,
    )


def _truth(made: Payment, ids: Mapping[Payment, ReceiptId]) -> Truth:
    return Truth(
        applications=made.applications,
        troubles=tuple(made.troubles),
        twin=None if made.twin is None else ids[made.twin],
    )


def _by_due(bill: Bill) -> tuple[date, DocumentNumber]:
    return bill.due, bill.number
