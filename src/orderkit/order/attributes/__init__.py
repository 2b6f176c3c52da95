"""Custom attributes (自定义项): declared as data, checked, with defaults, read by rules."""

from orderkit.order.attributes.checking import (
    check_attributes,
    check_line_attributes,
)
from orderkit.order.attributes.declaration import (
    AttributeDeclaration,
    AttributePlace,
    AttributeSchema,
    AttributeType,
    InvalidDeclarationError,
)
from orderkit.order.attributes.holding import (
    HoldsAttributes,
    attribute_of,
    with_defaults,
)
from orderkit.order.attributes.reader import (
    AttributeSchemaError,
    read_attribute_schema,
    schema_of,
)

__all__ = [
    "AttributeDeclaration",
    "AttributePlace",
    "AttributeSchema",
    "AttributeSchemaError",
    "AttributeType",
    "HoldsAttributes",
    "InvalidDeclarationError",
    "attribute_of",
    "check_attributes",
    "check_line_attributes",
    "read_attribute_schema",
    "schema_of",
    "with_defaults",
]
