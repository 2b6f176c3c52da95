"""The contract of tax policies, and supplies of every sort to try them on.

    class TestOurPolicy(TaxPolicyContract):
        policy = OurPolicy()
        kinds = ("goods", "books")

Each test is one law of the protocol, under the law's name.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.errors import PolicyContractError
from orderkit.pricing import Assessed, Supply, Taxable, TaxParty, TaxPolicy, assess
from orderkit.testing.laws import LawBroken, keeps

__all__ = ["TaxPolicyContract", "supplies"]

# Where one rate ends and another begins, and countries in and out of a union.
_DAYS: Final = st.sampled_from(
    [date(2018, 4, 30), date(2018, 5, 1), date(2019, 3, 31), date(2019, 4, 1), date(2026, 3, 2)]
) | st.dates(date(1990, 1, 1), date(2100, 1, 1))
_COUNTRIES: Final = st.sampled_from(["CN", "DE", "FR", "US", "GB", ""])
_parties: Final = st.builds(
    TaxParty,
    country=_COUNTRIES,
    number=st.sampled_from(["", "X123"]),
    business=st.booleans(),
)
_law = settings(
    suppress_health_check=[HealthCheck.differing_executors], max_examples=100, deadline=None
)


def supplies() -> st.SearchStrategy[Supply]:
    """Draw a supply: at home or abroad, to a business or not, around a change of rates."""
    return st.builds(
        Supply,
        seller=_parties,
        buyer=_parties,
        on=_DAYS,
        ship_from=_COUNTRIES,
        ship_to=_COUNTRIES,
    )


class TaxPolicyContract:
    """The laws of `TaxPolicy`; subclass it as `Test...`, set `policy` and the kinds it knows."""

    policy: TaxPolicy
    kinds: Sequence[str] = ("goods", "service")

    @_law
    @given(data=st.data())
    def test_pure_equal_arguments_give_equal_answers(self, data: st.DataObject) -> None:
        """Law: pure."""
        supply, lines = self._case(data)
        keeps("pure", kept=self._said(supply, lines) == self._said(supply, lines))

    @_law
    @given(data=st.data())
    def test_total_own_line_nothing_charged_and_barring(self, data: st.DataObject) -> None:
        """Laws: total, own line, nothing charged, barring. The verb holds a policy to each."""
        self._said(*self._case(data))

    @_law
    @given(data=st.data())
    def test_total_a_kind_that_nobody_knows_is_answered(self, data: st.DataObject) -> None:
        """Law: total, of what stands in no table."""
        self._said(data.draw(supplies()), [Taxable(id="1", kind="kind that nobody knows")])

    def _case(self, data: st.DataObject) -> tuple[Supply, list[Taxable]]:
        kinds = st.sampled_from([*self.kinds])
        drawn = data.draw(st.lists(st.tuples(kinds, st.booleans()), min_size=1, max_size=4))
        lines = [
            Taxable(id=str(place), kind=kind, service=service)
            for place, (kind, service) in enumerate(drawn, 1)
        ]
        return data.draw(supplies()), lines

    def _said(self, supply: Supply, lines: Sequence[Taxable]) -> Assessed:
        try:
            return assess(supply, lines, self.policy)
        except PolicyContractError as error:
            raise LawBroken(error.law) from error
