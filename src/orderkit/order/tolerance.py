"""Tolerances of a line: how much less is enough, and how much more is still welcome.

Percents of the pieces wanted, exact; nothing is rounded in favour of whoever delivers.
"""

from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import Exact, field_check, shown

__all__ = ["InvalidToleranceError", "Tolerance"]

_ZERO: Final = Exact(0)
_ALL: Final = Exact(100)


@attrs.frozen(kw_only=True)
class InvalidToleranceError(InvalidValueError):
    """A tolerance that no line can have."""

    code: ClassVar[str] = "order.tolerance"
    template: ClassVar[str] = "a {side} tolerance cannot be {value}"

    side: str
    value: str


@final
@attrs.frozen(kw_only=True)
class Tolerance:
    """What a line may fall short of, and go beyond (短发、超发容差); its quantity in percent.

    Attributes:
        lower: From 0 to 100: the line is done, and closes by itself, once no more than this is
            missing.
        upper: From 0 to 100: so much may be delivered beyond what was ordered.

    >>> some = Tolerance(lower=Exact.of("2.5"), upper=Exact(10))
    >>> some.least(100), some.least(99), some.most(99)
    (98, 97, 108)
    """

    lower: Exact = _ZERO
    upper: Exact = _ZERO

    def __attrs_post_init__(self) -> None:
        """Refuse what is no percent from 0 to 100."""
        wrong = _WRONG_IN_TOLERANCE(self)
        if wrong is not None:
            side, held = wrong
            raise InvalidToleranceError(side=side, value=held)
        for side, percent in (("lower", self.lower), ("upper", self.upper)):
            if not _ZERO <= percent <= _ALL:
                raise InvalidToleranceError(side=side, value=shown(str(percent)))

    def least(self, quantity: int) -> int:
        """The fewest pieces that are enough of so many; of any, at least one."""
        whole: int = 100 * 10**self.lower.scale
        kept = quantity * (whole - self.lower.digits)
        return max(1, -(-kept // whole))

    def most(self, quantity: int) -> int:
        """The most pieces that are still welcome for so many."""
        whole: int = 100 * 10**self.upper.scale
        return quantity * (whole + self.upper.digits) // whole


_WRONG_IN_TOLERANCE: Final = field_check(Tolerance)
