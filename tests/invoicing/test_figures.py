"""Documents have the figures of the order: in gross and net, each tax, and functional currency."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final

import attrs
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from orderkit.invoicing import (
    Billable,
    Creditable,
    CreditExceedsError,
    CreditNote,
    DocumentLine,
    Invoice,
    PaymentTerms,
    credit,
    credited_lines,
    difference_line,
    functional_of,
    functional_shares,
    invoice_shipment,
    less_lines,
    part_of_line,
    remaining,
    tax_groups,
    taxes_of,
)
from orderkit.order import Adjustment, AdjustmentKind, FunctionalSums, Line, Rate, TaxShare, Terms
from orderkit.pricing import TaxTotals
from orderkit.testing import priced_terms
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
)

ACME: Final = OrganisationId("acme")
AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
DIFFERENCE: Final = LineId("difference")
CNY: Final = Rate(currency=Currency.of("CNY"), rate=Exact(78123, 4), on=date(2026, 3, 2))
# The first example that breaks a law tells enough; the smallest one takes minutes to find.
LAW: Final = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much],
)
FEW: Final = settings(max_examples=60)


def key(number: int) -> DocumentKey:
    return DocumentKey(ACME, DocumentNumber(f"D-{number}"))


def bill(
    agreed: Terms, billables: Sequence[Billable], charges: Sequence[DocumentLine] = ()
) -> Invoice:
    return invoice_shipment(
        billables,
        charges,
        key=key(1),
        order=agreed.key,
        customer=agreed.customer,
        currency=agreed.currency,
        at=AT,
        terms=PaymentTerms(30),
        zone="UTC",
        rate=agreed.rate,
    )


def beside(agreed: Terms) -> list[DocumentLine]:
    """What stands beside the lines of an order, as it is billed."""
    shares = functional_shares(agreed)
    return [
        DocumentLine(
            order=agreed.order,
            line=each.id,
            sku="",
            quantity=1,
            amount=each.amount,
            taxes=each.taxes,
            functional=shares.get(each.id),
        )
        for each in agreed.adjustments
    ]


def groups(found: Iterable[TaxTotals]) -> dict[tuple[str, Exact | None], tuple[object, object]]:
    """Tax groups by name, without those of nothing."""
    return {
        (each.code, each.rate): (each.base, each.amount)
        for each in found
        if (each.base, each.amount) != (0, 0)
    }


def summed(lines: Iterable[DocumentLine]) -> tuple[object, ...]:
    """Everything that lines come to, but for what discounts took off."""
    every = tuple(lines)
    return (
        sum(line.quantity for line in every),
        sum(line.amount for line in every),
        groups(tax_groups([tax for line in every for tax in line.taxes])),
        functional_of(every),
    )


@st.composite
def whole_lines(draw: st.DrawFn) -> DocumentLine:
    """Draw a line of a document, with shares that were fixed to its units or not."""
    units = draw(st.integers(1, 9))
    cents = st.integers(-2_000, 2_000)
    fixed = st.lists(st.integers(-50, 50), min_size=units, max_size=units).map(tuple)

    def tax(code: str) -> TaxShare:
        own = draw(st.just(()) | fixed)
        amount = sum(own) if own else draw(cents)
        return TaxShare(code=code, rate=Exact(7), net=draw(cents), tax=amount, shares=own)

    off = draw(st.just(()) | fixed)
    discount = Adjustment(
        id=LineId("off"),
        code="off",
        kind=AdjustmentKind.DISCOUNT,
        amount=sum(off) if off else draw(cents),
        shares=off,
    )
    return DocumentLine(
        order=OrderId("O-1"),
        line=LineId("1"),
        sku="MUG",
        quantity=units,
        amount=draw(cents),
        taxes=tuple(tax(code) for code in draw(st.sampled_from(["", "a", "ab"]))),
        adjustments=draw(st.sampled_from([(), (discount,)])),
        functional=draw(st.none() | st.builds(FunctionalSums, net=cents, tax=cents)),
    )


@FEW
@given(whole_lines(), st.data())
def test_i_23_any_parts_of_a_line_add_up_to_it_in_every_figure(
    line: DocumentLine, data: st.DataObject
) -> None:
    cuts = sorted([0, line.quantity, *data.draw(st.lists(st.integers(0, line.quantity)))])
    parts = [part_of_line(line, start, stop) for start, stop in pairwise(cuts)]
    for part in parts:
        assert part.net + part.tax == part.amount
    assert summed(parts) == summed([line])
    for at, whole in enumerate(line.adjustments):
        assert sum(part.adjustments[at].amount for part in parts) == whole.amount
    assert part_of_line(line, 0, line.quantity) == line
    if line.quantity > 1:
        # A credit takes a part of a part.
        rest = part_of_line(line, 1, line.quantity)
        inner = [part_of_line(rest, at, at + 1) for at in range(rest.quantity)]
        assert summed(inner) == summed([rest])


def test_i_23_shares_that_were_fixed_to_units_go_with_their_units() -> None:
    tax = TaxShare(code="v", rate=Exact(19), net=30, tax=6, shares=(3, 2, 1))
    line = DocumentLine(
        order=terms().order, line=LineId("1"), sku="MUG", quantity=3, amount=36, taxes=(tax,)
    )
    assert [part_of_line(line, at, at + 1).tax for at in range(3)] == [3, 2, 1]
    rest = part_of_line(line, 1, 3)
    assert [part_of_line(rest, at, at + 1).tax for at in range(2)] == [2, 1]


def terms() -> Terms:
    return Terms(
        organisation=ACME,
        order=key(1).number,  # type: ignore[arg-type]  # any name serves
        channel="shop",  # type: ignore[arg-type]  # any name serves
        number="1",
        customer="C-1",  # type: ignore[arg-type]  # any name serves
        ordered_at=AT,
        currency=Currency.of("EUR"),
    )


@FEW
@given(priced_terms())
def test_i_06_shares_of_functional_sums_come_to_the_order(agreed: Terms) -> None:
    shares = functional_shares(agreed)
    if agreed.functional is None:
        assert shares == {}
        return
    assert set(shares) == set(agreed.places)
    assert sum(each.net for each in shares.values()) == agreed.functional.net
    assert sum(each.tax for each in shares.values()) == agreed.functional.tax
    assert agreed.rate is not None
    one = agreed.rate.rate.fraction * 10 ** (2 - agreed.currency.exponent)
    # Each is next to what it is at the rate; what pricing rounded apart goes by size.
    rounded_apart = abs(agreed.functional.gross - agreed.total * one)
    for line in agreed.lines:
        assert abs(shares[line.id].gross - line.total * one) < 2 + rounded_apart
    turned = attrs.evolve(agreed, lines=agreed.lines[::-1])
    assert functional_shares(turned) == shares


def test_i_06_sums_far_from_the_rate_are_shared_all_the_same() -> None:
    lines = [
        Line(id=LineId(name), sku="MUG", quantity=1, price=Exact(1), amount=amount)  # type: ignore[arg-type]  # any name serves
        for name, amount in (("1", 100), ("2", 300))
    ]
    far = FunctionalSums(net=10**15, tax=-5)
    agreed = attrs.evolve(terms(), lines=tuple(lines), rate=CNY, functional=far)
    shares = functional_shares(agreed)
    assert sum(each.net for each in shares.values()) == far.net
    assert shares[LineId("1")].gross * 3 - shares[LineId("2")].gross in range(-4, 4)


def nothing_below_zero(agreed: Terms) -> bool:
    """Whether each line, charge and tax is above zero, so that any part of them makes a document.

    A levy that a price of nothing holds has a base below it.
    """
    places = [(line.total, line.taxes) for line in agreed.lines]
    places += [(each.amount, each.taxes) for each in agreed.adjustments]
    return all(
        min([total, *(min(tax.net, tax.tax) for tax in taxes)]) >= 0 for total, taxes in places
    )


def billed_in_parts(agreed: Terms, data: st.DataObject) -> list[Invoice]:
    """Invoices of all pieces of an order, in parts that are drawn; charges are on the first."""
    shares, invoices = functional_shares(agreed), list[Invoice]()
    billed = {line.id: 0 for line in agreed.lines}
    while not invoices or any(billed[line.id] < line.quantity for line in agreed.lines):
        last = len(invoices) > 2
        wanted = list[Billable]()
        for line in agreed.lines:
            left = line.quantity - billed[line.id]
            take = left if last else data.draw(st.integers(0, left))
            functional = shares.get(line.id)
            wanted.append(Billable.of(line, take, billed=billed[line.id], functional=functional))
            billed[line.id] += take
        invoices.append(bill(agreed, wanted, () if invoices else beside(agreed)))
    return invoices


@LAW
@given(priced_terms(), st.data())
def test_i_22_i_23_i_06_all_invoices_of_an_order_come_to_it(
    agreed: Terms, data: st.DataObject
) -> None:
    assume(nothing_below_zero(agreed))
    invoices = billed_in_parts(agreed, data)
    lines = [line for invoice in invoices for line in invoice.lines]
    assert sum(invoice.total for invoice in invoices) == agreed.total
    assert groups(tax_groups([tax for line in lines for tax in line.taxes])) == groups(
        taxes_of(agreed)
    )
    tax = sum(tax.tax for line in agreed.lines for tax in line.taxes)
    tax += sum(tax.tax for each in agreed.adjustments for tax in each.taxes)
    assert sum(invoice.net for invoice in invoices) == agreed.total - tax
    assert functional_of(lines) == agreed.functional
    for line in agreed.lines:
        own = [each.discount for each in lines if each.line == line.id]
        off = -sum(each.amount for each in line.adjustments if each.amount < 0)
        assert sum(own) == off


@LAW
@given(priced_terms(), st.data())
def test_i_24_i_65_i_06_credits_of_all_pieces_are_the_mirror_of_their_invoices(
    agreed: Terms, data: st.DataObject
) -> None:
    assume(nothing_below_zero(agreed))
    for invoice in billed_in_parts(agreed, data):
        goods = [line for line in invoice.lines if line.sku]
        notes, credited = list[CreditNote](), [0] * len(goods)
        while any(done < line.quantity for line, done in zip(goods, credited, strict=True)):
            last = len(notes) > 2
            takes = [
                line.quantity - done if last else data.draw(st.integers(0, line.quantity - done))
                for line, done in zip(goods, credited, strict=True)
            ]
            pieces = [
                Creditable(invoiced=line, credited=done, quantity=take)
                for line, done, take in zip(goods, credited, takes, strict=True)
            ]
            notes.append(
                credit(pieces, key=key(9), invoice=invoice, before=notes, at=AT, reason="returned")
            )
            credited = [done + take for done, take in zip(credited, takes, strict=True)]
        left = remaining(invoice, notes)
        rest = [line for line in invoice.lines if not line.sku]
        assert left.gross == sum(line.amount for line in rest)
        assert {name: each for name, each in left.taxes.items() if each != (0, 0)} == groups(
            tax_groups([tax for line in rest for tax in line.taxes])
        )
        if invoice.functional is not None:
            kept = functional_of(rest) or FunctionalSums(net=0, tax=0)
            assert left.functional == (kept.gross, kept.tax)


@LAW
@given(priced_terms(), st.data())
def test_i_65_a_note_of_another_sum_never_passes_a_tax_group(
    agreed: Terms, data: st.DataObject
) -> None:
    """Goods given back at other prices than they were billed at, until nothing is left."""
    whole = [Billable.of(line, line.quantity) for line in agreed.lines]
    shares = functional_shares(agreed)
    whole = [attrs.evolve(each, functional=shares.get(each.line)) for each in whole]
    assume(sum(each.amount for each in whole) + sum(c.amount for c in agreed.adjustments) >= 0)
    invoice, notes = bill(agreed, whole, beside(agreed)), list[CreditNote]()
    for line in invoice.lines:
        pieces = [Creditable(invoiced=line, quantity=line.quantity)]
        given_back, left = credited_lines(pieces), remaining(invoice, notes)
        total = data.draw(st.integers(0, left.gross))
        other = difference_line(given_back, left, total, invoice=invoice, line=DIFFERENCE)
        others = [] if other is None else [other]
        notes.append(
            credit(
                pieces, others, key=key(9), invoice=invoice, before=notes, at=AT, reason="returned"
            )
        )
        assert notes[-1].total == total
    left = remaining(invoice, notes)
    last = difference_line((), left, left.gross, invoice=invoice, line=DIFFERENCE)
    if last is not None:
        notes.append(
            credit((), [last], key=key(9), invoice=invoice, before=notes, at=AT, reason="rest")
        )
    done = remaining(invoice, notes)
    assert (done.gross, done.net) == (0, 0)
    assert set(done.taxes.values()) <= {(0, 0)}
    assert done.functional in {None, (0, 0)}


def test_i_65_more_tax_than_was_billed_is_no_credit() -> None:
    tax = TaxShare(code="v", rate=Exact(19), net=100, tax=19)
    line = DocumentLine(
        order=terms().order, line=LineId("1"), sku="MUG", quantity=1, amount=119, taxes=(tax,)
    )
    invoice = bill(terms(), [], [line])
    for wrong in (
        attrs.evolve(tax, tax=20),
        attrs.evolve(tax, net=101),
        attrs.evolve(tax, code="other"),
        attrs.evolve(tax, tax=-1),
    ):
        more = attrs.evolve(line, line=DIFFERENCE, sku="", taxes=(wrong,))
        with pytest.raises(CreditExceedsError) as caught:
            credit([], [more], key=key(9), invoice=invoice, at=AT, reason="wrong")
        assert "tax" in caught.value.subject


def test_a_fee_is_taxed_as_the_goods_that_it_is_taken_from() -> None:
    tax = TaxShare(code="v", rate=Exact(20), net=10_000, tax=2_000)
    line = DocumentLine(
        order=terms().order,
        line=LineId("1"),
        sku="MUG",
        quantity=2,
        amount=12_000,
        taxes=(tax,),
        functional=FunctionalSums(net=78_123, tax=15_625),
    )
    invoice = bill(terms(), [], [line])
    pieces = [Creditable(invoiced=line, quantity=1)]
    given_back, left = credited_lines(pieces), remaining(invoice, ())
    fee = difference_line(given_back, left, 5_400, invoice=invoice, line=DIFFERENCE)
    assert fee is not None
    assert (fee.amount, fee.net, fee.tax) == (-600, -500, -100)
    note = credit(pieces, [fee], key=key(9), invoice=invoice, at=AT, reason="returned")
    assert (note.net, note.tax, note.total) == (4_500, 900, 5_400)
    # Nine tenths of half of what was billed, and no conversion.
    assert note.functional == FunctionalSums(net=42_187 - 7_031, tax=7_031)


def test_a_note_of_what_its_pieces_come_to_has_no_difference() -> None:
    line = DocumentLine(order=terms().order, line=LineId("1"), sku="MUG", quantity=2, amount=10)
    invoice = bill(terms(), [], [line])
    given_back = credited_lines([Creditable(invoiced=line, quantity=1)])
    left = remaining(invoice, ())
    assert difference_line(given_back, left, 5, invoice=invoice, line=DIFFERENCE) is None
    assert difference_line((), left, 0, invoice=invoice, line=DIFFERENCE) is None


def test_i_23_goods_that_came_to_nothing_keep_what_they_were_taxed_on() -> None:
    """A penny article in yen: three of it round to nothing, of which the tax has a base still."""
    tax = TaxShare(code="levy", rate=Exact(0), net=3, tax=0)
    penny = DocumentLine(
        order=terms().order, line=LineId("1"), sku="MUG", quantity=3, amount=0, taxes=(tax,)
    )
    other = attrs.evolve(penny, line=LineId("2"), amount=10, taxes=())
    invoice = bill(terms(), [], [penny, other])
    given_back = credited_lines([Creditable(invoiced=penny, quantity=3)])
    left = remaining(invoice, ())
    assert difference_line(given_back, left, 0, invoice=invoice, line=DIFFERENCE) is None


def test_freight_that_came_to_nothing_is_not_credited_with_the_goods() -> None:
    """What its tax was worked out on stays where it is: there is nothing of it to give back."""
    tax = TaxShare(code="v", rate=Exact(19), net=100, tax=19)
    goods = DocumentLine(
        order=terms().order, line=LineId("1"), sku="MUG", quantity=1, amount=119, taxes=(tax,)
    )
    waived = attrs.evolve(
        goods, line=LineId("f"), sku="", amount=0, taxes=(attrs.evolve(tax, net=5, tax=0),)
    )
    invoice = bill(terms(), [], [goods, waived])
    given_back = credited_lines([Creditable(invoiced=goods, quantity=1)])
    left = remaining(invoice, ())
    assert left.gross == 119
    assert difference_line(given_back, left, 119, invoice=invoice, line=DIFFERENCE) is None


def test_a_line_less_what_was_billed_of_it_keeps_every_other_cent() -> None:
    tax = TaxShare(code="v", rate=Exact(19), net=100, tax=19)
    off = Adjustment(
        id=LineId("off"), code="TEN", kind=AdjustmentKind.DISCOUNT, amount=-11, shares=(-6, -5)
    )
    line = DocumentLine(
        order=terms().order,
        line=LineId("1"),
        sku="MUG",
        quantity=2,
        amount=119,
        taxes=(tax,),
        adjustments=(off,),
        functional=FunctionalSums(net=781, tax=148),
    )
    first = part_of_line(line, 0, 1)
    rest = less_lines(line, [first])
    assert (rest.quantity, rest.discount, rest.amount) == (1, 5, 60)
    assert summed([first, rest]) == summed([line])
    # What was told in less detail before takes nothing of what it did not tell.
    plain = attrs.evolve(first, taxes=(), adjustments=(), functional=None)
    assert less_lines(line, [plain]).taxes == (tax,)
