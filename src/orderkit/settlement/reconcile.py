"""Reconciling: receipts against open items.

A matcher only *explains*. `reconcile` applies, and so no matcher can pay an item twice, spend a
receipt twice, or settle what it was not shown.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from orderkit.errors import ForbiddenMoveError
from orderkit.settlement.desk import Desk
from orderkit.settlement.model import Match, OpenItem, Payer, Receipt, Reconciliation
from orderkit.settlement.payers import PayerIndex
from orderkit.settlement.protocol import Matcher
from orderkit.values import Currency, OrganisationId, ReceiptId

__all__ = ["reconcile"]

_Scope: TypeAlias = tuple[OrganisationId, Currency]


def reconcile(
    receipts: Sequence[Receipt],
    open_items: Sequence[OpenItem],
    payers: Sequence[Payer],
    *,
    matchers: Sequence[Matcher],
    applied: Sequence[Receipt] = (),
) -> Reconciliation:
    """Explain receipts by open items as the matchers do, and keep their laws.

    The order of receipts, items and payers makes no difference. Each matcher is asked about every
    receipt, by day and id, before the next one is; what was applied is no longer open for those
    after it. Receipts and items of different organisations or currencies do not meet.

    Args:
        receipts: What came in, each once; one that was applied before is not applied again.
        open_items: Everything that is open, each once.
        payers: Accounts and names of customers.
        matchers: Who explains, the surest first.
        applied: Receipts of the last weeks that were applied, to know a payment sent twice.

    Returns:
        Every receipt once, explained or not, by day and id.

    Raises:
        ForbiddenMoveError: A receipt or an item was named twice.
        PolicyContractError: A matcher broke a law or raised, the cause chained; nothing was
            applied.
    """
    ids, keys = {each.id for each in receipts}, {item.key for item in open_items}
    if len(ids) < len(receipts) or len(keys) < len(open_items):
        raise ForbiddenMoveError(subject="reconcile", move="a receipt or an item named twice")

    ordered = sorted(receipts, key=_by_day)
    desks = _desks(ordered, open_items, PayerIndex.of(payers), applied)
    matched = _matched(ordered, desks, matchers)
    return Reconciliation(
        tuple(matched[each.id] for each in ordered if each.id in matched),
        tuple(desks[_scope(each)].left(each) for each in ordered if each.id not in matched),
    )


def _desks(
    receipts: Sequence[Receipt],
    open_items: Sequence[OpenItem],
    payers: PayerIndex,
    applied: Sequence[Receipt],
) -> dict[_Scope, Desk]:
    items: dict[_Scope, list[OpenItem]] = {_scope(each): [] for each in receipts}
    before: dict[_Scope, list[Receipt]] = {scope: [] for scope in items}
    for item in open_items:
        if (item.key.organisation, item.currency) in items:
            items[item.key.organisation, item.currency].append(item)
    for receipt in applied:
        if _scope(receipt) in before:
            before[_scope(receipt)].append(receipt)
    return {scope: Desk.of(found, payers, before[scope]) for scope, found in items.items()}


def _matched(
    receipts: Sequence[Receipt], desks: dict[_Scope, Desk], matchers: Sequence[Matcher]
) -> dict[ReceiptId, Match]:
    matched: dict[ReceiptId, Match] = {}
    for matcher in matchers:
        for receipt in receipts:
            if receipt.id not in matched:
                found = desks[_scope(receipt)].settle(receipt, matcher)
                if found is not None:
                    matched[receipt.id] = found
    return matched


def _scope(receipt: Receipt) -> _Scope:
    return receipt.organisation, receipt.currency


def _by_day(receipt: Receipt) -> tuple[date, ReceiptId]:
    return receipt.received_on, receipt.id
