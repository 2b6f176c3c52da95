"""The base of every error the library raises, and its six families.

A bad *program* raises; a bad *order* never does: a business "no" is a finding. Whoever catches
one of these has a bug to mend or a port to repair, not a customer to answer. Rooms add leaf
errors beside the code that raises them.
"""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

import attrs

__all__ = [
    "ConflictError",
    "ForbiddenMoveError",
    "InvalidValueError",
    "OrderkitError",
    "PolicyContractError",
    "PortError",
    "UnreadableDataError",
]


@attrs.frozen(kw_only=True)
class OrderkitError(Exception):
    """Root of all errors of the library; never raised itself.

    A subclass declares its parameters as typed fields, so that a host reads `error.lot`
    instead of parsing a sentence.

    Attributes:
        code: Stable, unique, dotted; a key for message catalogues and for support.
        template: The English sentence, with the fields in braces.
    """

    code: ClassVar[str] = "orderkit"
    template: ClassVar[str] = "orderkit failed"

    @property
    def params(self) -> dict[str, object]:
        """The typed fields by name, as a catalogue fills them into its own sentence."""
        return attrs.asdict(self, recurse=False)

    def __str__(self) -> str:
        """The English sentence, with the code in front."""
        text = self.template
        for name, value in self.params.items():
            text = text.replace("{" + name + "}", str(value))
        return f"[{self.code}] {text}"

    def __reduce__(self) -> tuple[Callable[[], "OrderkitError"], tuple[()]]:
        """Pickle by fields: errors cross process pools, and Exception knows no keywords."""
        return partial(type(self), **self.params), ()


@attrs.frozen(kw_only=True)
class InvalidValueError(OrderkitError, ValueError):
    """A value that cannot exist was asked for."""

    code: ClassVar[str] = "value.invalid"
    template: ClassVar[str] = "this value cannot exist"


@attrs.frozen(kw_only=True)
class ForbiddenMoveError(OrderkitError):
    """A program tried what no order may do, such as replaying an event that cannot follow.

    Attributes:
        subject: What was to move, as its identity reads.
        move: The event or bucket move that was tried.
    """

    code: ClassVar[str] = "move.forbidden"
    template: ClassVar[str] = "{subject} cannot take {move}"

    subject: str
    move: str


@attrs.frozen(kw_only=True)
class UnreadableDataError(OrderkitError):
    """Bytes from outside that cannot be read, or are made to do harm; none of them was kept.

    Attributes:
        source: The file or record, as the caller named it.
        why: What is wrong, and at which offset, row or field.
    """

    code: ClassVar[str] = "data.unreadable"
    template: ClassVar[str] = "cannot read {source}: {why}"

    source: str
    why: str


@attrs.frozen(kw_only=True)
class ConflictError(OrderkitError):
    """Somebody else was first: a stale version, a key used for other content, a busy row.

    Attributes:
        subject: What was contended, as its identity reads.
        why: `stale`, `key_reused` or `busy`; only the last is worth the same call again.
    """

    code: ClassVar[str] = "conflict"
    template: ClassVar[str] = "{subject}: {why}"

    subject: str
    why: str


@attrs.frozen(kw_only=True)
class PolicyContractError(OrderkitError):
    """A host's policy broke a law of its protocol; its answer was thrown away.

    Attributes:
        policy: The class name of the policy.
        law: The law's name as the protocol's docstring lists it.
        proof: The smallest fact that shows the breach.
    """

    code: ClassVar[str] = "policy.contract"
    template: ClassVar[str] = "{policy} broke the law {law}: {proof}"

    policy: str
    law: str
    proof: str


@attrs.frozen(kw_only=True)
class PortError(OrderkitError):
    """A port of the host failed; the cause is chained.

    Attributes:
        port: The protocol's name, such as `OrderStore`.
        operation: The method that was called.
    """

    code: ClassVar[str] = "port.failed"
    template: ClassVar[str] = "{port}.{operation} failed"

    port: str
    operation: str
