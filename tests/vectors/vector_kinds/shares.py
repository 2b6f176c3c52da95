"""Kinds of vectors about sharing an amount out."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from orderkit.values import (
    Currency,
    Distribution,
    Exact,
    Money,
    Residual,
    distribute,
    headroom,
    prorate,
)
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

_RESIDUALS: Final = {
    "largest_remainder_first": Residual.LARGEST_REMAINDER,
    "equal_first": Residual.SPREAD,
    "sylius_half_down_front": Residual.HALF_DOWN_THEN_FRONT,
    "last_takes_rest": Residual.LAST,
    "saleor_last_takes_rest": Residual.LAST,
}
# Peers that share out evenly where every weight is zero; `prorate` itself gives the amount back.
_ALIKE: Final = frozenset({"largest_remainder_first", "equal_first"})


def _shared(policy: str, weights: list[int], amount: Money) -> Distribution:
    alike = policy in _ALIKE and not any(weights)
    return prorate(amount, [1] * len(weights) if alike else weights, _RESIDUALS[policy])


def _whole(vector: Vector) -> Outcome:
    policy, theirs = vector["policy"], list(vector["shares"])
    if policy not in _RESIDUALS:
        return Outcome("open", str(policy))
    amount = Money(vector["amount"], Currency("OWN", 0))
    shared = _shared(policy, vector["weights"], amount)
    ours = [share.minor for share in shared.shares]
    if ours == theirs and not shared.rest:
        return Outcome("same")
    if shared.rest.minor == amount.minor and theirs == ours:
        # Nobody has a weight: the peer drops the amount, we give it back.
        return Outcome("same", f"and {shared.rest.minor} is given back")
    return _against(ours, theirs, vector["weights"], amount.minor)


def _floored(vector: Vector) -> Outcome:
    amount = Money(vector["amount"], Currency("OWN", 0))
    weights = [total for total, _, _ in vector["items"]]
    shared = distribute(amount, weights, caps=[headroom(*item) for item in vector["items"]])
    ours = [share.minor for share in shared.shares]
    if ours == vector["shares"]:
        rest = f"and {shared.rest.minor} is given back" if shared.rest else ""
        return Outcome("same", rest)
    return Outcome("differs", f"ours {_list(ours)}, theirs {_list(vector['shares'])}")


def _against(
    ours: list[int] | list[Decimal],
    theirs: list[int] | list[Decimal],
    weights: list[int],
    amount: int | Decimal,
) -> Outcome:
    """Documented where the peer's shares break a law, and a difference where they keep both."""
    if sum(theirs) != amount:
        return Outcome("documented", f"I-02: theirs come to {sum(theirs)}, not {amount}")
    if any(share * amount < 0 for share in theirs):
        return Outcome("documented", "I-03: a share has the other sign")
    if any(share and not weight for share, weight in zip(theirs, weights, strict=True)):
        return Outcome("documented", "I-03: a share stands at weight 0")
    return Outcome("differs", f"ours {_list(ours)}, theirs {_list(theirs)}")


def _list(shares: list[int] | list[Decimal]) -> str:
    return ", ".join(map(str, shares))


def _decimals(vector: Vector) -> Outcome:
    policy = vector.get("policy")
    if policy is not None and policy not in _RESIDUALS:
        return Outcome("open", str(policy))
    amount, weights = _money(vector["amount"], 2), _numbers(vector["weights"])
    shared = _shared(policy or "largest_remainder_first", weights, amount)
    ours = [share.decimal for share in shared.shares]
    theirs = [Decimal(share) for share in vector["shares"]]
    # Without a policy any order of them will do.
    if ours == theirs or (policy is None and sorted(ours) == sorted(theirs)):
        return Outcome("same")
    return _against(ours, theirs, weights, amount.decimal)


def _distribution(vector: Vector) -> Outcome:
    given, expected = vector["given"], vector["expect"]
    amount, weights = _money(given["amount"], given["exponent"]), _numbers(given["weights"])
    theirs = [Decimal(share) for share in expected["peer"]["shares"]]
    residual, caps = _RESIDUALS.get(expected["peer"]["policy"]), given.get("caps")
    if residual is None or caps:
        bounds = caps and [cap and _money(cap, given["exponent"]).minor for cap in caps]
        shared = distribute(amount, weights, caps=bounds)
    else:
        shared = prorate(amount, weights, residual)
    ours = [share.decimal for share in shared.shares]
    if ours == theirs:
        return Outcome("same")
    wanted = expected.get("ours", {}).get("sorted_shares", ())
    if wanted and sorted(ours, reverse=True) == [Decimal(share) for share in wanted]:
        return Outcome("same", "as it should be, and not as the peer has it")
    return _against(ours, theirs, weights, amount.decimal)


def _money(amount: str, exponent: int) -> Money:
    return Money.exactly(amount, Currency("OWN", exponent))


def _numbers(weights: list[Any]) -> list[int]:  # numbers, or texts of decimals
    """Weights as whole numbers, all of them moved by as many places."""
    exacts = [Exact.of(str(weight)) for weight in weights]
    places = max((exact.scale for exact in exacts), default=0)
    return [exact.digits * 10 ** (places - exact.scale) for exact in exacts]


ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {
        "prorate": _whole,
        "prorate_floor": _floored,
        "prorate_dec": _decimals,
        "distribute": _distribution,
    }
)
