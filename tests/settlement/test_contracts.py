from collections.abc import Callable
from datetime import date

import attrs
import pytest

from orderkit.errors import PolicyContractError
from orderkit.settlement import (
    Application,
    Book,
    ByPayerAmount,
    ByReference,
    Match,
    OpenItem,
    Receipt,
    ShortPayment,
    reconcile,
)
from orderkit.testing.laws import LawBroken
from orderkit.testing.settlement import MatcherContract
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    OrganisationId,
    PartyId,
    ReceiptId,
)

ORGANISATION, EUR, DAY = OrganisationId("org"), Currency.of("EUR"), date(2026, 3, 1)


class TestByReference(MatcherContract):
    matcher = ByReference()


class TestByReferenceWithDeclaredShortPayments(MatcherContract):
    matcher = ByReference(ShortPayment(flat=50, per_mille=30, over=1000))


class TestByPayerAmount(MatcherContract):
    matcher = ByPayerAmount()


class Liar:
    """Says what it is told to."""

    def __init__(
        self, *parts: tuple[str, int], receipt: str = "", reason: str = "match.lie"
    ) -> None:
        self.parts, self.receipt, self.reason = parts, receipt, reason

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        del book
        name = ReceiptId(self.receipt or receipt.id)
        return Match(
            receipt=name,
            applications=[
                Application(receipt=name, document=DocumentNumber(number), amount=amount)
                for number, amount in self.parts
            ],
            reason=self.reason,
        )


class Greedy:
    """Gives the first item ten times the receipt, and changes its mind."""

    def __init__(self) -> None:
        self.calls = 0

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        self.calls += 1
        for number in book.items:
            part = Application(
                receipt=receipt.id, document=number, amount=receipt.amount * 10 + self.calls
            )
            return Match(receipt=receipt.id, applications=(part,), reason="match.lie")
        return None


class Inventor:
    """Names a document that nobody has."""

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        del book
        part = Application(
            receipt=receipt.id, document=DocumentNumber("INV-0"), amount=receipt.amount
        )
        return Match(receipt=receipt.id, applications=(part,), reason="match.lie")


class Careless:
    """Settles the first item with any receipt of its sign, however small the item."""

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        for number, item in book.items.items():
            if item.open * receipt.amount > 0:
                part = Application(receipt=receipt.id, document=number, amount=receipt.amount)
                return Match(receipt=receipt.id, applications=(part,), reason="match.lie")
        return None


class Forgiver:
    """Takes what it gets for the first item of its sign, and forgives the rest."""

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        for number, item in book.items.items():
            if 0 < receipt.amount < item.open:
                part = Application(receipt=receipt.id, document=number, amount=receipt.amount)
                return Match(receipt=receipt.id, applications=(part,), reason="match.short")
        return None


class Broken:
    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        raise LookupError(receipt.id, len(book.items))


class GreedySuite(MatcherContract):
    matcher = Greedy()


class InventorSuite(MatcherContract):
    matcher = Inventor()


class CarelessSuite(MatcherContract):
    matcher = Careless()


class ForgiverSuite(MatcherContract):
    matcher = Forgiver()


@pytest.mark.parametrize(
    ("law", "test"),
    [
        ("given up", ForgiverSuite().test_given_up_it_forgives_a_third_at_most),
        ("receipt", GreedySuite().test_receipt_it_spends_the_receipt_and_no_more),
        ("known", InventorSuite().test_known_it_names_open_documents_once),
        ("open", CarelessSuite().test_open_it_gives_an_item_no_more_than_is_open),
        ("steady", GreedySuite().test_steady_equal_books_give_equal_answers),
    ],
)
def test_the_suite_catches_a_liar_under_the_law_it_broke(
    law: str, test: Callable[[], None]
) -> None:
    with pytest.raises(LawBroken, match=law):
        test()


def receipt() -> Receipt:
    return Receipt(
        id=ReceiptId("R-1"),
        organisation=ORGANISATION,
        amount=1000,
        currency=EUR,
        received_on=DAY,
    )


