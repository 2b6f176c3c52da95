"""Parameters of rules: refused where they are stated, not where an order meets them."""

from decimal import Decimal
from typing import ClassVar

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import Currency, Exact, Money, shown

__all__ = ["InvalidParameterError", "UnfitParameterError", "hold_range", "parameter"]


@attrs.frozen(kw_only=True)
class InvalidParameterError(InvalidValueError):
    """A rule cannot have this parameter.

    Attributes:
        rule: The rule's code.
        name: The parameter.
    """

    code: ClassVar[str] = "rule.parameter"
    template: ClassVar[str] = "{rule}: {name} cannot be {value}"

    rule: str
    name: str
    value: str


def hold_range(rule: str, name: str, value: object, least: int, most: int) -> None:
    """Refuse what is no whole number from `least` to `most`.

    Raises:
        InvalidParameterError: It is not.
    """
    if type(value) is not int or not least <= value <= most:
        raise InvalidParameterError(rule=rule, name=name, value=shown(repr(value)))


@attrs.frozen(kw_only=True)
class UnfitParameterError(InvalidValueError):
    """What a file states is nothing that a parameter of this kind can be."""

    code: ClassVar[str] = "rule.unfit"
    template: ClassVar[str] = "{value} is no {kind}"

    value: str
    kind: str


def parameter(raw: object, kind: object) -> object:
    """What a file states, as the value that a rule's field holds.

    Args:
        raw: As TOML or JSON was read, decimals as `Decimal`.
        kind: The declared type of the field.

    Raises:
        UnfitParameterError: It is nothing of this kind, or the kind cannot be stated in a file.
        InvalidValueError: Its figures are out of bounds.
    """
    match raw:
        case bool() if kind is bool:
            return raw
        case int() if kind is int and type(raw) is int:
            return raw
        case str() if kind is str:
            return raw
        case str() | int() | Decimal() if kind in (Exact, Exact | None) and type(raw) is not bool:
            return Exact.of(raw)
        case [*texts] if kind == tuple[str, ...] and all(isinstance(text, str) for text in texts):
            return tuple(texts)
        case {"amount": str(amount), "currency": str(currency), **rest} if (
            kind in (Money, Money | None) and not rest
        ):
            return Money.exactly(amount, Currency.of(currency))
        case _:
            raise UnfitParameterError(value=shown(repr(raw)), kind=_named(kind))


def _named(kind: object) -> str:
    named = {int: "whole number", str: "text", bool: "true or false", Exact: "decimal"}
    if kind in (Money, Money | None):
        return "table of amount and currency"
    if kind == tuple[str, ...]:
        return "list of texts"
    return named.get(kind, "parameter of a file") if isinstance(kind, type) else "decimal"
