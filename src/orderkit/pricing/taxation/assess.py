"""Assess: run a tax policy over the lines of a supply and keep its laws."""

from collections.abc import Mapping, Sequence
from typing import final

import attrs

from orderkit.errors import OrderkitError, PolicyContractError
from orderkit.pricing.model import Basket, Place
from orderkit.pricing.tax import MeanTax, Tax
from orderkit.pricing.taxation.model import (
    Assessed,
    Assessment,
    Supply,
    Taxable,
    TaxTreatment,
)
from orderkit.pricing.taxation.protocol import TaxPolicy
from orderkit.values import Finding, Severity, block

__all__ = ["TaxedBasket", "assess", "tax_basket"]


@final
@attrs.frozen(kw_only=True)
class TaxedBasket:
    """A basket with its taxes, or why some of its lines could not be assessed.

    Attributes:
        basket: None where a line has none.
        assessed: What was said of each line.
    """

    basket: Basket | None
    assessed: Assessed

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands against taxing it."""
        return self.assessed.findings


def assess(supply: Supply, lines: Sequence[Taxable], policy: TaxPolicy) -> Assessed:
    """Ask a policy about each line. All that cannot be told is told together.

    Raises:
        PolicyContractError: The policy raised, gave something else than an assessment or a
            finding, spoke of another line, or charged what its own treatment forbids.
    """
    assessments, findings = list[Assessment](), list[Finding]()
    for line in lines:
        answer = _answer(supply, line, policy)
        if isinstance(answer, Finding):
            findings.append(answer)
        else:
            assessments.append(answer)
    return Assessed(assessments=tuple(assessments), findings=tuple(findings))


def tax_basket(
    basket: Basket, supply: Supply, policy: TaxPolicy, lines: Mapping[str, Taxable]
) -> TaxedBasket:
    """A basket whose items and charges bear the taxes of a policy, in place of those they had.

    Args:
        lines: What each item and charge is to taxes, by its id.

    Raises:
        PolicyContractError: The policy broke a law.
    """
    places: tuple[Place, ...] = (*basket.items, *basket.charges)
    unknown = tuple(
        block("tax.kind_missing", f"lines/{place.id}", line=place.id)
        for place in places
        if place.id not in lines
    )
    known = [attrs.evolve(lines[place.id], id=place.id) for place in places if place.id in lines]
    assessed = assess(supply, known, policy)
    if unknown or assessed.findings:
        assessed = attrs.evolve(assessed, findings=(*unknown, *assessed.findings))
        return TaxedBasket(basket=None, assessed=assessed)
    said = assessed.by_line
    taxed = attrs.evolve(
        basket,
        items=tuple(attrs.evolve(item, taxes=said[item.id].taxes) for item in basket.items),
        charges=tuple(attrs.evolve(each, taxes=said[each.id].taxes) for each in basket.charges),
    )
    return TaxedBasket(basket=taxed, assessed=assessed)


def _answer(supply: Supply, line: Taxable, policy: TaxPolicy) -> Assessment | Finding:
    name = type(policy).__name__
    try:
        answer = policy.assess(supply, line)
    except OrderkitError:
        raise
    except Exception as error:
        raise PolicyContractError(policy=name, law="total", proof=f"{error!r:.200}") from error
    return _held(name, line, answer)


def _held(name: str, line: Taxable, answer: object) -> Assessment | Finding:
    """An answer that keeps the laws; a policy without a type checker may give anything."""
    if isinstance(answer, Assessment):
        return _kept(name, line, answer)
    if not isinstance(answer, Finding):
        raise PolicyContractError(policy=name, law="total", proof=f"{answer!r:.64}")
    if answer.severity is Severity.NOTE:
        raise PolicyContractError(policy=name, law="barring", proof=answer.code)
    return answer


def _kept(name: str, line: Taxable, answer: Assessment) -> Assessment:
    if answer.id != line.id:
        proof = f"{answer.id!r:.64} for {line.id!r:.64}"
        raise PolicyContractError(policy=name, law="own line", proof=proof)
    charged = answer.treatment is TaxTreatment.STANDARD
    if not charged and not all(_is_nothing(tax) for tax in answer.taxes):
        proof = f"{answer.treatment}: {answer.taxes!r:.64}"
        raise PolicyContractError(policy=name, law="nothing charged", proof=proof)
    return answer


def _is_nothing(tax: Tax | MeanTax) -> bool:
    """Whether a tax comes to nothing; a mean of other rates is a charge, whatever they are."""
    if isinstance(tax, MeanTax):
        return False
    figure = tax.amount if tax.rate is None else tax.rate
    return figure is None or not figure.digits
