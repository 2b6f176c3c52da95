"""The desk: takes commands to orders, in one unit of work each, and gives the same answer twice.

    desk = OrderDesk(database, OrderPath(gates=(ValidationGate(rules), FlowGate(flow))))
    decision = desk.handle(OrderKey(organisation, order), Cancel(portions), context)

A decision that is accepted is saved with its events, effects and key, or not at all; one that is
refused leaves only its answer under its key and a refusal record.
"""

from functools import partial
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import ConflictError
from orderkit.order import (
    Command,
    Decision,
    Gate,
    Order,
    PlaceOrder,
    Preview,
    decide_safe,
    fold,
    in_force,
    preview,
    unsafe_texts,
)
from orderkit.ports import Answer, Database, Recorded, Refusal, UnitOfWork
from orderkit.process.answered import answered_again, command_digest
from orderkit.process.asking import asked_about, refuse_reentry
from orderkit.process.binding import let_go
from orderkit.process.coupons import count_coupons
from orderkit.process.judging import judged
from orderkit.process.path import OrderPath
from orderkit.values import (
    Context,
    Facts,
    Finding,
    OrderKey,
    block,
    replacer,
    stands,
)

__all__ = ["OrderDesk", "RefusedError"]


@attrs.frozen(kw_only=True)
class RefusedError(ConflictError):
    """A part of a larger act was refused, so all of it was rolled back.

    Attributes:
        why: The codes of what stood against it.
        findings: What the desk answered; empty where something else refused.
    """

    code: ClassVar[str] = "desk.refused"

    findings: tuple[Finding, ...] = ()


