"""Parts of a sum: whole ones, each next to what it is exactly; and exact ones within caps."""

from collections.abc import Sequence
from fractions import Fraction

from orderkit.values import Rational

__all__ = ["exact_parts", "parted"]


def parted(
    whole: Rational, exact: Sequence[Rational], keys: Sequence[str], grain: int = 1
) -> list[Rational]:
    """Parts that come to the whole, by largest remainder over exact ones of either sign.

    Args:
        whole: What the exact parts come to, rounded; a multiple of `grain`.
        keys: Break ties, so that the place does not.
        grain: The step that parts are multiples of, in minor units.

    Laws:
        conserved: The parts add up to the whole.
        zero stays: A part that is exactly nothing takes nothing, unless all are.
        mirror: Parts of the opposite figures are the opposite parts.
    """
    if len(exact) == 1:
        return [whole]
    if whole.denominator > 1:
        # Nothing was rounded, so the exact parts are the parts.
        return list(exact)
    sign = -1 if sum(exact) < 0 else 1
    steps = int(whole) // grain * sign
    cuts = [divmod(part * sign, grain) for part in exact]
    parts = [int(cut) for cut, _ in cuts]
    left = steps - sum(parts)
    ranked = sorted(
        [(-over, key, at) for at, ((_, over), key) in enumerate(zip(cuts, keys, strict=True))]
    )
    live = [at for _, _, at in ranked if exact[at]] or [at for _, _, at in ranked]
    while left and live:
        # Once around at most, unless the whole is further off than rounding explains.
        for at in live if left > 0 else live[::-1]:
            if left:
                step = 1 if left > 0 else -1
                parts[at] += step
                left -= step
    return [part * grain * sign for part in parts]


def exact_parts(
    whole: Rational, weights: Sequence[Rational], caps: Sequence[Rational] | None = None
) -> list[Rational]:
    """Exact parts in proportion to weights; what one may not take is shared among the others.

    Args:
        weights: Not below zero, and not all zero.
        caps: The most of each part, without sign; what no part may take is left out.

    Laws:
        in proportion: Of two parts within their caps, each has what its weight has.

    Cost: O(parts log parts).
    """
    total = sum(weights)
    if caps is None:
        return [whole * Fraction(weight, total) for weight in weights]
    sign = -1 if whole < 0 else 1
    left: Rational = whole * sign
    parts: list[Rational] = [0] * len(weights)
    live = [at for at, weight in enumerate(weights) if weight]
    # Whoever is full first comes first, so that what is left over is known to the others.
    for at in sorted(live, key=lambda at: Fraction(caps[at], weights[at])):
        share = left * Fraction(weights[at], total)
        share = min(share, Fraction(caps[at]))
        parts[at] = share * sign
        left -= share
        total -= weights[at]
    return parts