def item(number: str, total: int) -> OpenItem:
    return OpenItem(
        key=DocumentKey(ORGANISATION, DocumentNumber(number)),
        customer=PartyId("C-1"),
        currency=EUR,
        total=total,
        issued=DAY,
        due=DAY,
    )


@pytest.mark.parametrize(
    ("law", "liar"),
    [
        ("receipt", Liar()),
        ("receipt", Liar(("A", 600), ("B", 401))),
        ("receipt", Liar(("A", -600))),
        ("receipt", Liar(("A", 600), receipt="R-2")),
        ("known", Liar(("X", 1000))),
        ("known", Liar(("A", 500), ("A", 100))),
        ("open", Liar(("A", 601))),
        ("open", Liar(("A", 500), ("B", 0))),
        ("open", Liar(("A", 600), ("C", 1))),
        ("open", Liar(("A", 600), ("C", -101))),
        ("open", Liar(("A", 601), ("B", -1))),
        # of 1500 a third may be given up; of money that came in, nothing is kept back
        ("given up", Liar(("A", 599), ("B", 400), reason="match.short")),
        ("given up", Liar(("A", 600), reason="match.short")),
    ],
)
def test_a_49_a_50_a_matcher_that_lies_is_named_with_the_law(law: str, liar: Liar) -> None:
    items = (item("A", 600), item("B", 900), item("C", -100))
    with pytest.raises(PolicyContractError) as caught:
        reconcile([receipt()], items, [], matchers=[liar])
    assert (caught.value.policy, caught.value.law) == ("Liar", law)


def test_a_third_may_be_given_up_and_no_more() -> None:
    liar = Liar(("A", 100), ("B", 900), reason="match.short")
    exact = (item("A", 600), item("B", 900))
    assert reconcile([receipt()], exact, [], matchers=[liar]).matches[0].gives_up
    more = (item("A", 601), item("B", 900))
    with pytest.raises(PolicyContractError, match="given up"):
        reconcile([receipt()], more, [], matchers=[liar])


def test_a_51_a_matcher_that_raises_broke_a_law_and_never_said_no() -> None:
    with pytest.raises(PolicyContractError, match="Broken broke the law total") as caught:
        reconcile([receipt()], [], [], matchers=[Broken()])
    assert isinstance(caught.value.__cause__, LookupError)


class Talker:
    """Answers with a word."""

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        del receipt, book
        return "paid"  # type: ignore[return-value] # what a host without a type checker may do


def test_a_matcher_that_answers_with_no_match_broke_a_law() -> None:
    with pytest.raises(PolicyContractError, match="Talker broke the law total"):
        reconcile([receipt()], [], [], matchers=[Talker()])


class Thrifty:
    """Gives the first item whatever the receipt has and the item still needs."""

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        for number, item in book.items.items():
            amount = min(receipt.amount, item.open)
            part = Application(receipt=receipt.id, document=number, amount=amount)
            return Match(receipt=receipt.id, applications=(part,), reason="match.thrift")
        return None


def test_i_68_what_one_receipt_settled_is_no_longer_open_to_the_next() -> None:
    receipts = [attrs.evolve(receipt(), id=ReceiptId(f"R-{n}"), amount=600) for n in range(3)]
    outcome = reconcile(receipts, [item("A", 1000)], [], matchers=[Thrifty()])
    assert [match.applied for match in outcome.matches] == [600, 400]
    assert [left.receipt for left in outcome.unmatched] == ["R-2"]


class BrokenSuite(MatcherContract):
    matcher = Broken()


class TalkerSuite(MatcherContract):
    matcher = Talker()


@pytest.mark.parametrize("suite", [BrokenSuite(), TalkerSuite()], ids=["raises", "talks"])
def test_the_suite_catches_what_is_not_total(suite: MatcherContract) -> None:
    with pytest.raises(LawBroken, match="total"):
        suite.test_total_it_answers_every_receipt_with_a_match_or_none()