@final
@attrs.frozen
class OrderDesk:
    """Answers commands on stored orders.

    Laws:
        all or none: Snapshot, events, effects, key and refusal of a command are saved together.
        same key, same answer: A repeated key with equal content gives the first decision again
            and writes nothing; with other content it raises and writes nothing.
        one winner: Of two commands that meet one version of an order, the second sees the first.
        no foreign hand: An actor of another organisation is told that there is no such order.
        stock in step: Pieces that are released or cancelled give what was reserved for them free,
            in the same unit of work.
        documented: What the path calls documented is refused where it comes alone.
        both sides: One side of a split or a merge is refused where it comes alone.
    """

    database: Database
    path: OrderPath

    def handle(self, key: OrderKey, command: Command, context: Context) -> Decision:
        """Decide a command and save what it does.

        Raises:
            ConflictError: The idempotency key was used for other content, or somebody else wrote
                at the same time; nothing is written, and `busy` is worth another try.
            PolicyContractError: A gate broke its laws; nothing is written.
            PortError: The database failed; nothing is written.
            ReentryError: A gate or a rule called it while it was asked; nothing is written.
        """
        refuse_reentry("handle")
        with self.database.write() as work:
            return self._answer(work, key, command, context, self.path.gates_saved_alone(command))

    def handle_in(
        self, work: UnitOfWork, key: OrderKey, command: Command, context: Context
    ) -> Decision:
        """Decide a command within a larger unit of work, whose commit saves it."""
        refuse_reentry("handle_in")
        return self._answer(work, key, command, context, self.path.gates)

    def _answer(
        self,
        work: UnitOfWork,
        key: OrderKey,
        command: Command,
        context: Context,
        gates: tuple[Gate, ...],
    ) -> Decision:
        actor = context.actor
        # What no store can hold reaches none, as subject of a fact, record or digest.
        refused = _closed(key, command, context) or unsafe_texts(command)
        if refused:
            return Decision(findings=refused)
        digest = ""
        if context.key is not None:
            digest = command_digest(key, command)
            known = work.keys.find(key.organisation, actor.id, context.key)
            if known is not None:
                return answered_again(work, context.key, known, digest)
        order = work.orders.get(key)
        ask = partial(self._decided, work, key, order, command, context, gates)
        informed, decision = asked_about(key, ask)
        after = self._save(work, key, order, command, informed, decision)
        if context.key is not None:
            was = 0 if order is None else order.version
            answer = Answer(
                digest=digest, order=key, since=was, until=after, findings=decision.findings
            )
            work.keys.add(key.organisation, actor.id, context.key, answer)
        return decision

    def handle_part(
        self, work: UnitOfWork, key: OrderKey, command: Command, context: Context
    ) -> Decision:
        """Decide a command that a larger act consists of; the act's key is not its own.

        Under one key only the first of several commands could be answered, and an answer that is
        given again would let the rest of the act be done twice.
        """
        whole = context if context.key is None else attrs.evolve(context, key=None)
        return self.handle_in(work, key, command, whole)

    def ask(self, work: UnitOfWork, key: OrderKey, command: Command, context: Context) -> Decision:
        """What the desk would decide within a unit of work; nothing is saved."""
        refuse_reentry("ask")
        refused = _closed(key, command, context) or unsafe_texts(command)
        if refused:
            return Decision(findings=refused)
        order = work.orders.get(key)
        ask = partial(self._decided, work, key, order, command, context, self.path.gates)
        return asked_about(key, ask)[1]

    def carry_out(
        self, work: UnitOfWork, key: OrderKey, command: Command, context: Context
    ) -> Decision:
        """Decide a command that belongs to a larger act, which cannot be done without it.

        Raises:
            RefusedError: It is refused; the whole unit of work is to be rolled back.
        """
        decision = self.handle_part(work, key, command, context)
        if not decision.accepted:
            codes = ", ".join(found.code for found in decision.findings)
            raise RefusedError(subject=str(key), why=codes, findings=decision.findings)
        return decision

    def order(self, key: OrderKey, context: Context) -> Order | None:
        """The order as saved last; None if there is none, or none of the actor's organisation."""
        refuse_reentry("order")
        with self.database.read() as work:
            return self.order_in(work, key, context)

    def order_in(self, work: UnitOfWork, key: OrderKey, context: Context) -> Order | None:
        """The order as it is within a unit of work; None where `order` gives it."""
        return work.orders.get(key) if _is_home(key, context) else None

    def history(self, key: OrderKey, context: Context) -> tuple[Recorded, ...]:
        """Every event of an order, in version order; empty where `order` gives None."""
        refuse_reentry("history")
        with self.database.read() as work:
            return work.orders.history(key) if _is_home(key, context) else ()

    def preview(self, key: OrderKey, command: Command, context: Context) -> Preview:
        """What `handle` would do, with nothing saved; or one side of a split or a merge."""
        refuse_reentry("preview")
        with self.database.read() as work:
            closed = _closed(key, command, context)
            if closed:
                refused = Decision(findings=closed)
                return Preview(decision=refused, after=None, changes=(), price_impact=0)
            order = work.orders.get(key)
            return asked_about(key, partial(self._shown, work, key, order, command, context))

    def why_not(self, key: OrderKey, command: Command, context: Context) -> tuple[Finding, ...]:
        """Everything that stands against a command now; empty exactly if it would be accepted."""
        shown = self.preview(key, command, context)
        if shown.decision.accepted:
            return ()
        waivers = in_force(shown.after, context, command)
        return stands(shown.findings, waivers, at=context.at) or shown.findings

    def _decided(
        self,
        work: UnitOfWork,
        key: OrderKey,
        order: Order | None,
        command: Command,
        context: Context,
        gates: tuple[Gate, ...],
    ) -> tuple[Context, Decision]:
        informed = self._informed(work, order, command, context, key)
        return informed, decide_safe(order, command, informed, gates)

    def _shown(
        self,
        work: UnitOfWork,
        key: OrderKey,
        order: Order | None,
        command: Command,
        context: Context,
    ) -> Preview:
        told = (
            context if unsafe_texts(command) else self._informed(work, order, command, context, key)
        )
        shown = preview(order, command, told, self.path.gates_alone(command))
        return judged(work, self.path, order, shown, context)

    def _informed(
        self,
        work: UnitOfWork,
        order: Order | None,
        command: Command,
        context: Context,
        key: OrderKey,
    ) -> Context:
        keys = self.path.declared(order, command)
        if not keys:
            return context
        facts = Facts(self.path.read(work, key.organisation, keys))
        return _with_facts(context, facts=facts)

    def _save(
        self,
        work: UnitOfWork,
        key: OrderKey,
        order: Order | None,
        command: Command,
        context: Context,
        decision: Decision,
    ) -> int:
        """Save what was decided; gives the version that the order has after it."""
        was = 0 if order is None else order.version
        if not decision.events:
            if stands(decision.findings, in_force(order, context, command), at=context.at):
                codes = tuple(dict.fromkeys(found.code for found in decision.findings))
                name = type(command).__name__
                work.orders.refuse(
                    Refusal(
                        order=key, at=context.at, by=context.actor.id, command=name, codes=codes
                    )
                )
            return was
        after = fold(decision.events, onto=order)
        if after is None:  # pragma: no cover - a fold of events is an order
            return was
        stored = [
            pair for pair in context.facts.versions() if pair[0].kind not in self.path.sources
        ]
        if stored:
            # Two orders of 60 would both pass a limit of 100 otherwise, on a weaker database.
            work.subjects.verify(key.organisation, stored)
        work.orders.save(after, decision.events, expected=was)
        let_go(work, after, decision.events)
        count_coupons(work, order, after)
        if decision.effects:
            work.outbox.add(decision.effects)
        return after.version


_with_facts: Final = replacer(Context)


def _is_home(key: OrderKey, context: Context) -> bool:
    return context.actor.organisation == key.organisation


def _closed(key: OrderKey, command: Command, context: Context) -> tuple[Finding, ...]:
    """Why a command does not even reach the order of its key."""
    if not _is_home(key, context):
        return (block("order.unknown", ""),)
    if isinstance(command, PlaceOrder) and command.terms.key != key:
        return (block("order.mismatch", "terms", other=str(command.terms.key)),)
    return ()
