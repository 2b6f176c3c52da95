"""Checks of custom attributes: everything that an order holds against what is declared."""

from collections.abc import Iterable, Iterator

from orderkit.order.attributes.declaration import (
    AttributeDeclaration,
    AttributePlace,
    AttributeSchema,
    is_below,
    is_of_type,
)
from orderkit.order.line import Attribute, Line
from orderkit.order.terms import Terms
from orderkit.values import Finding, Secret, block, shown

__all__ = ["against_declaration", "check_attributes", "check_line_attributes"]


def check_attributes(terms: Terms, schema: AttributeSchema) -> tuple[Finding, ...]:
    """All that stands against the custom attributes of terms: of the header, then line by line.

    Linear in attributes, and in lines where an attribute of lines is required.

    Returns:
        BLOCK `attribute.unknown`, `attribute.twice`, `attribute.missing`, `attribute.type`,
        `attribute.below`, `attribute.above`, `attribute.choice`, `attribute.too_long`. The path is
        that of the change which mends it: `attributes/<name>`, `lines/<id>/attributes/<name>`.

    Laws:
        all at once: No finding hides another.
        as declared: Terms without findings hold values of the declared types within the declared
            bounds, and every one that is required.
    """
    header = schema.at(AttributePlace.HEADER)
    return (
        *_against(terms.attributes, header, "attributes"),
        *check_line_attributes(terms.lines, schema),
    )


def check_line_attributes(lines: Iterable[Line], schema: AttributeSchema) -> tuple[Finding, ...]:
    """All that stands against the custom attributes of lines, as in `check_attributes`."""
    declared = schema.at(AttributePlace.LINE)
    required = any(each.required for each in declared.values())
    return tuple(
        finding
        for line in lines
        # Most lines have none, and most schemas require none of lines.
        if line.attributes or required
        for finding in _against(line.attributes, declared, f"lines/{line.id}/attributes")
    )


def _against(
    attributes: Iterable[Attribute], declared: dict[str, AttributeDeclaration], path: str
) -> Iterator[Finding]:
    held = set[str]()
    for attribute in attributes:
        name = attribute.name
        at, known = f"{path}/{name}", declared.get(name)
        if name in held:
            yield block("attribute.twice", at, name=shown(name))
        held.add(name)
        if known is None:
            yield block("attribute.unknown", at, name=shown(name))
        else:
            yield from against_declaration(attribute, known, at)
    for name, known in declared.items():
        if known.required and name not in held:
            yield block("attribute.missing", f"{path}/{name}", name=name)


def against_declaration(
    attribute: Attribute, declared: AttributeDeclaration, path: str
) -> Iterator[Finding]:
    """What stands against one value; of another type than declared, nothing else is said."""
    name, value = declared.name, attribute.value
    if not is_of_type(declared.type, value):
        needed, found = declared.type.value, type(value).__name__
        yield block("attribute.type", path, name=name, needed=needed, found=found)
        return
    told = shown(value) if isinstance(value, str) else value
    if declared.least is not None and is_below(value, declared.least):
        yield block("attribute.below", path, name=name, value=told, least=declared.least)
    if declared.most is not None and is_below(declared.most, value):
        yield block("attribute.above", path, name=name, value=told, most=declared.most)
    if declared.choices and value not in declared.choices:
        choices = ", ".join(shown(str(choice)) for choice in declared.choices)
        yield block("attribute.choice", path, name=name, value=told, choices=choices)
    text = value.reveal() if isinstance(value, Secret) else value
    if declared.longest is not None and isinstance(text, str) and len(text) > declared.longest:
        length, longest = len(text), declared.longest
        yield block("attribute.too_long", path, name=name, length=length, longest=longest)
