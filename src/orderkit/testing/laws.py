"""What a contract suite raises when a policy breaks a law.

Suites raise and never assert: pytest rewrites asserts in test modules only, and `python -O` drops
all others.
"""

__all__ = ["LawBroken", "keeps"]


class LawBroken(AssertionError):  # noqa: N818 - reads as what happened, and pytest shows it so
    """A policy under test broke a law of its protocol."""


def keeps(law: str, *, kept: bool) -> None:
    """Hold a policy to a law.

    Raises:
        LawBroken: It was not kept.
    """
    if not kept:
        raise LawBroken(law)
