"""For settlement: strategies of open items and receipts, and the laws of a matcher.

    class TestOurMatcher(MatcherContract):
        matcher = OurMatcher()

Each test is one law of the protocol, under the law's name.
"""

from datetime import date, timedelta
from typing import Final, final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.settlement import Match, Matcher, OpenItem, Payer, PayerIndex, Receipt, rf_reference
from orderkit.settlement.desk import Desk, first_breach
from orderkit.testing.laws import LawBroken, keeps
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    OrganisationId,
    PartyId,
    ReceiptId,
)

__all__ = ["MatcherContract", "SettlementCase", "settlement_cases"]

_ORGANISATION: Final = OrganisationId("org")
_EURO: Final = Currency.of("EUR")
_START: Final = date(2026, 3, 1)
# Few customers and amounts: collisions are what we are after.
_CUSTOMERS: Final = ("C-1", "C-2", "guests")
_AMOUNTS: Final = (1000, 1000, 2500, 3500, 4999, -500)


@final
@attrs.frozen(kw_only=True)
class SettlementCase:
    """What `reconcile` is given.

    Attributes:
        receipts: Each once.
        items: Each once.
        payers: Of all customers but the guests.
    """

    receipts: tuple[Receipt, ...]
    items: tuple[OpenItem, ...]
    payers: tuple[Payer, ...]


def _item(number: int, customer: str, total: int, part: int) -> OpenItem:
    name = f"INV-2026-{number:06d}" if total > 0 else f"CRN-2026-{number:06d}"
    return OpenItem(
        key=DocumentKey(_ORGANISATION, DocumentNumber(name)),
        customer=PartyId(customer),
        currency=_EURO,
        total=total,
        applied=total // 4 if part == 1 else 0,
        credited=total // 4 if part >= 2 else 0,  # noqa: PLR2004 - two of five kinds
        written_off=total // 4 if part == 3 else 0,  # noqa: PLR2004 - one of five kinds
        issued=_START,
        due=_START + timedelta(days=number % 30),
        references=(name, rf_reference(f"2026{number:06d}")),
    )


@st.composite
def _texts(draw: st.DrawFn, items: list[OpenItem]) -> str:
    """Draw what payers write: numbers in many forms, and noise."""
    words = [st.sampled_from(["", "thank you", "KD 12345", "2026-03-14", "订单"])]
    if items:
        numbers = st.sampled_from([item.key.number for item in items])
        words += [
            numbers,
            numbers.map(lambda text: text.replace("-", " ")),
            numbers.map(lambda text: text[-6:].lstrip("0")),
            numbers.map(lambda text: text[:-1] + str((int(text[-1]) + 1) % 10)),
            st.sampled_from([item.references[1] for item in items]),
        ]
    return " ".join(draw(st.lists(st.one_of(words), max_size=3)))


@st.composite
def settlement_cases(draw: st.DrawFn) -> SettlementCase:
    """Draw items of few customers, and receipts that often are what some of them come to."""
    kinds = st.tuples(st.sampled_from(_CUSTOMERS), st.sampled_from(_AMOUNTS), st.integers(0, 4))
    drawn = draw(st.lists(kinds, max_size=8))
    items = [_item(number, *kind) for number, kind in enumerate(drawn, 1)]
    receipts = []
    for number in range(draw(st.integers(0, 6))):
        chosen = draw(st.lists(st.sampled_from(items), max_size=3, unique=True)) if items else []
        off = draw(st.sampled_from([0, 0, 0, -20, 20, 1000]))
        payer = draw(st.sampled_from(_CUSTOMERS))
        receipts.append(
            Receipt(
                id=ReceiptId(f"R-{number}"),
                organisation=_ORGANISATION,
                amount=sum(item.open for item in chosen) + off,
                currency=_EURO,
                received_on=_START + timedelta(days=draw(st.integers(0, 12))),
                payer_account=f"DE-{payer}" if draw(st.booleans()) else "",
                payer_name=f"{payer} Ltd" if draw(st.booleans()) else "",
                text=draw(_texts(chosen or items)),
            )
        )
    known = _CUSTOMERS[:2]
    payers = [
        Payer(customer=PartyId(each), accounts=(f"DE-{each}",), names=(f"{each} Ltd",))
        for each in known
    ]
    return SettlementCase(receipts=tuple(receipts), items=tuple(items), payers=tuple(payers))


# One suite runs for many matchers, so its tests meet many `self`s by design.
_law = settings(
    suppress_health_check=[HealthCheck.differing_executors], max_examples=60, deadline=None
)


class MatcherContract:
    """The laws of `Matcher`; subclass it as `Test...` and set `matcher`."""

    matcher: Matcher

    @_law
    @given(case=settlement_cases())
    def test_receipt_it_spends_the_receipt_and_no_more(self, case: SettlementCase) -> None:
        """Law: receipt."""
        self._keeps("receipt", case)

    @_law
    @given(case=settlement_cases())
    def test_known_it_names_open_documents_once(self, case: SettlementCase) -> None:
        """Law: known."""
        self._keeps("known", case)

    @_law
    @given(case=settlement_cases())
    def test_open_it_gives_an_item_no_more_than_is_open(self, case: SettlementCase) -> None:
        """Law: open."""
        self._keeps("open", case)

    @_law
    @given(case=settlement_cases())
    def test_given_up_it_forgives_a_third_at_most(self, case: SettlementCase) -> None:
        """Law: given up."""
        self._keeps("given up", case)

    @_law
    @given(case=settlement_cases())
    def test_steady_equal_books_give_equal_answers(self, case: SettlementCase) -> None:
        """Law: steady."""
        keeps("steady", kept=self._answers(case, _desk(case)) == self._answers(case, _desk(case)))

    @_law
    @given(case=settlement_cases())
    def test_total_it_answers_every_receipt_with_a_match_or_none(
        self, case: SettlementCase
    ) -> None:
        """Law: total."""
        try:
            answers: list[object] = list(self._answers(case, _desk(case)))
        except Exception as error:
            raise LawBroken("total") from error
        keeps("total", kept=all(each is None or isinstance(each, Match) for each in answers))

    def _keeps(self, law: str, case: SettlementCase) -> None:
        desk = _desk(case)
        for receipt, found in zip(case.receipts, self._answers(case, desk), strict=True):
            breach = None if found is None else first_breach(found, receipt, desk.book)
            keeps(law, kept=breach is None or breach[0] != law)

    def _answers(self, case: SettlementCase, desk: Desk) -> list[Match | None]:
        return [self.matcher.match(receipt, desk.book) for receipt in case.receipts]


def _desk(case: SettlementCase) -> Desk:
    return Desk.of(case.items, PayerIndex.of(case.payers), ())
