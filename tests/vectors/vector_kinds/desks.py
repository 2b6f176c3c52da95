"""An order of the vectors that acts are done to: each is one command or a few of the library."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

import attrs

from orderkit.fulfilment import ReturnReceipt
from orderkit.invoicing import (
    Billable,
    Invoice,
    PaymentTerms,
    invoice_shipment,
)
from orderkit.order import (
    ApplyPayment,
    Billed,
    BillingBase,
    Bucket,
    Command,
    Deliver,
    Line,
    Order,
    PlaceOrder,
    Portion,
    RecordInvoice,
    ReversePayment,
    Ship,
    Terms,
    adjustment_total,
    decide,
    display_status,
    fold,
    preview,
    with_totals,
)
from orderkit.order.projections import DisplayStatus, ErpnextOrder, erpnext_order
from orderkit.pricing import Basket, PlaceTotals, Totals, totals_of
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    DocumentKey,
    DocumentNumber,
    LineId,
    Money,
    OrderId,
    OrganisationId,
    PartyId,
    ReceiptId,
    Sku,
    unit_share,
)
from vector_kinds.baskets import basket_of

__all__ = [
    "ACME",
    "ANN",
    "AT",
    "Given",
    "Refused",
    "Stand",
    "UnknownActError",
    "back",
    "portions_of",
]

Given = Mapping[str, Any]  # what JSON holds

AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACME: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", ACME, AT)
_RECEIPT: Final = ReceiptId("R-1")
# What an order has that says nothing of its policy.
_PLAIN: Final[Given] = MappingProxyType(
    {
        "level": "line",
        "mode": "half_up",
        "inclusive_target": "gross",
        "residual": "largest_remainder_first",
    }
)


class UnknownActError(Exception):
    """An act, or a part of one, that the library has nothing for yet: its name."""


@attrs.frozen
class Refused:
    """A command that was not done, and why."""

    codes: frozenset[str]


class Stand:
    """One order as a vector tells of it, and what became of it so far."""

    def __init__(self, given: Given, name: str = "O-1") -> None:
        """Place the order, and bring it to where the vector finds it.

        Raises:
            UnknownActError: It speaks of something that is not built.
        """
        self.asked: Given = given["order"]
        self.name = name
        # What became of an order that was to be merged into this one.
        self.other = ""
        self.advance: Given = given.get("advance", {})
        self.advances = list[Invoice]()
        self.shipments = 0
        self.price_impact = 0
        self.refunded = 0
        self.credited = 0
        self.invoices = list[Invoice]()
        self.received = list[ReturnReceipt]()
        self.totals: Totals = totals_of(self.basket())
        self.order: Order = _begun(self.priced())
        for line in self.asked["lines"]:
            self._bring(line)
        if self.asked.get("invoice") == "posted":
            every = [(line.id, line.quantity) for line in self.terms.lines]
            self._must(self.ship(every) or self.bill(every))
        if "paid" in self.asked:
            self._must(self.do(_paid(self.minor(self.asked["paid"]))))

    @property
    def terms(self) -> Terms:
        return self.order.terms

    @property
    def shown(self) -> ErpnextOrder:
        return erpnext_order(self.order, AT)

    @property
    def status(self) -> DisplayStatus:
        return display_status(self.order, AT)

    @property
    def surcharge(self) -> PlaceTotals:
        return self.totals.charges[-1]

    @property
    def promotions(self) -> int:
        return sum(adjustment_total(self.terms, each.id) for each in self.totals.adjustments)

    @property
    def unit_worth(self) -> int:
        (line,) = self.terms.lines
        return unit_share(line.total, line.quantity, 0, 1)

    @property
    def came_back(self) -> int:
        return sum(ledger.of(Bucket.RETURNED) for ledger in self.order.ledgers)

    @property
    def requested(self) -> int:
        return sum(ledger.of(Bucket.RETURN_REQUESTED) for ledger in self.order.ledgers)

    @property
    def received_good(self) -> int:
        return sum(line.restocked for receipt in self.received for line in receipt.lines)

    @property
    def received_bad(self) -> int:
        lines = [line for receipt in self.received for line in receipt.lines]
        return sum(line.quantity for line in lines if not line.restocked)

    def minor(self, amount: str) -> int:
        return Money.exactly(amount, self.terms.currency).minor

    # How the order is made.

    def basket(self) -> Basket:
        code = self.asked["currency"]
        exponent = self.asked.get("exponent", Currency.of(code).exponent)
        lines = [{"inclusive": False, **line} for line in self.asked["lines"]]
        plain = {"policy": {**_PLAIN, "exponent": exponent}, "exponent": exponent}
        return basket_of({**plain, **self.asked, "lines": lines})

    def priced(self) -> Terms:
        """Terms of the order as it is asked for by now, with the figures of its totals."""
        skus = {line["id"]: line.get("variant", line["id"]) for line in self.asked["lines"]}
        ahead = self.asked.get("invoice_on") != "fulfilment"
        terms = Terms(
            organisation=ACME,
            order=OrderId(self.name),
            channel=ChannelCode("shop"),
            number="1",
            customer=PartyId("C-1"),
            ordered_at=AT,
            currency=self.totals.basket.currency,
            billing=BillingBase.ORDERED if ahead else BillingBase.SHIPPED,
            lines=tuple(
                Line(
                    id=LineId(item.id),
                    sku=Sku(skus[item.id]),
                    quantity=item.quantity,
                    price=item.price,
                    unit=item.unit,
                    amount=0,
                )
                for item in self.totals.basket.items
            ),
        )
        return with_totals(terms, self.totals)

    def _bring(self, line: Given) -> None:
        """Bring a line to where the vector finds it."""
        for name in ("delivered", "fulfilled", "shipped"):
            if int(line.get(name, 0)):
                self._must(self.ship([(LineId(line["id"]), int(line[name]))]))

    # What is done to it.

    def _must(self, answer: Refused | None) -> None:
        if answer is not None:
            raise UnknownActError(*sorted(answer.codes))

    def do(self, *commands: Command) -> Refused | None:
        """Commands in turn; where one is refused, nothing of them all is done."""
        before = self.order
        for command in commands:
            shown = preview(self.order, command, ANN)
            if not shown.decision.accepted or shown.after is None:
                self.order = before
                return Refused(frozenset(found.code for found in shown.findings))
            self.price_impact = shown.price_impact
            self.order = shown.after
        return None

    def ship(self, pieces: Sequence[tuple[LineId, int]]) -> Refused | None:
        portions = portions_of(pieces)
        drafts = {claim.document for claim in self.order.claims}
        answer = self.do(Ship(portions, draft=min(drafts, default="")), Deliver(portions))
        self.shipments += answer is None
        return answer

    def bill(self, pieces: Sequence[tuple[LineId, int]]) -> Refused | None:
        number = DocumentNumber(f"I-{len(self.invoices) + 1}")
        invoice = invoice_shipment(
            [
                Billable(
                    line=line,
                    sku=self.line(line).sku,
                    ordered=self.line(line).quantity,
                    amount=self.line(line).total,
                    billed=self.order.billing(line).invoiced,
                    quantity=quantity,
                )
                for line, quantity in pieces
            ],
            key=DocumentKey(ACME, number),
            order=self.terms.key,
            customer=self.terms.customer,
            currency=self.terms.currency,
            at=AT,
            terms=PaymentTerms(30),
            zone="UTC",
        )
        billed = tuple(Billed(line, quantity) for line, quantity in pieces)
        answer = self.do(RecordInvoice(document=number, billed=billed, amount=invoice.total))
        if answer is None:
            self.invoices.append(invoice)
        return answer

    def line(self, name: LineId) -> Line:
        return self.terms.lines[self.terms.places[name]]


def _begun(terms: Terms) -> Order:
    order = fold(decide(None, PlaceOrder(terms), ANN).events)
    if order is None:
        raise UnknownActError(terms.order)
    return order


def portions_of(pieces: Sequence[tuple[LineId, int]]) -> tuple[Portion, ...]:
    return tuple(Portion(line, quantity) for line, quantity in pieces)


def back(amount: int) -> ReversePayment:
    """Money that is given back to whoever paid before there was a bill."""
    return ReversePayment(document=DocumentNumber(""), receipt=_RECEIPT, amount=amount)


def _paid(amount: int) -> ApplyPayment:
    return ApplyPayment(document=DocumentNumber(""), receipt=_RECEIPT, amount=amount)
