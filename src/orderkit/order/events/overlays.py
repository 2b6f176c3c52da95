"""What happened to the facets."""

from typing import final

import attrs

from orderkit.order.events.happened import Happened
from orderkit.order.facets import FacetMark

__all__ = ["FacetCleared", "FacetSet"]


@final
@attrs.frozen(kw_only=True)
class FacetSet(Happened):
    """An overlay was put on."""

    mark: FacetMark


@final
@attrs.frozen(kw_only=True)
class FacetCleared(Happened):
    """An overlay was taken off, by its id."""

    mark: str
