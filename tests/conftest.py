"""Profiles of hypothesis, and how liars are met.

No test fails for the speed of the machine it runs on.
"""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderkit.testing.laws import LawBroken

# A run in minutes looks at some examples of each law; `make sim` looks at thousands.
settings.register_profile(
    "house", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("campaign", settings.get_profile("house"), max_examples=2000)
settings.load_profile("house")


@pytest.fixture
def broken_law() -> Callable[[object, str], str]:
    """The law under which a test of a contract suite, drawing from `data`, catches a liar."""

    def caught(suite: object, test: str) -> str:
        # The first example that shows the lie is enough: the smallest one takes its time.
        law = getattr(suite, f"test_{test}").hypothesis.inner_test
        quick = settings(phases=[Phase.generate], max_examples=100)(given(data=st.data())(law))
        with pytest.raises(LawBroken) as told:
            quick(suite)
        return told.value.law

    return caught
