"""Policies that arrive at the figures of other systems, by name.

Source: figures in those systems' own tests and documentation; the vectors in `tests/vectors` name
each file. What a system's figure should not be (a cent that is lost, a free line that is
discounted) is not followed: `docs/reference/compatibility.md` lists where.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orderkit.pricing.policy import (
    Difference,
    FunctionalBasis,
    LineBasis,
    PricingPolicy,
    Weighing,
)
from orderkit.values import (
    InclusiveTarget,
    Residual,
    RoundingLevel,
    RoundingMode,
    RoundingPolicy,
)

__all__ = ["PRESETS"]


def _rounding(
    level: RoundingLevel, mode: RoundingMode, target: InclusiveTarget, residual: Residual
) -> RoundingPolicy:
    return RoundingPolicy(level=level, mode=mode, inclusive_target=target, residual=residual)


_TRYTON_LINE: Final = _rounding(
    RoundingLevel.TAX_LINE, RoundingMode.HALF_EVEN, InclusiveTarget.RECOMPUTE, Residual.FIRST
)
_TRYTON_DOCUMENT: Final = _rounding(
    RoundingLevel.TAX_GROUP, RoundingMode.HALF_EVEN, InclusiveTarget.RECOMPUTE, Residual.FIRST
)

PRESETS: Final[Mapping[str, PricingPolicy]] = MappingProxyType(
    {
        "commercetools": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.LINE, RoundingMode.HALF_EVEN, InclusiveTarget.NET, Residual.NONE
            )
        ),
        "erpnext": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.TAX_GROUP,
                RoundingMode.HALF_UP,
                InclusiveTarget.RECOMPUTE,
                Residual.LAST,
            ),
            lines=LineBasis.EXACT,
            difference=Difference.SHOWN,
            functional=FunctionalBasis.TOTALS,
        ),
        "medusa": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.NONE, RoundingMode.NONE, InclusiveTarget.NET, Residual.NONE
            )
        ),
        "odoo-global": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.TAX_GROUP,
                RoundingMode.HALF_UP,
                InclusiveTarget.RECOMPUTE,
                Residual.NONE,
            ),
            lines=LineBasis.EXACT,
            functional=FunctionalBasis.GROUPS,
        ),
        "odoo-line": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.TAX_LINE, RoundingMode.HALF_UP, InclusiveTarget.TAX, Residual.NONE
            )
        ),
        "pretix": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.TAX_GROUP,
                RoundingMode.HALF_UP,
                InclusiveTarget.RECOMPUTE,
                Residual.SPREAD,
            )
        ),
        "saleor": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.LINE, RoundingMode.HALF_UP, InclusiveTarget.NET, Residual.LAST
            )
        ),
        "solidus": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.TAX_LINE, RoundingMode.HALF_UP, InclusiveTarget.TAX, Residual.NONE
            )
        ),
        "sylius": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.TAX_LINE,
                RoundingMode.HALF_UP,
                InclusiveTarget.TAX,
                Residual.HALF_DOWN_THEN_FRONT,
            )
        ),
        "tryton-document": PricingPolicy(rounding=_TRYTON_DOCUMENT, lines=LineBasis.TAXED_EXACT),
        "tryton-line": PricingPolicy(rounding=_TRYTON_LINE, lines=LineBasis.TAXED_EXACT),
        "vendure": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.LINE,
                RoundingMode.HALF_TOWARDS_POSITIVE,
                InclusiveTarget.NET,
                Residual.LARGEST_REMAINDER,
            ),
            weighing=Weighing.GROSS,
            zero_weights_alike=True,
        ),
        "zuora": PricingPolicy(
            rounding=_rounding(
                RoundingLevel.LINE, RoundingMode.HALF_UP, InclusiveTarget.NET, Residual.NONE
            )
        ),
    }
)
"""Named policies; a host that names one gets that system's figures."""
