"""One day at the desk: check, approve, allocate, ship, bill. Every step is what the state asks for.

No step keeps a list of its own of what is done: it asks the store which orders are where, and so a
day that was broken off goes on with the orders that are left.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias, final

import attrs

from company import HOUSE, ZONE, Company, Deliveries, approver_of, chance, clerk_of, context
from orderkit.allocation.policies import FirstIn
from orderkit.invoicing import PaymentTerms
from orderkit.order import Advance, CastVote, Rejected, Void, content_digest
from orderkit.ports import OrderHeader, OrderQuery
from orderkit.process import allocate_order, invoice_order, receive_goods, ship_order
from orderkit.values import Choice, DocumentNumber, MoveName, OrderKey, RoleName, StageName

__all__ = ["WorkingDay"]

Tell: TypeAlias = Callable[[str, int, int], None]
References: TypeAlias = Callable[[DocumentNumber], tuple[str, ...]]

PAGE = 500


@final
@attrs.frozen
class WorkingDay:
    """The steps of one day.

    Attributes:
        tell: Told of each step, how many orders it dealt with, and how many more it is to.
        last: Whether no day comes after it: nothing is left for tomorrow.
    """

    company: Company
    seed: int
    day: date
    last: bool
    references: References
    tell: Tell

    def work(self, deliveries: Sequence[Deliveries]) -> None:
        """Take the orders of the day along the path, as far as stock and people let them go.

        Args:
            deliveries: Those that are due; what came in before is not taken in again.
        """
        self._check()
        self._approve()
        for delivery in deliveries:
            self._receive(delivery)
        self._allocate()
        self._ship_and_bill()

    def _check(self) -> None:
        desk, headers = self.company.desk, self._at("captured")
        self.tell("validate", 0, len(headers))
        for header in headers:
            key, at = header.order, self._after(header, 5, 60)
            clerk = clerk_of(self.seed, key.order)
            self.tell("validate", 1, 0)
            if self._refuses(key) and self._was_refused(key):
                # A run that was broken off between a manager's no and the clerk's answer to it.
                self._void(key, self._after(header, 91, 240))
                continue
            # Under a key the answer is kept, with what the rules note of an order they let pass.
            once = f"validate/{self.day}/{key.order}"
            desk.handle(key, Advance(MoveName("validate")), context(clerk, at, once))
        for header in self._at("validated"):
            key, at = header.order, self._after(header, 61, 90)
            clerk = clerk_of(self.seed, key.order)
            desk.handle(key, Advance(MoveName("submit")), context(clerk, at))

    def _approve(self) -> None:
        headers = [header for header in self._at("approval") if not self._left(header)]
        self.tell("approve", 0, len(headers))
        for header in headers:
            self._decide(header.order, self._after(header, 91, 240))
            self.tell("approve", 1, 0)

    def _left(self, header: OrderHeader) -> bool:
        """Whether the manager leaves an order of today for the next day."""
        tomorrow = chance(self.seed, "late", header.order.order) % 10 == 0
        return tomorrow and header.ordered_at.date() >= self.day and not self.last

    def _decide(self, key: OrderKey, at: datetime) -> None:
        desk = self.company.desk
        with desk.database.read() as work:
            order = work.orders.get(key)
        if order is None:
            return
        refused = self._refuses(key)
        vote = CastVote(
            choice=Choice.REJECT if refused else Choice.APPROVE,
            role=RoleName("approver"),
            digest=content_digest(order),
        )
        desk.handle(key, vote, context(approver_of(self.seed, key.order), at))
        if refused:
            self._void(key, at)

    def _refuses(self, key: OrderKey) -> bool:
        return chance(self.seed, "refuse", key.order) % 25 == 0

    def _was_refused(self, key: OrderKey) -> bool:
        with self.company.desk.database.read() as work:
            history = work.orders.history(key)
        return any(isinstance(recorded.event, Rejected) for recorded in history)

    def _void(self, key: OrderKey, at: datetime) -> None:
        clerk = context(clerk_of(self.seed, key.order), at)
        self.company.desk.handle(key, Void("refused by the manager"), clerk)

    def _receive(self, delivery: Deliveries) -> None:
        who = context("fay.stores", delivery.at)
        receive_goods(self.company.desk, delivery.name, delivery.goods, who, zone=ZONE)
        self.tell("receive", len(delivery.goods), 0)

    def _allocate(self) -> None:
        """Those that wait and those that are new, the oldest first."""
        headers = {header.order: header for header in self._query(with_waiting=True)}
        headers |= {header.order: header for header in self._at("approved")}
        wanting = [header for header in headers.values() if header.open_quantity]
        self.tell("allocate", 0, len(wanting))
        who = context("fay.stores", datetime.combine(self.day, time(22), UTC))
        for header in sorted(wanting, key=lambda each: (each.ordered_at, each.order)):
            allocate_order(self.company.desk, header.order, FirstIn(), who, zone=ZONE)
            self.tell("allocate", 1, 0)

    def _ship_and_bill(self) -> None:
        shipped, billed = time(22, 30), time(23)
        stages = ("approved", "fulfilling", "shipped")
        for stage in stages[:2]:
            for header in self._listed("ship", stage):
                who = context("gus.stores", datetime.combine(self.day, shipped, UTC))
                self._done("ship", ship_order(self.company.desk, header.order, who).shipment)
        for stage in stages:
            for header in self._listed("bill", stage):
                who = context("hal.books", datetime.combine(self.day, billed, UTC))
                outcome = invoice_order(
                    self.company.desk,
                    header.order,
                    who,
                    terms=PaymentTerms(30),
                    zone=ZONE,
                    references=self.references,
                )
                self._done("bill", outcome.invoice)

    def _listed(self, step: str, stage: str) -> list[OrderHeader]:
        headers = self._at(stage)
        self.tell(step, 0, len(headers))
        return headers

    def _done(self, step: str, made: object) -> None:
        """Tell of an order that was dealt with; one with nothing to do was none."""
        self.tell(step, int(made is not None), -int(made is None))

    def _after(self, header: OrderHeader, least: int, most: int) -> datetime:
        """So many minutes after the order came in, by seed."""
        minutes = least + chance(self.seed, "wait", least, header.order) % (most - least)
        at = header.ordered_at + timedelta(minutes=minutes)
        first = datetime.combine(self.day, time(0), UTC)
        return max(at, first + timedelta(minutes=minutes))

    def _at(self, stage: str) -> list[OrderHeader]:
        """All orders at a stage, read before any of them is moved."""
        return list(self._query(stage=StageName(stage)))

    def _query(
        self, *, stage: StageName | None = None, with_waiting: bool = False
    ) -> Iterator[OrderHeader]:
        after = ""
        while True:
            query = OrderQuery(
                organisation=HOUSE,
                stage=stage,
                with_waiting=with_waiting,
                after=after,
                limit=PAGE,
            )
            with self.company.desk.database.read() as work:
                page = work.orders.find(query)
            yield from page.headers
            after = page.after
            if not after:
                return
