"""Sketches: what of an order tells whether it came before, and how much two may differ."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import (
    MOST,
    ChannelCode,
    Finding,
    PartyId,
    Severity,
    Sku,
    field_check,
    note,
    shown,
    utc,
)

__all__ = [
    "Duplicate",
    "DuplicateKind",
    "DuplicatePolicy",
    "InvalidDuplicateError",
    "OrderSketch",
]

_Pieces: TypeAlias = tuple[tuple[Sku, int], ...]
_DAY: Final = timedelta(days=1)
_MOST_DAYS: Final = 366
_MOST_COMPARED: Final = 1000


@attrs.frozen(kw_only=True)
class InvalidDuplicateError(InvalidValueError):
    """A sketch of an order, or a way to compare two, that cannot be."""

    code: ClassVar[str] = "duplicate.invalid"
    template: ClassVar[str] = "{path}: it cannot be {value}"

    path: str
    value: str


def _refuse(path: str, value: object) -> InvalidDuplicateError:
    return InvalidDuplicateError(path=path, value=shown(repr(value)))


def _added_up(pieces: Mapping[Sku, int] | Iterable[tuple[Sku, int]]) -> _Pieces:
    """By sku, in its order; pieces of one sku on several lines are added up."""
    found = dict[Sku, int]()
    items = pieces.items() if isinstance(pieces, Mapping) else pieces
    for pair in items:
        if type(pair) is not tuple or [type(part) for part in pair] != [str, int] or pair[1] < 0:
            raise _refuse("sketch/pieces", pair)
        found[pair[0]] = found.get(pair[0], 0) + pair[1]
    return tuple(sorted(found.items()))


@final
@attrs.frozen(kw_only=True)
class OrderSketch:
    """What of an order is compared.

    Attributes:
        number: The channel's own.
        customer: Empty where nobody is named; such an order resembles none.
        pieces: Ordered pieces by sku; those of one sku on several lines are added up.
    """

    channel: ChannelCode
    number: str
    customer: PartyId
    ordered_at: datetime = attrs.field(converter=utc)
    pieces: _Pieces = attrs.field(converter=_added_up)

    def __attrs_post_init__(self) -> None:
        """Refuse what no sketch holds."""
        wrong = _WRONG_IN_SKETCH(self)
        if wrong is not None:
            raise _refuse(f"sketch/{wrong[0]}", wrong[1])

    @property
    def total(self) -> int:
        """All its pieces."""
        return sum(count for _, count in self.pieces)


_WRONG_IN_SKETCH: Final = field_check(OrderSketch)


@final
@attrs.frozen(kw_only=True)
class DuplicatePolicy:
    """When two orders of one customer are likely the same, sent twice.

    The score is the weighted mean of three shares between 0 and 1: of the skus of both, those
    that both have; of the pieces of both, those that both have; and how near they are in time,
    1 at the same moment and 0 at the end of the window.

    Attributes:
        days: The window; orders farther apart are not compared.
        least: The score from which a pair is told.
        skus: The weight of shared skus.
        pieces: The weight of shared pieces.
        nearness: The weight of time.
        compared: Earlier orders at most that each order is compared with, for each of its skus;
            the latest of them. Keeps the cost in proportion to the lines.
        told: Pairs at most that are told of each order, the highest scores first.
    """

    days: int = 3
    least: Fraction = Fraction(4, 5)
    skus: int = 1
    pieces: int = 2
    nearness: int = 1
    compared: int = 20
    told: int = 3

    def __attrs_post_init__(self) -> None:
        """Refuse what compares nothing, or everything with everything."""
        wrong = _WRONG_IN_POLICY(self)
        if wrong is not None:
            raise _refuse(f"policy/{wrong[0]}", wrong[1])
        bounds = (
            ("days", 1, _MOST_DAYS),
            ("least", 0, 1),
            ("skus", 0, MOST),
            ("pieces", 0, MOST),
            ("nearness", 0, MOST),
            ("compared", 1, _MOST_COMPARED),
            ("told", 1, _MOST_COMPARED),
        )
        for name, least, most in bounds:
            if not least <= getattr(self, name) <= most:
                raise _refuse(f"policy/{name}", getattr(self, name))
        if not self.skus + self.pieces + self.nearness:
            raise _refuse("policy/skus", 0)

    @property
    def window(self) -> timedelta:
        """The days as a span."""
        return self.days * _DAY


_WRONG_IN_POLICY: Final = field_check(DuplicatePolicy)


@final
class DuplicateKind(StrEnum):
    """How sure it is."""

    EXACT = "exact"  # the same number in the same channel
    LIKELY = "likely"  # another number or channel, and nearly the same order


@final
@attrs.frozen(kw_only=True)
class Duplicate:
    """Two orders that are one, or likely are; and what that rests on.

    Attributes:
        later: The one that came after the other.
        score: 1 exactly for one number in one channel.
        shared: Skus that both have.
        skus: Skus that either has.
        same: Pieces that both have.
        pieces: Pieces that either has.
        apart: How long after the earlier one the later one came.
    """

    kind: DuplicateKind
    earlier: OrderSketch
    later: OrderSketch
    score: Fraction
    shared: tuple[Sku, ...]
    skus: int
    same: int
    pieces: int
    apart: timedelta

    def __attrs_post_init__(self) -> None:
        """Refuse what no pair holds."""
        wrong = _WRONG_IN_DUPLICATE(self)
        if wrong is not None:
            raise _refuse(f"duplicate/{wrong[0]}", wrong[1])

    def finding(self, severity: Severity) -> Finding:
        """`order.duplicate` or `order.likely_duplicate`, with the other order and the evidence."""
        number, first = self.later.number, f"{self.earlier.channel} {self.earlier.number}"
        if self.kind is DuplicateKind.EXACT:
            found = note("order.duplicate", "number", number=number, first=first)
        else:
            found = note(
                "order.likely_duplicate",
                "number",
                number=number,
                first=first,
                score=f"{self.score.numerator}/{self.score.denominator}",
                shared=len(self.shared),
                skus=self.skus,
                same=self.same,
                pieces=self.pieces,
                days=self.apart.days,
            )
        return attrs.evolve(found, severity=severity)


_WRONG_IN_DUPLICATE: Final = field_check(Duplicate)
