"""What receipts settle of an invoice in the functional currency: read by share, converted never.

A part of what is open has its part of what is left of the invoice's functional sum; whoever settles
the rest takes all that is left. So credits and receipts of an invoice that is settled come to it.
"""

from collections.abc import Sequence

import attrs

from orderkit.invoicing import Invoice, remaining
from orderkit.ports import UnitOfWork
from orderkit.settlement import Application, OpenItem
from orderkit.values import unit_share

__all__ = ["at_functional", "surplus", "taken_back"]


def at_functional(
    work: UnitOfWork, invoice: Invoice, item: OpenItem, application: Application
) -> Application:
    """An application with its share of the invoice; without one where the invoice has none.

    Args:
        item: As it was before it.
    """
    if invoice.functional is None:
        return attrs.evolve(application, functional=None)
    sums = remaining(invoice, work.books.credit_notes(invoice.order)).functional
    if sums is None or not 0 < application.amount <= item.open:
        return attrs.evolve(application, functional=None)
    organisation, number = invoice.key.organisation, invoice.key.number
    before = work.books.applications(organisation, document=number)
    left = sums[0] - sum([each.functional or 0 for each in before])
    part = unit_share(left, item.open, 0, application.amount)
    return attrs.evolve(application, functional=part)


def surplus(work: UnitOfWork, invoice: Invoice | None, item: OpenItem) -> int | None:
    """What receipts settled beyond what credits leave of an invoice; None where no share tells.

    Args:
        item: Before any of it is taken back; all of the invoice is settled then.
    """
    if invoice is None or invoice.functional is None or item.written_off:
        return None
    sums = remaining(invoice, work.books.credit_notes(invoice.order)).functional
    if sums is None:
        return None
    number = invoice.key.number
    applied = work.books.applications(invoice.key.organisation, document=number)
    return sum([each.functional or 0 for each in applied]) - sums[0]


def taken_back(
    applied: Sequence[Application], application: Application, rest: int | None
) -> Application:
    """An application that takes others of its receipt back, with its share of theirs.

    Args:
        applied: All applications of the receipt to the document so far.
        rest: What is to be taken back by this one, the last; None gives its own share.
    """
    known = [each.functional for each in applied if each.functional is not None]
    if not known:
        return application
    amount = sum([each.amount for each in applied])
    part = unit_share(sum(known), amount, 0, -application.amount) if rest is None else rest
    return attrs.evolve(application, functional=-part)
