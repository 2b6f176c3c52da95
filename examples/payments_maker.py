"""Play the payers: who pays which bills when, how much, and what the bank shows of it.

How often each thing happens is that of a calm market: of a scale from 0 (hardly any trouble) to 1
(nothing but), 0.2. What one currency and a list of bills cannot show is not played: payments in
another currency, credit notes netted or paid out.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final, final

import attrs

from orderkit.settlement import Payer, rf_reference
from orderkit.values import DocumentNumber, PartyId
from receipts_texts import account, hits, other_name, person_or_firm, text_for

__all__ = ["Bill", "Payment", "PaymentsMaker", "references_of"]

# How often, in ten thousandths: of bills, of payments, of customers, of receipts.
UNPAID: Final = 520
LUMP: Final = 1000
PARTIAL: Final = 220
FEE: Final = 220
DISCOUNT: Final = 160
OVER: Final = 90
TWICE: Final = 64
PREPAID: Final = 100
THIRD_PARTY: Final = 140
RF_STYLE: Final = 2000
ACCOUNT_UNKNOWN: Final = 1020
NAME_BLANK: Final = 460
NAME_OTHER: Final = 2000
# Of parts, the rest comes; of lumps, one that is disputed is left out for the next; of payments of
# a customer for whom another pays, that other's; of unknown accounts, one that is shown at all.
REST_COMES: Final = 6000
DISPUTED: Final = 3000
BY_THIRD_PARTY: Final = 6000
ACCOUNT_SHOWN: Final = 5000
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
@attrs.define(kw_only=True, eq=False)
class Payment:
    """A payment on its way, before the bank gives it an id."""

    day: date
    amount: int
    applications: dict[DocumentNumber, int]
    troubles: list[str]
    text: str
    account: str = ""
    name: str = ""
    twin: "Payment | None" = None


def references_of(number: DocumentNumber) -> tuple[str, str]:
    """What an invoice invites its payer to quote: its number, and the same as RF reference."""
    return number, rf_reference("".join(sign for sign in number if sign.isdigit()))


@final
@attrs.define(kw_only=True)
class PaymentsMaker:
    """Plays the payers of bills.

    Attributes:
        random: All chance.
        guests: Parties that stand for many people.
        pool: All bills, in the order in which they are due.
        known: Payers of earlier bills, who keep their names and accounts.
        payers: Whom the books know; filled by `payments`.
    """

    random: Random
    guests: frozenset[PartyId]
    pool: Sequence[Bill]
    known: Mapping[PartyId, Payer] = attrs.field(factory=dict)
    payers: list[Payer] = attrs.field(factory=list, init=False)

    def payments(self) -> list[Payment]:
        """All payments of all customers, by day."""
        per: dict[PartyId, list[Bill]] = {}
        for bill in self.pool:
            per.setdefault(bill.customer, []).append(bill)
        known = sorted(per.keys() - self.guests)
        self.payers = self._payers_of(known)
        thirds = [
            self.random.choice(self.payers) if hits(self.random, THIRD_PARTY) else None
            for _ in known
        ]
        made: list[Payment] = []
        for payer, third in zip(self.payers, thirds, strict=True):
            made += self._shown(self._all_of(per[payer.customer]), payer, third)
        for customer in sorted(per.keys() & self.guests):
            for bill in per[customer]:
                guest = person_or_firm(self.random), account(self.random)
                made += self._shown_of_guest(self._one_of(bill), *guest)
        order = {payment: self.random.random() for payment in made}
        return sorted(made, key=lambda payment: (payment.day, order[payment]))

    def _payers_of(self, customers: Sequence[PartyId]) -> list[Payer]:
        """A payer for each customer; new ones get names that nobody has."""
        new = [customer for customer in customers if customer not in self.known]
        taken = {name for payer in self.known.values() for name in payer.names}
        names: dict[str, None] = {}
        while len(names) < len(new):
            name = person_or_firm(self.random)
            if name not in taken:
                names[name] = None
        made = {
            customer: Payer(customer=customer, accounts=(account(self.random),), names=(name,))
            for customer, name in zip(new, names, strict=True)
        }
        return [self.known.get(customer) or made[customer] for customer in customers]

    def _one_of(self, bill: Bill) -> list[Payment]:
        """What a guest pays."""
        rf = hits(self.random, RF_STYLE)
        return [] if hits(self.random, UNPAID) else self._pay([bill], [bill], rf=rf)

    def _all_of(self, own: Sequence[Bill]) -> list[Payment]:
        """What one customer pays, bill after bill, now and then several at once."""
        rf, made, queue, at = hits(self.random, RF_STYLE), list[Payment](), list(own), 0
        if hits(self.random, PREPAID):
            made.append(self._prepaid())
        while at < len(queue):
            if hits(self.random, UNPAID):
                at += 1
                continue
            many = self.random.randrange(2, 7) if hits(self.random, LUMP) else 1
            after = min(at + many, len(queue))
            if after - at > 1 and after < len(queue) and hits(self.random, DISPUTED):
                queue[after - 1], queue[after] = queue[after], queue[after - 1]
            made += self._pay(queue[at:after], own, rf=rf)
            at = after
        return made

    def _prepaid(self) -> Payment:
        first, last = (pick(bill.issued for bill in self.pool) for pick in (min, max))
        text, trouble = text_for(self.random, [], foreign=("", ""), rf=False, day=first)
        return Payment(
            day=first + timedelta(days=self.random.randrange((last - first).days + 1)),
            amount=self.random.choice(self.pool).amount,
            applications={},
            troubles=["prepay", trouble],
            text=text,
        )

    def _pay(self, bills: Sequence[Bill], own: Sequence[Bill], *, rf: bool) -> list[Payment]:
        """One payment of some bills, or two where it is in parts or sent twice."""
        total, lump = sum(bill.amount for bill in bills), len(bills) > 1

        def paid(amount: int, kind: str, day: date | None = None) -> Payment:
            return self._payment(bills, own, amount, kind, day or self._late(bills), rf=rf)

        if not lump and hits(self.random, PARTIAL):
            part = max(1, total * self.random.choice([3, 5, 5, 7]) // 10)
            made = [paid(part, "partial")]
            if part < total and hits(self.random, REST_COMES):
                later = made[0].day + timedelta(days=self.random.randrange(5, 40))
                made.append(paid(total - part, "partial_rest", later))
            return made
        if hits(self.random, FEE) and total > LEAST_FOR_FEE:
            fees = [250, 500, 1000, 1500, total * 29 // 1000 + 30, max(20, total * 6 // 1000)]
            return [paid(total - min(self.random.choice(fees), total // 3), "fee")]
        if not lump and hits(self.random, DISCOUNT):
            early = bills[0].issued + timedelta(days=self.random.randrange(2, 10))
            off = (total * self.random.choice([2, 2, 3]) + 50) // 100
            return [paid(total - off, "discount", early)]
        if hits(self.random, OVER):
            # Or another document's amount by mistake.
            other = self.random.choice(self.pool).amount
            extra = self.random.choice([1, 10, 100, 1000, max(1, total // 10), other])
            return [paid(total + extra, "over")]
        first = paid(total, "whole")
        if not hits(self.random, TWICE):
            return [first]
        again = paid(total, "dup", first.day + timedelta(days=self.random.randrange(6)))
        again.applications, again.twin = {}, first
        return [first, again]

    def _late(self, bills: Sequence[Bill]) -> date:
        """About when the last of some bills is due; never before the day after it came."""
        return max(
            max(
                bill.issued + timedelta(days=1),
                bill.due + timedelta(days=int(self.random.gauss(2, 9))),
            )
            for bill in bills
        )

    def _payment(
        self,
        bills: Sequence[Bill],
        own: Sequence[Bill],
        amount: int,
        kind: str,
        day: date,
        *,
        rf: bool,
    ) -> Payment:
        left, applications = amount, dict[DocumentNumber, int]()
        for bill in bills:
            part = min(left, bill.amount)
            left -= part
            if part:
                applications[bill.number] = part
        quoted = [references_of(bill.number) for bill in bills]
        # Half of those who quote a wrong one take another of their own.
        pool = own if hits(self.random, 5000) else self.pool
        foreign = references_of(self.random.choice(pool).number)
        text, *troubles = text_for(self.random, quoted, foreign=foreign, rf=rf, day=day)
        return Payment(
            day=day,
            amount=amount,
            applications=applications,
            troubles=[kind, "lump" if len(bills) > 1 else "single", *troubles],
            text=text,
        )

    def _shown(self, made: list[Payment], payer: Payer, third: Payer | None) -> list[Payment]:
        """Payments with account and name as the bank saw them."""
        for payment in made:
            shown = payer
            if third is not None and third is not payer and hits(self.random, BY_THIRD_PARTY):
                shown = third
                payment.troubles.append("third_party")
            number = shown.accounts[0]
            if hits(self.random, ACCOUNT_UNKNOWN):
                number = account(self.random) if hits(self.random, ACCOUNT_SHOWN) else ""
                payment.troubles.append("account_unknown")
            payment.account, payment.name = number, self._name(payment, shown.names[0])
        return made

    def _shown_of_guest(self, made: list[Payment], name: str, number: str) -> list[Payment]:
        for payment in made:
            payment.troubles.append("guest")
            payment.account, payment.name = number, self._name(payment, name)
        return made

    def _name(self, payment: Payment, name: str) -> str:
        if hits(self.random, NAME_BLANK):
            payment.troubles.append("name_blank")
            return ""
        if hits(self.random, NAME_OTHER):
            payment.troubles.append("name_other")
            return other_name(self.random, name)
        return name
