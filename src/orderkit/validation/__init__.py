"""Validation: rules look at the terms of an order, and all of them are heard."""

from orderkit.validation.attributes import (
    AttributeGate,
)
from orderkit.validation.coupons import (
    CouponGate,
)
from orderkit.validation.cures import (
    AddAmount,
    AskWaiver,
    Correct,
    Cure,
    FillIn,
    PayFirst,
    cure_told,
    cured,
    line_of,
)
from orderkit.validation.explain import (
    Clearing,
    Explanation,
    RuleAnswer,
    RuleOutcome,
    explain,
)
from orderkit.validation.facts import (
    COUPON_EACH,
    COUPON_FROM,
    COUPON_LIMIT,
    COUPON_STATUS,
    COUPON_UNTIL,
    COUPON_USED,
    COUPON_USED_BY,
    CREDIT_LIMIT,
    CREDIT_USED,
    CUSTOMER_STATUS,
    DEBT_DAYS,
    DEBT_OVERDUE,
    EARLIEST_DAY,
    LIST_PRICE,
    ORDER_MINIMUM,
    ORDER_OF_NUMBER,
    PACK_SIZE,
    SKU_STATUS,
    UNIT_COST,
    address_part,
    by_customer,
    payer_of,
)
from orderkit.validation.gate import (
    ValidationGate,
)
from orderkit.validation.parameters import (
    InvalidParameterError,
    UnfitParameterError,
)
from orderkit.validation.protocol import (
    CuringRule,
    Rule,
    SelectiveRule,
)
from orderkit.validation.reader import (
    NAMED_RULES,
    RulesError,
    read_rules,
)
from orderkit.validation.validate import (
    DuplicateRuleError,
    RuleSet,
    declared_facts,
    validate,
)
from orderkit.validation.weighed import (
    Weighed,
)

__all__ = [
    "COUPON_EACH",
    "COUPON_FROM",
    "COUPON_LIMIT",
    "COUPON_STATUS",
    "COUPON_UNTIL",
    "COUPON_USED",
    "COUPON_USED_BY",
    "CREDIT_LIMIT",
    "CREDIT_USED",
    "CUSTOMER_STATUS",
    "DEBT_DAYS",
    "DEBT_OVERDUE",
    "EARLIEST_DAY",
    "LIST_PRICE",
    "NAMED_RULES",
    "ORDER_MINIMUM",
    "ORDER_OF_NUMBER",
    "PACK_SIZE",
    "SKU_STATUS",
    "UNIT_COST",
    "AddAmount",
    "AskWaiver",
    "AttributeGate",
    "Clearing",
    "Correct",
    "CouponGate",
    "Cure",
    "CuringRule",
    "DuplicateRuleError",
    "Explanation",
    "FillIn",
    "InvalidParameterError",
    "PayFirst",
    "Rule",
    "RuleAnswer",
    "RuleOutcome",
    "RuleSet",
    "RulesError",
    "SelectiveRule",
    "UnfitParameterError",
    "ValidationGate",
    "Weighed",
    "address_part",
    "by_customer",
    "cure_told",
    "cured",
    "declared_facts",
    "explain",
    "line_of",
    "payer_of",
    "read_rules",
    "validate",
]
