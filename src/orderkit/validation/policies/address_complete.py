"""Addresses: what cannot be delivered is not sent."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, final

import attrs

from orderkit.order import Terms
from orderkit.validation.cures import Cure, FillIn
from orderkit.validation.facts import address_part
from orderkit.values import FactKey, FactKind, Facts, Finding, block, note

__all__ = ["AddressComplete"]

_PARTS: Final = ("city", "country", "name", "postcode", "street")


@final
@attrs.frozen
class AddressComplete:
    """Refuses an order whose receiver's address lacks a part.

    A receiver of whom no part is known is not judged: the address may be kept elsewhere.

    Attributes:
        parts: What an address needs.
    """

    parts: tuple[str, ...] = _PARTS
    code: str = "address.incomplete"

    @cached_property
    def _kinds(self) -> tuple[tuple[str, FactKind[str]], ...]:
        return tuple((part, address_part(part)) for part in self.parts)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """The parts of the receiver's address."""
        receiver = terms.ship_to or terms.customer
        return (kind.key(receiver) for _, kind in self._kinds)

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """BLOCK `address.incomplete` by part; one NOTE where no part is known."""
        receiver = terms.ship_to or terms.customer
        known = [(part, facts.read(kind, receiver)) for part, kind in self._kinds]
        if all(held is None for _, held in known):
            if known:
                yield note(f"{self.code}.not_judged", "ship_to", receiver=receiver)
            return
        for part, held in known:
            if not held or not held.strip():
                yield block(self.code, f"ship_to/{part}", receiver=receiver, part=part)

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """The part is to be filled in."""
        del terms
        return FillIn(finding.path)
