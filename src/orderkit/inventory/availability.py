"""Availability: which figures count towards what may be promised, by a declared sum (可用量)."""

from collections.abc import Iterable, Mapping
from typing import final

import attrs

from orderkit.inventory.model import InvalidStockError
from orderkit.values import shown

__all__ = ["Availability"]


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


@final
@attrs.frozen(kw_only=True)
class Availability:
    """A sum of named figures less other named figures, such as on hand less what is reserved.

    Attributes:
        plus: Figures that count, such as `on_hand`, `in_transit`, `to_receive`.
        minus: Figures that are taken off, such as `reserved`, `frozen`, `to_issue`.
        floor: What is shown at the least; None shows what is promised beyond all there is, as
            planning must see it.

    >>> shop = Availability(plus=("on_hand",), minus=("reserved", "safety"), floor=0)
    >>> shop.of({"on_hand": 9, "reserved": 4, "safety": 2}), shop.of({"on_hand": 1, "safety": 2})
    (3, 0)
    """

    plus: tuple[str, ...] = attrs.field(converter=_names)
    minus: tuple[str, ...] = attrs.field(default=(), converter=_names)
    floor: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a figure that counts twice."""
        names = (*self.plus, *self.minus)
        if len(set(map(repr, names))) < len(names):
            raise InvalidStockError(subject="a formula", figures=shown(repr(names)))

    def of(self, figures: Mapping[str, int]) -> int:
        """What the formula comes to, in whole steps; a figure that is not named counts as zero.

        Raises:
            InvalidStockError: A figure is no whole number.
        """
        for name, figure in figures.items():
            if type(figure) is not int:
                raise InvalidStockError(subject=shown(str(name)), figures=shown(repr(figure)))
        total = sum(figures.get(name, 0) for name in self.plus)
        total -= sum(figures.get(name, 0) for name in self.minus)
        return total if self.floor is None else max(self.floor, total)
