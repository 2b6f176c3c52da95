"""Validation: rules look at the terms of an order, and all of them are heard."""

from orderkit.validation.attributes import (
    AttributeGate,
)
from orderkit.validation.coupons import (
    CouponGate,
)
from orderkit.validation.facts import (
    COUPON_EACH,
    COUPON_FROM,
    COUPON_LIMIT,
    COUPON_STATUS,
    COUPON_UNTIL,
    COUPON_USED,
    COUPON_USED_BY,
    CUSTOMER_STATUS,
    LIST_PRICE,
    ORDER_OF_NUMBER,
    PACK_SIZE,
    by_customer,
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
    "COUPON_EACH",
    "COUPON_FROM",
    "COUPON_LIMIT",
    "COUPON_STATUS",
    "COUPON_UNTIL",
    "COUPON_USED",
    "COUPON_USED_BY",
    "CUSTOMER_STATUS",
    "LIST_PRICE",
    "ORDER_OF_NUMBER",
    "PACK_SIZE",
    "AttributeGate",
    "CouponGate",
    "DuplicateRuleError",
    "Rule",
    "RuleSet",
    "ValidationGate",
    "by_customer",
    "declared_facts",
    "validate",
]
