"""What a contract suite raises when a policy breaks a law.

Suites raise and never assert: pytest rewrites asserts in test modules only, and `python -O` drops
all others.
"""

from collections.abc import Callable
from typing import TypeVar

from orderkit.errors import ConflictError
from orderkit.ports import Database, UnitOfWork

__all__ = ["LawBroken", "conflicts", "keeps", "without_raising"]

T = TypeVar("T")


class LawBroken(AssertionError):  # noqa: N818 - reads as what happened, and pytest shows it so
    """A policy under test broke a law of its protocol.

    Attributes:
        law: Its name, as the protocol's docstring lists it.
    """

    def __init__(self, law: str) -> None:
        """Name the law."""
        super().__init__(law)
        self.law = law


def keeps(law: str, *, kept: bool) -> None:
    """Hold a policy to a law.

    Raises:
        LawBroken: It was not kept.
    """
    if not kept:
        raise LawBroken(law)


def without_raising(law: str, call: Callable[[], T]) -> T:
    """What a call gives that a law forbids to raise.

    Raises:
        LawBroken: It raised; the cause is chained.
    """
    try:
        return call()
    except Exception as error:
        raise LawBroken(law) from error


def conflicts(database: Database, why: str, act: Callable[[UnitOfWork], None]) -> None:
    """Hold a unit of work to end in a `ConflictError` of this kind."""
    said = ""
    try:
        with database.write() as work:
            act(work)
    except ConflictError as error:
        said = error.why
    keeps(f"{why} is told", kept=said == why)
