"""Make the receipts that would come in for a list of invoices, with the troubles of real ones.

Payers pay several invoices at once, pay short, let a bank take its fee, take a discount, pay in
parts, twice, or in advance; they mistype, cut, swap or forget the reference, or quote another.
What every receipt truly was stays aside, and `receipts_score` compares it with what was found.
Equal invoices and equal seeds make equal receipts. Amounts are minor units of one currency.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final, final

import attrs

from orderkit.settlement import Payer, Receipt, rf_reference
from orderkit.values import Currency, DocumentNumber, OrganisationId, PartyId, ReceiptId
from receipts_texts import account, chosen, hits, other_name, person_or_firm, text_for

__all__ = ["Bill", "MadeReceipts", "Truth", "make_receipts", "references_of"]

# How often, in ten thousandths of payments, of customers, of receipts.
UNPAID: Final = 520
LUMP: Final = 1000
KINDS: Final = {"partial": 220, "fee": 220, "discount": 160, "over": 90}
TWICE: Final = 64
PREPAID: Final = 100
REST_COMES: Final = 6000
RF_STYLE: Final = 2000
ACCOUNT_UNKNOWN: Final = 1020
NAME_BLANK: Final = 460
NAME_OTHER: Final = 2000
# Nobody takes a fee from less.
LEAST_FOR_FEE: Final = 3000


@final
@attrs.frozen(kw_only=True)
class Bill:
    """An invoice as its payer sees it."""

    number: DocumentNumber
    customer: PartyId
    amount: int
    issued: date
    due: date


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


@attrs.define(kw_only=True, eq=False)
class _Payment:
    """A payment on its way, before the bank gives it an id."""

    day: date
    amount: int
    applications: dict[DocumentNumber, int]
    troubles: list[str]
    text: str
    account: str = ""
    name: str = ""
    twin: "_Payment | None" = None


def references_of(number: DocumentNumber) -> tuple[str, str]:
    """What an invoice invites its payer to quote: its number, and the same as RF reference."""
    return number, rf_reference("".join(sign for sign in number if sign.isdigit()))


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
    maker = _Maker(
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


@attrs.define(kw_only=True)
class _Maker:
    """Plays the payers."""

    random: Random
    guests: frozenset[PartyId]
    pool: list[Bill]
    payers: list[Payer] = attrs.field(factory=list, init=False)

    def payments(self) -> list[_Payment]:
        """All payments of all customers, by day."""
        per: dict[PartyId, list[Bill]] = {}
        for bill in self.pool:
            per.setdefault(bill.customer, []).append(bill)
        made: list[_Payment] = []
        for customer in sorted(per):
            if customer in self.guests:
                for bill in per[customer]:
                    made += self._shown(self._one_by_one([bill], many=False), known=None)
            else:
                payer = Payer(
                    customer=customer,
                    accounts=(account(self.random),),
                    names=(person_or_firm(self.random),),
                )
                self.payers.append(payer)
                made += self._shown(self._one_by_one(per[customer], many=True), known=payer)
        order = {payment: self.random.random() for payment in made}
        return sorted(made, key=lambda payment: (payment.day, order[payment]))

    def _one_by_one(self, bills: Sequence[Bill], *, many: bool) -> list[_Payment]:
        """What one customer pays, bill after bill, now and then several at once."""
        rf, at = hits(self.random, RF_STYLE), 0
        made: list[_Payment] = []
        if many and hits(self.random, PREPAID):
            made.append(
                _Payment(
                    day=self.random.choice(bills).issued,
                    amount=self.random.choice(self.pool).amount,
                    applications={},
                    troubles=["prepay"],
                    text=self.random.choice(["in advance", "deposit", ""]),
                )
            )
        while at < len(bills):
            lump = many and hits(self.random, LUMP)
            taken = bills[at : at + (self.random.randrange(2, 7) if lump else 1)]
            at += len(taken)
            if not hits(self.random, UNPAID):
                made += self._pay(taken, rf=rf)
        return made

    def _pay(self, bills: Sequence[Bill], *, rf: bool) -> list[_Payment]:
        """One payment of some bills, or two where it is in parts or sent twice."""
        total, lump = sum(bill.amount for bill in bills), len(bills) > 1
        kind = chosen(self.random, KINDS)
        if kind == "partial" and not lump:
            part = max(1, total * self.random.choice([3, 5, 5, 7]) // 10)
            made = [self._payment(bills, part, "partial", rf=rf)]
            if part < total and hits(self.random, REST_COMES):
                rest = self._payment(bills, total - part, "partial_rest", rf=rf)
                rest.day = made[0].day + timedelta(days=self.random.randrange(5, 40))
                made.append(rest)
            return made
        if kind == "fee" and total > LEAST_FOR_FEE:
            fees = [250, 500, 1000, 1500, total * 29 // 1000 + 30, max(20, total * 6 // 1000)]
            fee = min(self.random.choice(fees), total // 3)
            return [self._payment(bills, total - fee, "fee", rf=rf)]
        if kind == "discount" and not lump:
            off = total * self.random.choice([2, 2, 3]) // 100
            return [self._payment(bills, total - off, "discount", rf=rf)]
        if kind == "over":
            extra = self.random.choice([1, 10, 100, 1000, max(1, total // 10)])
            return [self._payment(bills, total + extra, "over", rf=rf)]
        first = self._payment(bills, total, "whole", rf=rf)
        if not hits(self.random, TWICE):
            return [first]
        again = self._payment(bills, total, "dup", rf=rf)
        again.day = first.day + timedelta(days=self.random.randrange(6))
        again.applications, again.twin = {}, first
        return [first, again]

    def _payment(self, bills: Sequence[Bill], amount: int, kind: str, *, rf: bool) -> _Payment:
        left, applications = amount, dict[DocumentNumber, int]()
        for bill in bills:
            part = min(left, bill.amount)
            left -= part
            if part:
                applications[bill.number] = part
        slow = timedelta(days=int(self.random.gauss(2, 9)))
        troubles = [kind, "lump" if len(bills) > 1 else "single"]
        quoted = [references_of(bill.number) for bill in bills]
        foreign = references_of(self.random.choice(self.pool).number)
        text, trouble = text_for(self.random, quoted, foreign=foreign, rf=rf)
        return _Payment(
            day=max(max(bill.issued + timedelta(days=1), bill.due + slow) for bill in bills),
            amount=amount,
            applications=applications,
            troubles=[*troubles, trouble],
            text=text,
        )

    def _shown(self, made: list[_Payment], *, known: Payer | None) -> list[_Payment]:
        """Payments with account and name as the bank saw them."""
        guest = person_or_firm(self.random), account(self.random)
        for payment in made:
            name, number = guest if known is None else (known.names[0], known.accounts[0])
            if known is None:
                payment.troubles.append("guest")
            elif hits(self.random, ACCOUNT_UNKNOWN):
                number = account(self.random) if hits(self.random, 5000) else ""
                payment.troubles.append("account_unknown")
            if hits(self.random, NAME_BLANK):
                name = ""
                payment.troubles.append("name_blank")
            elif hits(self.random, NAME_OTHER):
                name = other_name(self.random, name)
                payment.troubles.append("name_other")
            payment.account, payment.name = number, name
        return made


def _by_due(bill: Bill) -> tuple[date, DocumentNumber]:
    return bill.due, bill.number
