"""Validation: rules look at the terms of an order, and all of them are heard."""

from orderkit.validation.facts import (
    CUSTOMER_STATUS,
    LIST_PRICE,
    ORDER_OF_NUMBER,
    PACK_SIZE,
)
from orderkit.validation.gate import (
    ValidationGate,
)
from orderkit.validation.protocol import (
    Rule,
)
from orderkit.validation.validate import (
    DuplicateRuleError,
    RuleSet,
    declared_facts,
    validate,
)

__all__ = [
    "CUSTOMER_STATUS",
    "LIST_PRICE",
    "ORDER_OF_NUMBER",
    "PACK_SIZE",
    "DuplicateRuleError",
    "Rule",
    "RuleSet",
    "ValidationGate",
    "declared_facts",
    "validate",
]
