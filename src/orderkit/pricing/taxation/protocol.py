"""The socket for a host's own tax policy."""

from typing import Protocol

from orderkit.pricing.taxation.model import Assessment, Supply, Taxable
from orderkit.values import Finding

__all__ = ["TaxPolicy"]


class TaxPolicy(Protocol):
    """Says which taxes a line of a supply bears.

    Laws:
        pure: Equal arguments give equal answers; no argument is changed.
        total: No supply and no line make it raise; what it cannot tell, it says as a finding.
        own line: An assessment is of the line that was asked about.
        nothing charged: Where the treatment is not `STANDARD`, no tax comes to anything.
        barring: A finding in place of an assessment is no mere note.
    """

    def assess(self, supply: Supply, line: Taxable, /) -> Assessment | Finding:
        """Assess one line, or say why it cannot be."""
        ...
