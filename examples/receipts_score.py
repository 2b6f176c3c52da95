"""Score what was found against what made receipts truly were.

A receipt counts as right only as a whole: the same documents, and the same amount of each. A
payment that was sent twice may be found by either of the two.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import final

import attrs

from orderkit.locales import show_share
from orderkit.settlement import Match
from orderkit.values import DocumentNumber, ReceiptId
from receipts_maker import Truth

__all__ = ["Figures", "Score", "score"]


@final
@attrs.frozen(kw_only=True)
class Figures:
    """Counts of receipts.

    Attributes:
        receipts: All of them.
        payable: Those that paid some document.
        matched: Those for which something was found.
        right: Those for which the truth was found.
    """

    receipts: int = 0
    payable: int = 0
    matched: int = 0
    right: int = 0

    @property
    def precision(self) -> Fraction:
        """How much of what was found is right; 1 where nothing was found."""
        return Fraction(self.right, self.matched) if self.matched else Fraction(1)

    @property
    def recall(self) -> Fraction:
        """How much of what could be found was found right; 1 where there was nothing to find."""
        return Fraction(self.right, self.payable) if self.payable else Fraction(1)

    def __str__(self) -> str:
        """Figures in one row."""
        return (
            f"{self.receipts:>6} receipts, {self.payable:>6} payable, {self.matched:>6} matched, "
            f"{self.matched - self.right:>3} wrong, "
            f"precision {show_share(self.precision):>7}, recall {show_share(self.recall):>7}"
        )


@final
@attrs.frozen(kw_only=True)
class Score:
    """Figures of all receipts, and by the trouble that was played on them.

    Attributes:
        all: Of all receipts.
        by_trouble: By trouble, the most frequent first; a receipt may have several.
        wrong: Receipts for which something else than the truth was found.
    """

    all: Figures
    by_trouble: Mapping[str, Figures]
    wrong: tuple[ReceiptId, ...]


def score(truth: Mapping[ReceiptId, Truth], matches: Iterable[Match]) -> Score:
    """Compare matches with the truth; a match that applies nothing is none."""
    found: dict[ReceiptId, dict[DocumentNumber, int]] = {}
    for match in matches:
        for each in match.applications:
            parts = found.setdefault(match.receipt, {})
            parts[each.document] = parts.get(each.document, 0) + each.amount
    for receipt, true in truth.items():
        if true.twin is not None and receipt in found and true.twin not in found:
            found[true.twin] = found.pop(receipt)
    wrong = tuple(
        receipt
        for receipt, parts in found.items()
        # A receipt that nobody made has no truth that could be found.
        if receipt not in truth or parts != dict(truth[receipt].applications)
    )
    troubles = Counter(trouble for true in truth.values() for trouble in set(true.troubles))
    return Score(
        all=_figures(truth, truth, found, wrong),
        by_trouble={
            trouble: _figures(
                truth, (r for r, true in truth.items() if trouble in true.troubles), found, wrong
            )
            for trouble, _ in troubles.most_common()
        },
        wrong=wrong,
    )


def _figures(
    truth: Mapping[ReceiptId, Truth],
    receipts: Iterable[ReceiptId],
    found: Collection[ReceiptId],
    wrong: Iterable[ReceiptId],
) -> Figures:
    some, bad = list(receipts), set(wrong)
    return Figures(
        receipts=len(some),
        payable=sum(bool(truth[each].applications) for each in some),
        matched=sum(each in found for each in some),
        right=sum(each in found and each not in bad for each in some),
    )
