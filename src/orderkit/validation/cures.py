"""Cures: the smallest change that clears a finding, as a value that can be shown and be made.

What an amendment can do is an amendment's own change, so that a host may pass it to `Amend.on` as
it stands. The rest is for people: to pay, to fill in, to ask somebody.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.order import (
    Adjustment,
    AdjustmentKind,
    AmendmentChange,
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    Line,
    RemoveLine,
    Terms,
)
from orderkit.order.line import refuse_other_kinds
from orderkit.values import (
    Currency,
    Finding,
    LineId,
    Money,
    Waiver,
    digest_of,
    extend,
    field_check,
    inert,
    note,
)

__all__ = [
    "AddAmount",
    "AskWaiver",
    "Correct",
    "Cure",
    "FillIn",
    "PayFirst",
    "cure_told",
    "cured",
    "line_of",
]


@cache
def _wrong_in(kind: type[attrs.AttrsInstance]) -> Callable[[object], tuple[str, str] | None]:
    return field_check(kind)


def _hold_kinds(cure: attrs.AttrsInstance) -> None:
    """Refuse what a cure cannot hold."""
    kind = type(cure)
    refuse_other_kinds(_wrong_in(kind)(cure), kind.__name__)


@final
@attrs.frozen
class AddAmount:
    """The order is to come to so much more; below zero, to so much less."""

    amount: Money

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class PayFirst:
    """Whoever pays for the order is to pay so much of what they owe."""

    amount: Money

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class FillIn:
    """Something is to stand at this path, where nothing does; what, only people know."""

    path: str = attrs.field(converter=inert)


@final
@attrs.frozen
class Correct:
    """What stands at this path is to be this, and no change of an amendment brings it about."""

    path: str = attrs.field(converter=inert)
    to: str | Money

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class AskWaiver:
    """Nothing but a person's word clears it: a `Waiver` of this finding with this evidence."""

    code: str
    path: str = attrs.field(converter=inert)
    evidence: str

    __attrs_post_init__ = _hold_kinds

    @classmethod
    def of(cls, finding: Finding) -> "AskWaiver":
        """Ask for the word that would let this finding pass."""
        return cls(finding.code, finding.path, digest_of(finding.evidence))

    def answered(self, waiver: Waiver) -> bool:
        """Whether a waiver is the one that is asked for; whether it counts, its moment says."""
        asked = self.code, self.path, self.evidence
        return (waiver.code, waiver.path, waiver.evidence) == asked


Cure: TypeAlias = AmendmentChange | AddAmount | PayFirst | FillIn | Correct | AskWaiver


def line_of(terms: Terms, finding: Finding) -> Line | None:
    """The line of the terms that a finding points at; None where it points elsewhere."""
    root, _, rest = finding.path.partition("/")
    if root != "lines":
        return None
    name = LineId(rest.rpartition("/")[0] or rest)
    place = terms.places.get(name)
    return terms.lines[place] if place is not None and place < len(terms.lines) else None


def cured(terms: Terms, cure: Cure) -> Terms | None:
    """The terms with a cure applied, as rules see them; None where it cannot be applied to terms.

    It shows what a cure comes to. To change an order, pass the change to an amendment, which
    prices anew and is decided like any other command.
    """
    try:
        match cure:
            case AddAmount(amount=amount):
                return _with_amount(terms, amount)
            case ChangeQuantity(line=name, quantity=quantity):
                return _with_line(terms, name, quantity=quantity)
            case ChangePrice(line=name, price=price):
                return _with_line(terms, name, price=price, stamp=None)
            case ChangeDate(line=name, requested=day):
                return _with_line(terms, name, requested=day)
            case RemoveLine(line=name):
                left = tuple(line for line in terms.lines if line.id != name)
                return attrs.evolve(terms, lines=left, functional=None)
            case Correct(path="currency", to=str(code)):
                return attrs.evolve(terms, currency=Currency.of(code), functional=None)
            case Correct(to=Money() as amount):
                return _with_figure(terms, cure, amount)
            case _:
                return None
    except InvalidValueError:
        # Such as a line that is a part of the one that goes.
        return None


def cure_told(cure: Cure) -> Finding:
    """A cure as a note that `say` has a sentence for."""
    match cure:
        case ChangeQuantity(line=name, quantity=quantity):
            return note("cure.quantity", f"lines/{name}/quantity", line=name, quantity=quantity)
        case ChangePrice(line=name, price=price):
            return note("cure.price", f"lines/{name}/price", line=name, price=price)
        case ChangeDate(line=name, requested=day):
            wait = "-" if day is None else day
            return note("cure.date", f"lines/{name}/requested", line=name, day=wait)
        case RemoveLine(line=name):
            return note("cure.remove", f"lines/{name}", line=name)
        case AddAmount(amount=amount) if amount.minor < 0:
            return note("cure.less", "total", amount=-amount)
        case AddAmount(amount=amount):
            return note("cure.more", "total", amount=amount)
        case PayFirst(amount=amount):
            return note("cure.pay", "bill_to", amount=amount)
        case FillIn(path=path):
            return note("cure.fill_in", path, field=path)
        case Correct(path=path, to=to):
            return note("cure.correct", path, field=path, to=to)
        case AskWaiver(code=code, path=path):
            return note("cure.waiver", path, rule=code)
        case _:
            return note("cure.change", "", change=type(cure).__name__)


def _with_line(terms: Terms, name: LineId, **fields: object) -> Terms | None:
    place = terms.places.get(name)
    if place is None or place >= len(terms.lines):
        return None
    # The fields are those of the changes, which hold their kinds.
    line: Line = attrs.evolve(terms.lines[place], **fields)  # type: ignore[arg-type]
    if fields.keys() & {"quantity", "price"}:
        due = extend(line.price, line.quantity, line.unit, terms.currency, terms.rounding)
        line = attrs.evolve(line, amount=due.minor)
    lines = (*terms.lines[:place], line, *terms.lines[place + 1 :])
    return attrs.evolve(terms, lines=lines, functional=None)


def _with_amount(terms: Terms, amount: Money) -> Terms | None:
    if amount.currency != terms.currency:
        return None
    kind = AdjustmentKind.CHARGE if amount.minor >= 0 else AdjustmentKind.DISCOUNT
    name = LineId(f"cure/{len(terms.places)}")
    more = Adjustment(id=name, code="cure", kind=kind, amount=amount.minor)
    return attrs.evolve(terms, adjustments=(*terms.adjustments, more), functional=None)


def _with_figure(terms: Terms, cure: Correct, amount: Money) -> Terms | None:
    root, _, rest = cure.path.partition("/")
    name, _, field = rest.rpartition("/")
    if (root, field) != ("lines", "amount") or amount.currency != terms.currency:
        return None
    return _with_line(terms, LineId(name), amount=amount.minor)
