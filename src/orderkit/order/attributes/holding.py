"""What holds custom attributes: values by name and type for rules, and defaults set once."""

from typing import Protocol, TypeVar

import attrs

from orderkit.order.attributes.declaration import (
    AttributeDeclaration,
    AttributePlace,
    AttributeSchema,
)
from orderkit.order.line import Attribute
from orderkit.order.terms import Terms

__all__ = ["HoldsAttributes", "attribute_of", "with_defaults"]

T = TypeVar("T")


class HoldsAttributes(Protocol):
    """Terms, or one of their lines."""

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The custom attributes."""
        ...


def attribute_of(holder: HoldsAttributes, name: str, kind: type[T]) -> T | None:
    """The value of a custom attribute, for a rule that looks at it.

    Args:
        kind: `str`, `int`, `bool`, `Exact`, `date`, `datetime` or `Secret`, exactly: a true is
            no 1.

    Returns:
        None where there is none, or one of another kind; the gate of attributes tells which.
    """
    for attribute in holder.attributes:
        value = attribute.value
        # The second asks nothing new: it tells the type checker what the first has asked.
        if attribute.name == name and type(value) is kind and isinstance(value, kind):
            return value
    return None


def with_defaults(terms: Terms, schema: AttributeSchema) -> Terms:
    """The terms with each declared default set where there is no attribute of that name.

    Laws:
        once: Doing it again changes nothing.
        kept: What stands there stays, be it declared or not.
    """
    header = _defaults(schema, AttributePlace.HEADER)
    line = _defaults(schema, AttributePlace.LINE)
    lines = terms.lines
    if line:
        lines = tuple(attrs.evolve(each, attributes=_filled(each, line)) for each in lines)
    attributes = _filled(terms, header)
    if lines == terms.lines and attributes == terms.attributes:
        return terms
    return attrs.evolve(terms, attributes=attributes, lines=lines)


def _defaults(schema: AttributeSchema, place: AttributePlace) -> tuple[Attribute, ...]:
    return tuple(made for each in schema.at(place).values() if (made := _default(each)) is not None)


def _default(declared: AttributeDeclaration) -> Attribute | None:
    value = declared.default
    return None if value is None else Attribute(name=declared.name, value=value)


def _filled(holder: HoldsAttributes, defaults: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
    held = {attribute.name for attribute in holder.attributes}
    return (*holder.attributes, *(each for each in defaults if each.name not in held))
