"""Payers: which customer an account or a name belongs to."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, final

import attrs

from orderkit.settlement.model import Payer, Receipt
from orderkit.values import PartyId

__all__ = ["PayerIndex"]

_NOT_PLAIN: Final = re.compile(r"[^0-9a-z]+")
_ENOUGH: Final = 12


@final
@attrs.frozen(kw_only=True)
class PayerIndex:
    """Customers by account and by name; one who shares an account or a name has neither.

    Attributes:
        accounts: By account without blanks.
        names: By the words of a name in sorted order.
        starts: By the first twelve letters of a name: statements cut long names short.
        known: Everyone who has an account or a name.
    """

    accounts: Mapping[str, PartyId]
    names: Mapping[str, PartyId]
    starts: Mapping[str, PartyId]
    known: frozenset[PartyId]

    @staticmethod
    def of(payers: Sequence[Payer]) -> "PayerIndex":
        """Index payers; what two customers have in common is left out."""
        accounts: dict[str, set[PartyId]] = {}
        names: dict[str, set[PartyId]] = {}
        starts: dict[str, set[PartyId]] = {}
        for payer in payers:
            for account in payer.accounts:
                accounts.setdefault(account_key(account), set()).add(payer.customer)
            for name in payer.names:
                names.setdefault(name_key(name), set()).add(payer.customer)
                starts.setdefault(_start(name), set()).add(payer.customer)
        return PayerIndex(
            accounts=_sole(accounts),
            names=_sole(names),
            starts=_sole(starts),
            known=frozenset(payer.customer for payer in payers if payer.accounts or payer.names),
        )

    def knows(self, customer: PartyId) -> bool:
        """Whether a customer has an account or a name; a party of guests has neither."""
        return customer in self.known

    def customer(self, receipt: Receipt) -> PartyId | None:
        """Who paid, where an account or, without a known one, a name tells it."""
        if receipt.payer_account:
            known = self.accounts.get(account_key(receipt.payer_account))
            if known is not None:
                return known
        name = receipt.payer_name
        if not name:
            return None
        return self.names.get(name_key(name)) or self.starts.get(_start(name))


def account_key(account: str) -> str:
    """An account without blanks and in capitals."""
    return "".join(account.split()).upper()


def name_key(name: str) -> str:
    """The words of a name, without marks and case, in sorted order."""
    return " ".join(sorted(_words(name)))


def _start(name: str) -> str:
    plain = "".join(_words(name))
    return plain[:_ENOUGH] if len(plain) >= _ENOUGH else ""


def _words(name: str) -> list[str]:
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return [word for word in _NOT_PLAIN.split(plain.casefold()) if word]


def _sole(found: Mapping[str, set[PartyId]]) -> dict[str, PartyId]:
    return {key: next(iter(who)) for key, who in found.items() if key and len(who) == 1}
