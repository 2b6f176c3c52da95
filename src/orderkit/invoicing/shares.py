"""Tax groups of an order and of its documents, and the shares of its functional sums.

What an order comes to in the functional currency was worked out when it was agreed. Its lines and
charges have shares of that, and documents shares of these; nothing is converted a second time.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from orderkit.invoicing.line import DocumentLine
from orderkit.order import FunctionalSums, TaxShare, Terms
from orderkit.pricing import TaxTotals
from orderkit.pricing.parting import parted
from orderkit.values import Exact, LineId, RoundingMode, round_fraction, share_out

__all__ = ["functional_of", "functional_shares", "tax_groups", "taxes_of"]


def taxes_of(terms: Terms) -> tuple[TaxTotals, ...]:
    """The tax groups of an order: of its lines, and of what stands beside them.

    All invoices of an order less its credit notes come to these, as far as its pieces are kept.
    """
    of_lines = [tax for line in terms.lines for tax in line.taxes]
    return tax_groups([*of_lines, *(tax for each in terms.adjustments for tax in each.taxes)])


def tax_groups(taxes: Iterable[TaxShare]) -> tuple[TaxTotals, ...]:
    """Taxes added up by code and rate, in the order in which they are first named."""
    groups = dict[tuple[str, Exact], tuple[int, int]]()
    for tax in taxes:
        base, amount = groups.get((tax.code, tax.rate), (0, 0))
        groups[tax.code, tax.rate] = base + tax.net, amount + tax.tax
    return tuple(
        [
            TaxTotals(code=code, rate=rate, base=base, amount=amount)
            for (code, rate), (base, amount) in groups.items()
        ]
    )


def functional_shares(terms: Terms) -> Mapping[LineId, FunctionalSums]:
    """What each line and adjustment has of the order's functional sums; empty where it has none.

    The gross is shared by what each comes to, the tax by what each has of tax, both by largest
    remainder; ties go by id.

    Laws:
        whole: The shares add up to the order's net and tax, to the minor unit (I-06).

    Cost: O(lines log lines).
    """
    if terms.functional is None or terms.rate is None:
        return {}
    rows = [(line.id, line.total, _tax(line.taxes)) for line in terms.lines]
    rows += [(each.id, each.amount, _tax(each.taxes)) for each in terms.adjustments]
    keys = [name for name, _, _ in rows]
    spare = terms.rate.currency.exponent - terms.currency.exponent
    one = terms.rate.rate.fraction * Fraction(10) ** spare
    grosses = _parts(terms.functional.gross, [gross for _, gross, _ in rows], one, keys)
    taxes = _parts(terms.functional.tax, [tax for _, _, tax in rows], one, keys)
    return {
        name: FunctionalSums(net=gross - tax, tax=tax)
        for name, gross, tax in zip(keys, grosses, taxes, strict=True)
    }


def _parts(whole: int, amounts: Sequence[int], one: Fraction, keys: Sequence[str]) -> list[int]:
    """Whole parts next to what each amount is at the rate, which come to the whole."""
    exact = [one * amount for amount in amounts]
    near = round_fraction(sum(exact, Fraction()), RoundingMode.HALF_UP)
    parts = list(map(int, parted(near, exact, keys)))
    rest = whole - near
    if rest and parts:
        # Converted line by line, or by the host: what that is apart goes by size.
        sizes = list(map(abs, amounts))
        more = share_out(rest, sizes if any(sizes) else [1] * len(parts), keys=keys)
        parts = [part + each for part, each in zip(parts, more, strict=True)]
    return parts


def functional_of(lines: Iterable[DocumentLine]) -> FunctionalSums | None:
    """What lines come to in the functional currency; None where none of them knows."""
    known = [line.functional for line in lines if line.functional is not None]
    if not known:
        return None
    net, tax = sum([each.net for each in known]), sum([each.tax for each in known])
    return FunctionalSums(net=net, tax=tax)


def _tax(taxes: Iterable[TaxShare]) -> int:
    return sum([tax.tax for tax in taxes])
