"""Cutting: what so many units of a line have of its figures, and lines put together again.

What was fixed to units moves with them; nothing is worked out anew. The units that stay are the
first ones, those that go are the last.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final, TypeAlias, TypeVar

import attrs

from orderkit.order.line import Adjustment, Line, TaxShare
from orderkit.order.spread import fits
from orderkit.values import LineId, unit_share

__all__ = ["cut_charge", "cut_line", "joined", "joined_charges", "kind_of", "laid_out"]

K = TypeVar("K")
T = TypeVar("T")

_Key: TypeAlias = tuple[str, ...]

_FIGURES: Final = frozenset({"id", "parent", "quantity", "amount", "adjustments", "taxes"})
_OF_KIND: Final = tuple([field.name for field in attrs.fields(Line) if field.name not in _FIGURES])


def cut_line(line: Line, kept: int) -> tuple[Line, Line]:
    """A line as so many units that stay, and the others that go; one and more on either side.

    Laws:
        whole: Amount, adjustments and taxes of both are those of the line, to the minor unit.
        inverse: `joined` of both is the line, but for shares that were never fixed to units.
    """
    units = line.quantity
    stays = unit_share(line.amount, units, 0, kept)
    own = [_cut(each, units, kept) for each in line.adjustments]
    taxes = [_cut_tax(each, units, kept) for each in line.taxes]
    return (
        attrs.evolve(
            line,
            quantity=kept,
            amount=stays,
            adjustments=tuple(one for one, _ in own),
            taxes=tuple(one for one, _ in taxes),
        ),
        attrs.evolve(
            line,
            quantity=units - kept,
            amount=line.amount - stays,
            adjustments=tuple(other for _, other in own),
            taxes=tuple(other for _, other in taxes),
        ),
    )


def cut_charge(
    charge: Adjustment, units: Mapping[LineId, int], gone: Mapping[LineId, int]
) -> tuple[Adjustment | None, Adjustment | None]:
    """An adjustment of the order as what stays, and what goes with units of its lines.

    One that is shared over units is cut by these; one that only names lines, or whose shares do
    not fit, stays until the last of them goes; one that names none stays.

    Args:
        units: Of each line, before.
        gone: Of each line that has any, the units that go.
    """
    lines = charge.lines
    if not any(line in gone for line in lines):
        return charge, None
    left = tuple(line for line in lines if gone.get(line, 0) < units.get(line, 0))
    if not fits(charge.shares, charge.amount, sum(units.get(line, 0) for line in lines)):
        return (attrs.evolve(charge, lines=left), None) if left else (None, charge)
    stays, goes, place = list[int](), list[int](), 0
    for line in lines:
        own = charge.shares[place : place + units.get(line, 0)]
        place += units.get(line, 0)
        kept = units.get(line, 0) - gone.get(line, 0)
        stays += own[:kept]
        goes += own[kept:]
    moved = tuple(line for line in lines if line in gone)
    return _parts(charge, (left, stays), (moved, goes))


def kind_of(line: Line) -> Hashable:
    """What a line is, whatever its id, its kit, its units and the figures of these."""
    rest = tuple([getattr(line, name) for name in _OF_KIND])
    own = tuple(sorted(map(_charge_key, line.adjustments)))
    return (*rest, own, tuple(sorted(map(_tax_key, line.taxes))))


def joined(line: Line, other: Line) -> Line:
    """One line of the units of two of one kind, the first's before the other's."""
    units, more = line.quantity, other.quantity
    adjustments = _both(
        _keyed(line.adjustments, _charge_key),
        _keyed(other.adjustments, _charge_key),
        lambda known, one, two: _sum(known, one, two, (units, more)),
    )
    return attrs.evolve(
        line,
        quantity=units + more,
        amount=line.amount + other.amount,
        adjustments=adjustments,
        taxes=_sum_taxes(line.taxes, other.taxes, (units, more)),
    )


def laid_out(
    charge: Adjustment,
    units: Mapping[LineId, int],
    before: Mapping[LineId, int],
    behind: Mapping[LineId, int],
) -> Adjustment:
    """An adjustment whose lines have more units, which have nothing of it.

    Args:
        units: Units of each of its lines.
        before: Of those that have any, how many units come before them.
        behind: Likewise, behind them.
    """
    if not charge.shares:
        return charge
    shares, place = list[int](), 0
    for line in charge.lines:
        own = charge.shares[place : place + units[line]]
        place += units[line]
        shares += [*[0] * before.get(line, 0), *own, *[0] * behind.get(line, 0)]
    return attrs.evolve(charge, shares=tuple(shares))


def joined_charges(
    charge: Adjustment, other: Adjustment, units: Mapping[LineId, int]
) -> Adjustment:
    """One adjustment of two that were cut from one, both laid out over all units.

    Args:
        units: Units of each of their lines.
    """
    lines = tuple(dict.fromkeys((*charge.lines, *other.lines)))
    one, two = _by_line(charge, units), _by_line(other, units)
    shares = list[int]()
    for line in lines:
        none = (0,) * units[line]
        own, more = one.get(line, none), two.get(line, none)
        shares += [first + second for first, second in zip(own, more, strict=True)]
    return attrs.evolve(
        charge,
        amount=charge.amount + other.amount,
        lines=lines,
        shares=tuple(shares),
        taxes=_sum_taxes(charge.taxes, other.taxes, (len(charge.shares), len(other.shares))),
    )


def _by_line(charge: Adjustment, units: Mapping[LineId, int]) -> dict[LineId, tuple[int, ...]]:
    found, place = dict[LineId, tuple[int, ...]](), 0
    for line in charge.lines:
        found[line] = charge.shares[place : place + units[line]]
        place += units[line]
    return found


def _cut(charge: Adjustment, units: int, kept: int) -> tuple[Adjustment, Adjustment]:
    """An adjustment of a line itself."""
    shares = charge.shares
    if fits(shares, charge.amount, units):
        stays, goes = list(shares[:kept]), list(shares[kept:])
        one, other = _parts(charge, (charge.lines, stays), (charge.lines, goes))
        return one or charge, other or charge
    amount = unit_share(charge.amount, units, 0, kept)
    taxes = [_cut_tax(each, units, kept) for each in charge.taxes]
    # Shares that do not fit say nothing.
    loose = attrs.evolve(charge, shares=())
    return (
        attrs.evolve(loose, amount=amount, taxes=tuple(one for one, _ in taxes)),
        attrs.evolve(
            loose, amount=charge.amount - amount, taxes=tuple(other for _, other in taxes)
        ),
    )


def _parts(
    charge: Adjustment,
    stays: tuple[tuple[LineId, ...], list[int]],
    goes: tuple[tuple[LineId, ...], list[int]],
) -> tuple[Adjustment | None, Adjustment | None]:
    """An adjustment by the shares of units on either side; what of it is tax goes by number."""
    made = list[Adjustment | None]()
    units, before = len(charge.shares), 0
    for lines, shares in (stays, goes):
        after = before + len(shares)
        taxes = tuple(_of_tax(each, units, before, after) for each in charge.taxes)
        before = after
        made.append(
            attrs.evolve(charge, lines=lines, shares=tuple(shares), amount=sum(shares), taxes=taxes)
            if shares
            else None
        )
    one, other = made
    return one, other


def _of_tax(tax: TaxShare, units: int, start: int, stop: int) -> TaxShare:
    fixed = fits(tax.shares, tax.tax, units)
    shares = tax.shares[start:stop] if fixed else ()
    total = sum(shares) if fixed else unit_share(tax.tax, units, start, stop)
    return attrs.evolve(tax, net=unit_share(tax.net, units, start, stop), tax=total, shares=shares)


def _cut_tax(tax: TaxShare, units: int, kept: int) -> tuple[TaxShare, TaxShare]:
    return _of_tax(tax, units, 0, kept), _of_tax(tax, units, kept, units)


def _charge_key(charge: Adjustment) -> _Key:
    return charge.id, charge.code, charge.kind, charge.description, "/".join(charge.lines)


def _tax_key(tax: TaxShare) -> _Key:
    return tax.code, str(tax.rate), str(tax.included)


def _keyed(parts: Iterable[T], key: Callable[[T], _Key]) -> dict[tuple[_Key, int], T]:
    """By key, and by number where several have one key; none covers another."""
    again, found = Counter[_Key](), dict[tuple[_Key, int], T]()
    for part in parts:
        own = key(part)
        found[own, again[own]] = part
        again[own] += 1
    return found


def _both(
    ones: Mapping[K, T], others: Mapping[K, T], total: Callable[[T, T | None, T | None], T]
) -> tuple[T, ...]:
    """What stands on either side, put together: of the first that has it, with what each has."""
    every = {**others, **ones}
    keys = dict.fromkeys((*ones, *others))
    return tuple(total(every[key], ones.get(key), others.get(key)) for key in keys)


def _sum(
    known: Adjustment, one: Adjustment | None, two: Adjustment | None, units: tuple[int, int]
) -> Adjustment:
    amount = sum(each.amount for each in (one, two) if each is not None)
    shares = _shares(one and one.shares, two and two.shares, units)
    taxes = _sum_taxes(one.taxes if one else (), two.taxes if two else (), units)
    return attrs.evolve(known, amount=amount, shares=shares, taxes=taxes)


def _sum_taxes(
    ones: tuple[TaxShare, ...], others: tuple[TaxShare, ...], units: tuple[int, int]
) -> tuple[TaxShare, ...]:
    return _both(
        _keyed(ones, _tax_key),
        _keyed(others, _tax_key),
        lambda known, own, other: _sum_tax(known, own, other, units),
    )


def _sum_tax(
    known: TaxShare, one: TaxShare | None, two: TaxShare | None, units: tuple[int, int]
) -> TaxShare:
    both = [each for each in (one, two) if each is not None]
    return attrs.evolve(
        known,
        net=sum(each.net for each in both),
        tax=sum(each.tax for each in both),
        shares=_shares(one and one.shares, two and two.shares, units),
    )


def _shares(
    one: tuple[int, ...] | None, two: tuple[int, ...] | None, units: tuple[int, int]
) -> tuple[int, ...]:
    """Shares of all units, where each side has them or has none of it."""
    own, more = (
        (0,) * many if side is None else side for side, many in zip((one, two), units, strict=True)
    )
    fixed = (len(own), len(more)) == units
    return (*own, *more) if fixed else ()
