"""Sections on rows and money: partitions, identities, causes, receipts, invariants."""

from collections.abc import Iterator, Sequence
from typing import Final

from orderkit.adapters.report.data import (
    CauseGroup,
    Check,
    Identity,
    Partition,
    Reconciliation,
    Share,
    Term,
    Trouble,
)
from orderkit.adapters.report.page import (
    Block,
    Cell,
    Equation,
    Operand,
    Paragraph,
    Section,
    Table,
    Tile,
    Tiles,
    Titled,
    Under,
)
from orderkit.adapters.report.voice import Voice
from orderkit.insight import Cause
from orderkit.values import Currency

__all__ = ["causes", "checks", "identities", "partitions", "reconciliation"]

_MOST: Final = 10


def partitions(found: Sequence[Partition], say: Voice) -> Section:
    """Wholes and their parts, with counts and amounts, and whether they add up."""
    return Section(say["partitions"], tuple(_partition(each, say) for each in found))


def _partition(whole: Partition, say: Voice) -> Titled:
    shares = (*whole.parts, whole.whole)
    most = max(map(_size, whole.parts), default=0)
    columns: list[tuple[str, list[Cell]]] = [
        (say["name"], [share.name for share in shares]),
        ("", [*(say.gauge(_bar(part), most) for part in whole.parts), ""]),
    ]
    of = whole.whole.count
    if of is not None:
        columns += [
            (say["count"], [_count(share, say) for share in shares]),
            (say["share"], [say.percent(share.count or 0, of) for share in shares]),
        ]
    if whole.whole.amount is not None:
        columns.append((say["amount"], [_amount(share, say) for share in shares]))
    table = Table(
        heads=tuple(head for head, _ in columns),
        rows=tuple(zip(*(cells for _, cells in columns), strict=True)),
        numbers=frozenset(range(2, len(columns))),
        total=True,
    )
    text = (Paragraph(whole.text),) if whole.text else ()
    sentence = say["adds_up" if whole.adds_up else "not_adding_up"]
    return Titled(whole.name, (*text, table, Paragraph(sentence, whole.adds_up)))


def _size(share: Share) -> int:
    """What its bar is as long as: the count, or else the amount, whatever its sign."""
    return abs(share.amount.minor if share.count is None and share.amount else share.count or 0)


def _bar(share: Share) -> tuple[int, ...]:
    """In another colour where it takes away."""
    negative = share.count is None and share.amount is not None and share.amount.minor < 0
    return (0, 0, _size(share)) if negative else (_size(share),)


def _count(share: Share, say: Voice) -> str:
    return "" if share.count is None else say.number(share.count)


def _amount(share: Share, say: Voice) -> str:
    amount = share.amount
    return "" if amount is None else say.money(amount.minor, amount.currency)


def identities(found: Sequence[Identity], say: Voice) -> Section:
    """Sums that must be equal."""
    sums = [_identity(each, say) for each in found]
    return Section(say["identities"], (Paragraph(say["identities_text"]), *sums))


def _identity(identity: Identity, say: Voice) -> Equation:
    def operands(terms: Sequence[Term], before: str) -> Iterator[Operand]:
        for place, term in enumerate(terms):
            sign = before if place == 0 else ""
            # Two signs in a row, as of a sum of discounts, are no arithmetic that people read.
            minus = term.minus is not (term.amount.minor < 0)
            sign += "−" if minus else "+" if place else ""
            amount = say.money(abs(term.amount.minor), term.amount.currency)
            yield Operand(sign, term.name, amount)

    left, right = identity.totals
    shown = [say.money(side.minor, side.currency) for side in (left, right)]
    return Equation(
        operands=(*operands(identity.left, ""), *operands(identity.right, "=")),
        holds=identity.holds,
        verdict=f"{shown[0]} = {shown[1]}" if identity.holds else f"{shown[0]} ≠ {shown[1]}",
    )


def causes(groups: Sequence[CauseGroup], currency: Currency, say: Voice) -> Section:
    """What stopped orders, rows and pieces, each kind by frequency."""
    blocks = [_causes(group, currency, say) for group in groups]
    return Section(say["causes"], (Paragraph(say["causes_text"]), *blocks))


def _causes(group: CauseGroup, currency: Currency, say: Voice) -> Titled:
    total = group.causes[-1].cumulated if group.causes else 0
    most = group.causes[0].count if group.causes else 0

    def row(cause: Cause) -> tuple[Cell, ...]:
        sentence = say.cause(cause.code)
        return (
            Under(sentence, cause.code) if sentence else cause.code,
            say.gauge((cause.count,), most),
            say.number(cause.count),
            say.money(cause.amount, currency) if cause.amount else "",
            say.percent(cause.cumulated, total),
        )

    shown = group.causes[:_MOST]
    table: Block = Table(
        heads=(group.what or say["what"], "", say["cases"], say["amount"], say["cumulated"]),
        rows=tuple(map(row, shown)),
        numbers=frozenset({2, 3, 4}),
    )
    text = (Paragraph(group.text),) if group.text else ()
    more = len(group.causes) - len(shown)
    rest = (Paragraph(say.filled("more", count=say.number(more))),) if more else ()
    return Titled(group.name, (*text, table if shown else Paragraph(say["none"]), *rest))


def reconciliation(found: Reconciliation, say: Voice) -> Section:
    """How many receipts were matched rightly, by what was wrong with them."""

    def row(trouble: Trouble) -> tuple[Cell, ...]:
        open_ones = trouble.payable - trouble.right
        return (
            trouble.name,
            say.gauge((trouble.right, open_ones), trouble.payable),
            say.number(trouble.receipts),
            say.number(trouble.payable),
            say.number(trouble.right),
            say.number(open_ones),
            say.percent(trouble.right, trouble.payable),
        )

    heads = ("receipts", "payable", "right", "not_right", "share")
    table = Table(
        heads=(say["trouble"], "", *(say[head] for head in heads)),
        rows=tuple(map(row, found.troubles)),
        numbers=frozenset(range(2, 7)),
        keys=(say["right"], say["not_right"]),
    )
    tiles = Tiles(
        tuple(
            Tile(say[name], say.percent(part.numerator, part.denominator))
            for name, part in (("precision", found.precision), ("recall", found.recall))
        )
    )
    return Section(say["reconciliation"], (Paragraph(say["reconciliation_text"]), tiles, table))


def checks(found: Sequence[Check], say: Voice) -> Section:
    """The invariants, each with what was checked."""
    rows = tuple(
        (
            each.holds,
            each.name,
            say["holds" if each.holds else "broken"],
            say.number(each.checked),
        )
        for each in found
    )
    table = Table(
        heads=("", say["name"], say["result"], say["checked"]), rows=rows, numbers=frozenset({3})
    )
    return Section(say["checks"], (Paragraph(say["checks_text"]), table))
