"""An order of the vectors as a basket: names are translated, and no amount is worked out."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from orderkit.pricing import (
    PRESETS,
    Basis,
    Basket,
    ByAmount,
    ByPercent,
    Charge,
    ChargeKind,
    Condition,
    Coverage,
    FunctionalRate,
    Item,
    ItemRate,
    MeanTax,
    PriceAdjustment,
    PricingPolicy,
    RowBase,
    Scope,
    Selection,
    Tax,
    TaxRow,
    ToPrice,
)
from orderkit.values import (
    Currency,
    Exact,
    InclusiveTarget,
    Residual,
    RoundingLevel,
    RoundingMode,
    RoundingPolicy,
    Unit,
)

__all__ = ["UnbuiltError", "basket_of", "tax_code", "taxes_of"]

Given = Mapping[str, Any]  # what JSON holds

_COVERED: Final = {
    "lines": Coverage.LINES,
    "shipping": Coverage.SHIPPING,
    "surcharge": Coverage.SURCHARGE,
    "surcharges": Coverage.SURCHARGE,
}


class UnbuiltError(Exception):
    """A word of the vector that the library has nothing for."""


def basket_of(given: Given) -> Basket:
    """The basket that an order of the vectors speaks of."""
    currency = Currency(given["currency"], given["exponent"])
    return Basket(
        currency=currency,
        policy=_policy(given["policy"]),
        items=tuple(_items(given["lines"])),
        charges=tuple(_charge(each) for each in given.get("charges", ())),
        adjustments=tuple(_adjustment(each) for each in given.get("adjustments", ())),
        rows=tuple(_row(each) for each in given.get("tax_rows", ())),
        functional=_functional(given.get("company")),
        total_step=_exact(given.get("round_total_to")),
    )


def _exact(number: object) -> Exact | None:
    return None if number is None else Exact.of(str(number))


def _policy(given: Given) -> PricingPolicy:
    preset = given.get("preset")
    if preset is not None and preset not in PRESETS:
        raise UnbuiltError(preset)
    target = given.get("inclusive_target", "net")
    rounding = RoundingPolicy(
        level=RoundingLevel(given["level"]),
        mode=RoundingMode(given["mode"]),
        # A policy that does not round has no target either.
        inclusive_target=InclusiveTarget.NET if target == "none" else InclusiveTarget(target),
        residual=Residual(given["residual"]),
        exponent=None if given["level"] == "none" else given.get("exponent"),
    )
    base = PricingPolicy() if preset is None else PRESETS[preset]
    return attrs.evolve(base, rounding=rounding)


def _items(lines: Iterable[Given]) -> Iterable[Item]:
    for line in lines:
        stored = line.get("stored", {})
        quantity = Exact.of(str(line["quantity"]))
        item = Item(
            id=line["id"],
            quantity=quantity.digits,
            unit=Unit("C62", quantity.scale),
            price=Exact.of(line["unit_price"]),
            inclusive=line["inclusive"],
            taxes=taxes_of(line.get("taxes", ())),
            floor_price=_exact(line.get("floor_price")),
            product=line.get("product", ""),
            categories=tuple(line.get("categories", ())),
            correction=Exact.of(stored.get("gross_correction", "0")),
        )
        yield item
        for copy in range(2, line.get("repeat", 1) + 1):
            yield attrs.evolve(item, id=f"{item.id}/{copy}")


def tax_code(tax: Given) -> str:
    """What the vectors name a tax by; those without an id go by their rate."""
    return str(tax.get("id") or tax.get("rate") or tax.get("amount"))


def taxes_of(taxes: Iterable[Given]) -> tuple[Tax | MeanTax, ...]:
    """The taxes of a line."""
    return tuple(_tax(tax) for tax in taxes)


def _tax(tax: Given) -> Tax | MeanTax:
    if tax.get("weighted"):
        return MeanTax(code="weighted", of=tuple(tax.get("of", ())))
    return Tax(
        code=tax_code(tax),
        rate=_exact(tax.get("rate")),
        amount=_exact(tax.get("amount")),
        included=tax.get("included"),
        raises_base=tax.get("raises_base", False),
        affected=tax.get("affected", True),
        step=tax.get("step"),
    )


def _charge(charge: Given) -> Charge:
    return Charge(
        id=charge["id"],
        kind=ChargeKind(charge["type"]),
        amount=Exact.of(charge["amount"]),
        inclusive=charge["inclusive"],
        taxes=taxes_of(charge.get("taxes", ())),
    )


def _adjustment(each: Given) -> PriceAdjustment:
    when, select = each.get("when", {}), each.get("select")
    change: ByPercent | ByAmount | ToPrice
    if "percent" in each:
        change = ByPercent(Exact.of(each["percent"]))
    elif "amount" in each:
        change = ByAmount(Exact.of(each["amount"]))
    else:
        change = ToPrice(Exact.of(each["price"]))
    unknown = set(when) - {"subtotal_min", "any_line_quantity_min", "selected_quantity_min"}
    if unknown:
        raise UnbuiltError(", ".join(sorted(unknown)))
    return PriceAdjustment(
        id=each["id"],
        scope=Scope(each["scope"]),
        change=change,
        lines=tuple(each.get("lines", ())),
        select=select
        and Selection(
            products=tuple(select.get("products", ())),
            categories=tuple(select.get("categories", ())),
        ),
        when=Condition(**{name: _exact(value) for name, value in when.items()}),
        on=Basis(each.get("on", "entered")),
        covers=tuple(_COVERED[word] for word in each.get("covers", ("lines",))),
    )


def _row(row: Given) -> TaxRow:
    return TaxRow(
        id=row["id"],
        on=RowBase(row["on"]),
        rate=_exact(row.get("rate")),
        amount=_exact(row.get("amount")),
        of=row.get("of"),
        item_rates=tuple(
            ItemRate(item, Exact.of(rate)) for item, rate in row.get("item_rates", {}).items()
        ),
        included=row.get("included", False),
    )


def _functional(company: Given | None) -> FunctionalRate | None:
    if company is None:
        return None
    currency = Currency(company["currency"], company.get("exponent", 2))
    return FunctionalRate(currency=currency, rate=Exact.of(company["per_unit"]))
