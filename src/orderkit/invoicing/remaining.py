"""What is left of an invoice after its credits, and the line that brings a note to a sum.

Where a note comes to another sum than its pieces, such as less a fee, the difference is taxed as
the pieces are, in proportion, and never beyond what is left of a tax group of the invoice. A note
that takes all that is left of an invoice takes all that is left of its taxes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, final

import attrs

from orderkit.invoicing.line import DocumentLine
from orderkit.invoicing.model import CreditNote, Invoice
from orderkit.invoicing.shares import functional_of
from orderkit.order import FunctionalSums, TaxShare
from orderkit.values import Exact, LineId, RoundingMode, round_ratio, share_out

__all__ = ["Figures", "difference_line", "remaining"]

_Group: TypeAlias = tuple[str, Exact]

_NOTHING = (0, 0)


@final
@attrs.frozen(kw_only=True)
class Figures:
    """What lines come to, figure by figure, in minor units.

    Attributes:
        taxes: By code and rate, what the tax is worked out on, and the tax.
        functional: Gross and tax in the functional currency; None where it is not known.
    """

    gross: int
    taxes: Mapping[_Group, tuple[int, int]]
    functional: tuple[int, int] | None

    @classmethod
    def of(cls, lines: Iterable[DocumentLine], less: Iterable[DocumentLine] = ()) -> "Figures":
        """The figures of lines, less those of others."""
        added, taken = tuple(lines), tuple(less)
        signed = [(line, 1) for line in added] + [(line, -1) for line in taken]
        taxes = dict[_Group, tuple[int, int]]()
        for line, sign in signed:
            for tax in line.taxes:
                base, amount = taxes.get((tax.code, tax.rate), _NOTHING)
                taxes[tax.code, tax.rate] = base + sign * tax.net, amount + sign * tax.tax
        sums, off = functional_of(added), functional_of(taken) or FunctionalSums(net=0, tax=0)
        return cls(
            gross=sum([sign * line.amount for line, sign in signed]),
            taxes=taxes,
            functional=sums and (sums.gross - off.gross, sums.tax - off.tax),
        )

    @property
    def net(self) -> int:
        """The gross without taxes."""
        return self.gross - sum([tax for _, tax in self.taxes.values()])

    @property
    def owed(self) -> tuple[object, ...]:
        """What is paid: all but what taxes are worked out on, and taxes of nothing."""
        taxes = {key: tax for key, (_, tax) in self.taxes.items() if tax}
        return self.gross, taxes, self.functional

    def group(self, key: tuple[str, Exact | None]) -> tuple[int, int]:
        """What a tax is worked out on, and the tax; nothing of one that is not there."""
        code, rate = key
        return _NOTHING if rate is None else self.taxes.get((code, rate), _NOTHING)


def remaining(invoice: Invoice, notes: Iterable[CreditNote]) -> Figures:
    """What is left of an invoice after those of the notes that name it."""
    own = [line for note in notes if note.invoice == invoice.key.number for line in note.lines]
    return Figures.of(invoice.lines, own)


def difference_line(
    pieces: Sequence[DocumentLine],
    left: Figures,
    total: int,
    *,
    invoice: Invoice,
    line: LineId,
    description: str = "",
) -> DocumentLine | None:
    """The line that brings a note on pieces to a total, with its taxes; None where none is needed.

    Args:
        pieces: The lines of the note, of `credited_lines`.
        left: Of `remaining`: what no figure of the note passes.
        total: What the note is to come to, in minor units; within what is left.

    Laws:
        within: No tax group of the note passes what is left of the invoice's (I-65).
        all: A note of all that is left takes every figure that is left.
    """
    have = Figures.of(pieces)
    whole = Figures.of(invoice.lines)
    if total == have.gross and _fits(have, whole, left):
        # What is left beside the pieces, such as freight, stays where it is.
        return None
    wanted = _wanted(have, whole, left, total)
    taxes = list(_taxes_apart(wanted, have))
    if total == have.gross and not taxes:
        return None
    return DocumentLine(
        order=invoice.order.order,
        line=line,
        sku="",
        quantity=1,
        amount=total - have.gross,
        description=description,
        taxes=tuple(taxes),
        functional=_apart(wanted.functional, have.functional),
    )


def _wanted(have: Figures, whole: Figures, left: Figures, total: int) -> Figures:
    """What a note of a total is to come to, figure by figure."""
    if total != left.gross or have.owed == left.owed:
        return _at(have if have.gross or not total else left, whole, left, total)
    return left


def _fits(have: Figures, whole: Figures, left: Figures) -> bool:
    """Whether a note may have these figures, each by itself."""
    figures = [
        (figure, billed, most)
        for key, group in have.taxes.items()
        for figure, billed, most in zip(group, whole.group(key), left.group(key), strict=True)
    ]
    if have.functional and whole.functional and left.functional:
        figures += zip(have.functional, whole.functional, left.functional, strict=True)
    return all(within(figure, billed, most) == figure for figure, billed, most in figures)


def _taxes_apart(wanted: Figures, have: Figures) -> Iterator[TaxShare]:
    for key, (base, tax) in wanted.taxes.items():
        there, of_it = have.group(key)
        if (base, tax) != (there, of_it):
            yield TaxShare(code=key[0], rate=key[1], net=base - there, tax=tax - of_it)


def _apart(wanted: tuple[int, int] | None, have: tuple[int, int] | None) -> FunctionalSums | None:
    if wanted is None:
        return None
    gross, tax = (more - less for more, less in zip(wanted, have or _NOTHING, strict=True))
    return FunctionalSums(net=gross - tax, tax=tax)


def _at(have: Figures, whole: Figures, left: Figures, total: int) -> Figures:
    """The figures of a note of a total: in proportion to those it has, within what is left."""

    def scaled(figure: int, billed: int, most: int) -> int:
        return within(_scaled(figure, total, have.gross), billed, most)

    taxes = {
        key: (
            scaled(base, whole.group(key)[0], left.group(key)[0]),
            scaled(tax, whole.group(key)[1], left.group(key)[1]),
        )
        for key, (base, tax) in have.taxes.items()
    }
    beyond = total - sum([tax for _, tax in taxes.values()]) - left.net
    if beyond > 0:
        # More net than is left of it: taxes take what they have room for.
        room = [max(0, left.group(key)[1] - tax) for key, (_, tax) in taxes.items()]
        more = share_out(beyond, room, caps=room)
        taxes = {
            key: (base, tax + extra)
            for (key, (base, tax)), extra in zip(taxes.items(), more, strict=True)
        }
    functional = have.functional
    if functional is not None and left.functional is not None and whole.functional is not None:
        gross, tax = map(scaled, functional, whole.functional, left.functional)
        functional = gross, tax
    return Figures(gross=total, taxes=taxes, functional=functional)


def _scaled(figure: int, total: int, gross: int) -> int:
    if total == gross:
        # Of goods that are worth nothing, too: what is taxed of them may be something.
        return figure
    if not gross:
        return 0
    sign = 1 if gross > 0 else -1
    return round_ratio(sign * figure * total, sign * gross, RoundingMode.HALF_UP)


def within(figure: int, billed: int, left: int) -> int:
    """The nearest that a note may have of a figure: all credits are from nothing up to what was
    billed.
    """  # noqa: D205 - one sentence
    low, high = sorted((left, left - billed))
    return min(max(figure, low), high)
