"""Profiles of hypothesis, and how liars are met.

No test fails for the speed of the machine it runs on.
"""

from collections.abc import Callable, Generator
from functools import wraps

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderkit.testing.laws import LawBroken

# A run in minutes looks at some examples of each law, the same ones in each run of the same test,
# so what is green stays green; `make sim` looks at thousands, others each time.
settings.register_profile(
    "house",
    deadline=None,
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "campaign", settings.get_profile("house"), max_examples=2000, derandomize=False
)
settings.load_profile("house")

# Which lines a law reaches, its first examples show; to watch the others would double the run.
WATCHED = 8


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Stop measuring coverage after the first examples of a law, and go on behind it."""
    law = getattr(getattr(item, "obj", None), "hypothesis", None)
    watching = Coverage.current()
    if law is None or watching is None:
        return (yield)
    test, seen = law.inner_test, 0

    @wraps(test)
    def counted(*args: object, **kwargs: object) -> object:
        nonlocal seen
        if seen == WATCHED:
            watching.stop()
        seen += 1
        return test(*args, **kwargs)

    law.inner_test = counted
    try:
        return (yield)
    finally:
        law.inner_test = test
        if seen > WATCHED:
            watching.start()


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
