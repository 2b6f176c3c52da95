"""Acts of several commands: all of one in one unit of work, and one for the key of its context."""

from collections.abc import Callable
from typing import Final, TypeAlias, TypeVar, final

import attrs

from orderkit.errors import ConflictError
from orderkit.ports import Answer, Made, Refusal, UnitOfWork
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.values import Context, Finding, OrderKey, block, digest_of

__all__ = ["UNKNOWN", "Done", "once"]

T = TypeVar("T")
Act: TypeAlias = Callable[[UnitOfWork], "Done"]


@final
@attrs.frozen(kw_only=True)
class Done:
    """What an act made, and what was said to it.

    Attributes:
        made: Documents, takes and shortages, in the order in which they came to be.
    """

    made: tuple[Made, ...] = ()
    findings: tuple[Finding, ...] = ()

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """What it made of one kind."""
        return tuple(each for each in self.made if isinstance(each, kind))

    def one(self, kind: type[T]) -> T | None:
        """What it made of a kind of which it makes one at most."""
        return next(iter(self.all(kind)), None)


# What is said of an order that is not there, or is another organisation's.
UNKNOWN: Final = Done(findings=(block("order.unknown", ""),))


def once(
    desk: OrderDesk,
    order: OrderKey | None,
    context: Context,
    act: Act,
    verb: str,
    *content: object,
) -> Done:
    """Do an act in one unit of work; where it is refused, all of it is undone.

    An act about an order is told why; one about the house has no order to tell it of, so the error
    goes on to the caller, and its key may be used again.

    Under a key, what it made and what was said to it is kept with it. A repeat with equal content
    is told the same again and does nothing.

    Args:
        order: The order that it is about; None if it is about the house.
        verb: The name of the act; a refusal is recorded under it.
        content: What was asked for: the arguments that the answer hangs on.

    Raises:
        ConflictError: The key was used for other content; nothing is written.
        RefusedError: A part of an act about the house was refused; nothing is written.
    """
    if order is not None and order.organisation != context.actor.organisation:
        return UNKNOWN
    digest = "" if context.key is None else digest_of(order, verb, *content)
    try:
        with desk.database.write() as work:
            return _known(work, context, digest) or _keep(work, order, context, digest, act(work))
    except RefusedError as error:
        if order is None or not error.findings:
            raise
        refused = Done(findings=error.findings)
    with desk.database.write() as work:
        # Somebody may have asked the same in between.
        return _known(work, context, digest) or _refuse(
            work, order, context, verb, _keep(work, order, context, digest, refused)
        )


def _known(work: UnitOfWork, context: Context, digest: str) -> Done | None:
    if context.key is None:
        return None
    answer = work.keys.find(context.actor.organisation, context.actor.id, context.key)
    if answer is None:
        return None
    if answer.digest != digest:
        raise ConflictError(subject=context.key, why="key_reused")
    return Done(made=answer.made, findings=answer.findings)


def _keep(
    work: UnitOfWork, order: OrderKey | None, context: Context, digest: str, done: Done
) -> Done:
    if context.key is not None:
        answer = Answer(digest=digest, order=order, made=done.made, findings=done.findings)
        work.keys.add(context.actor.organisation, context.actor.id, context.key, answer)
    return done


def _refuse(work: UnitOfWork, order: OrderKey, context: Context, verb: str, done: Done) -> Done:
    """Record that an act was refused; the records of its parts were undone with them."""
    codes = tuple(dict.fromkeys(found.code for found in done.findings))
    by = context.actor.id
    work.orders.refuse(Refusal(order=order, at=context.at, by=by, command=verb, codes=codes))
    return done
