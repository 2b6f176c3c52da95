"""Kinds of vectors about what an order comes to."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import attrs

from orderkit.pricing import (
    Basket,
    Coverage,
    FunctionalTotals,
    Item,
    PlaceTotals,
    Tax,
    Totals,
    down_payment,
    functional_of,
    price_before_tax,
    saved_by_adjustments,
    totals_of,
)
from orderkit.values import Currency, Exact
from vector_kinds.baskets import UnbuiltError, basket_of, tax_code, taxes_of
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

Given = Mapping[str, Any]  # what JSON holds
# Where a figure stands, ours and theirs.
Found = Iterable[tuple[str, object, object]]
Reader = Callable[[Given, Totals, Any], Found]  # theirs is as JSON holds it


def _totals(vector: Vector) -> Outcome:
    given, expected = vector["given"], vector["expect"]
    try:
        basket = basket_of(given)
    except UnbuiltError as unbuilt:
        return Outcome("open", str(unbuilt))
    totals = totals_of(basket)
    wrong = list[str]()
    for name, theirs in expected.items():
        if name not in _FIGURES:
            return Outcome("open", name)
        for path, ours, figure in _FIGURES[name](given, totals, theirs):
            if not _equal(ours, figure, basket.currency.exponent):
                wrong.append(
                    f"{path} ours {_shown(ours, basket.currency.exponent)}, theirs {figure}"
                )
    return Outcome("differs", "; ".join(wrong)) if wrong else Outcome("same")


def _equal(ours: object, theirs: object, exponent: int) -> bool:
    if isinstance(ours, int | Fraction) and not isinstance(theirs, list | bool):
        return bool(ours == Fraction(str(theirs)) * 10**exponent)
    return bool(ours == theirs)


def _shown(ours: object, exponent: int) -> str:
    return str(Decimal(ours).scaleb(-exponent)) if isinstance(ours, int) else str(ours)


def _one(read: Callable[[Totals], object]) -> Reader:
    return lambda _, totals, theirs: [("", read(totals), theirs)]


def _functional(read: Callable[[FunctionalTotals], object]) -> Reader:
    def found(_: Given, totals: Totals, theirs: object) -> Found:
        sums = functional_of(totals)
        return [("", None if sums is None else read(sums), theirs)]

    return found


def _places(read: Callable[[Totals], tuple[PlaceTotals, ...]]) -> Reader:
    def found(_: Given, totals: Totals, theirs: list[Given]) -> Found:
        ours = {place.id: place for place in read(totals)}
        for figures in theirs:
            place = ours[figures["id"]]
            for name, figure in figures.items():
                if name == "tax_rate":
                    rates = [each.tax.rate for each in place.taxes]
                    yield f"{place.id} rate", rates, [Exact.of(figure)]
                elif name in ("unit_net", "unit_gross"):
                    price = totals.unit_price(place.id)
                    yield f"{place.id} {name}", getattr(price, name[5:]), figure
                elif name != "id":
                    yield f"{place.id} {name}", getattr(place, name), figure

    return found


def _taxes(_: Given, totals: Totals, theirs: list[Given]) -> Found:
    ours = {tax.code: tax for tax in totals.taxes}
    for figures in theirs:
        tax = ours[tax_code(figures)]
        for name in ("base", "amount"):
            if name in figures and ("id" in figures or name != "amount"):
                yield f"{tax.code} {name}", getattr(tax, name), figures[name]


def _rows(_: Given, totals: Totals, theirs: list[Given]) -> Found:
    ours = {row.row.id: row for row in totals.rows}
    for figures in theirs:
        for name in ("amount", "running"):
            if name in figures:
                row = ours[figures["id"]]
                yield f"{row.row.id} {name}", getattr(row, name), figures[name]


def _adjustments(_: Given, totals: Totals, theirs: list[Given]) -> Found:
    ours = {each.id: each for each in totals.adjustments}
    for figures in theirs:
        each = ours[figures["id"]]
        if "amount" in figures:
            yield f"{each.id} amount", each.amount, figures["amount"]
        shares = dict(zip(each.places, each.shares, strict=True))
        for place, share in figures.get("shares", {}).items():
            yield f"{each.id} of {place}", shares.get(place, 0), share


def _applied(_: Given, totals: Totals, theirs: list[str]) -> Found:
    yield "applied", [each.id for each in totals.adjustments if each.lapse is None], theirs


def _ledger(given: Given, totals: Totals, theirs: Given) -> Found:
    (line,), (place,) = given["lines"], totals.lines
    pieces = {name: int(count) for name, count in line["ledger"].items()}
    gone = sum(pieces.get(name, 0) for name in _GONE)
    pieces["refundable"] = pieces["shipped"] - gone
    for name, figure in theirs.items():
        yield name, place.part(0, pieces[name]), figure


def _reversed(given: Given, totals: Totals, theirs: str) -> Found:
    (line,) = given["lines"]
    taxes = [tax for tax in taxes_of(line["taxes"]) if isinstance(tax, Tax)]
    price = price_before_tax(Exact.of(given["reverse_from"]), taxes, totals.basket.currency)
    yield "", price == Exact.of(theirs).fraction, True


def _plain(totals: Totals) -> Totals:
    return totals_of(attrs.evolve(totals.basket, adjustments=()))


_GONE: Final = ("return_requested", "return_received", "return_dismissed")
_SUBTOTAL: Final = (Coverage.LINES, Coverage.SURCHARGE)

_FIGURES: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "total": _one(lambda totals: totals.total),
        "net": _one(lambda totals: totals.net),
        "tax": _one(lambda totals: totals.tax),
        "gross": _one(lambda totals: totals.gross),
        "discount": _one(lambda totals: totals.discount),
        "subtotal_net": _one(lambda totals: totals.sums(*_SUBTOTAL).net),
        "subtotal_gross": _one(lambda totals: totals.sums(*_SUBTOTAL).gross),
        "shipping_net": _one(lambda totals: totals.sums(Coverage.SHIPPING).net),
        "shipping_gross": _one(lambda totals: totals.sums(Coverage.SHIPPING).gross),
        "lines_net": _one(lambda totals: totals.sums(Coverage.LINES).net),
        "lines_gross": _one(lambda totals: totals.sums(Coverage.LINES).gross),
        "undiscounted_net": _one(lambda totals: _plain(totals).net),
        "undiscounted_tax": _one(lambda totals: _plain(totals).tax),
        "undiscounted_gross": _one(lambda totals: _plain(totals).gross),
        "undiscounted_total": _one(lambda totals: _plain(totals).total),
        "discount_net": _one(lambda totals: saved_by_adjustments(totals).net),
        "discount_gross": _one(lambda totals: saved_by_adjustments(totals).gross),
        "company_net": _functional(lambda sums: sums.net),
        "company_tax": _functional(lambda sums: sums.tax),
        "company_gross": _functional(lambda sums: sums.gross),
        "rounded": _one(lambda totals: totals.payable),
        "rounding_adjustment": _one(lambda totals: totals.rounding or totals.difference),
        "lines": _places(lambda totals: totals.lines),
        "charges": _places(lambda totals: totals.charges),
        "taxes": _taxes,
        "tax_rows": _rows,
        "adjustments": _adjustments,
        "applied": _applied,
        "ledger_gross": _ledger,
        "reverse_unit_price": _reversed,
    }
)


def _down_payment(vector: Vector) -> Outcome:
    if "given" not in vector:
        # A kind of the same name about invoices in turn, with other fields.
        return Outcome("open", "down_payment")
    given, expected = vector["given"], vector["expect"]
    asked = given["down_payment"]
    totals = totals_of(basket_of(given))
    payment = down_payment(
        totals,
        percent=None if "percent" not in asked else Exact.of(asked["percent"]),
        amount=None if "amount" not in asked else Exact.of(asked["amount"]),
    )
    if set(expected) - {"lines", "taxes", "gross"}:
        return Outcome("open", "invoiced_down_payment")
    exponent, pairs = totals.basket.currency.exponent, [(payment.gross, expected["gross"])]
    if len(payment.lines) != len(expected["lines"]):
        said = f"ours {len(payment.lines)} lines, theirs {len(expected['lines'])}"
        return Outcome("differs", said)
    for ours, theirs in zip(payment.lines, expected["lines"], strict=True):
        if [tax.code for tax in ours.taxes] != theirs["taxes"]:
            return Outcome("differs", f"ours {ours.taxes}, theirs {theirs['taxes']}")
        pairs += [(ours.net, theirs["net"]), (ours.gross, theirs["gross"])]
    taxes = {tax.code: tax.amount for tax in payment.taxes}
    pairs += [(taxes[tax["id"]], tax["amount"]) for tax in expected["taxes"]]
    wrong = [
        f"ours {ours}, theirs {theirs}"
        for ours, theirs in pairs
        if not _equal(ours, theirs, exponent)
    ]
    return Outcome("differs", "; ".join(wrong)) if wrong else Outcome("same")


def _tax_excl(vector: Vector) -> Outcome:
    item = Item(
        id="1",
        quantity=vector["qty"],
        price=Exact.of(str(vector["unit"])),
        taxes=(Tax(code="tax", rate=Exact.of(str(vector["rate"]))),),
    )
    totals = totals_of(Basket(currency=Currency("OWN", 0), items=(item,)))
    ours, theirs = (totals.net, totals.gross), (vector["net"], vector["gross"])
    return (
        Outcome("same") if ours == theirs else Outcome("differs", f"ours {ours}, theirs {theirs}")
    )


ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {"totals": _totals, "down_payment": _down_payment, "tax_excl": _tax_excl}
)
