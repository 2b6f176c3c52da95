"""For the tests of hosts: hypothesis strategies, contract suites and consistency queries.

    from orderkit.testing import RuleContract, terms

What a host's tests need stands here; what our own need beside it is in the modules. A name is
loaded when it is first used.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from orderkit.testing.allocation import (
        AllocationCase,
        AllocationStrategyContract,
        allocation_cases,
    )
    from orderkit.testing.amendments import amendment_commands, changes, fixed_terms
    from orderkit.testing.approval import (
        ApprovalPolicyContract,
        TurnPolicyContract,
        orders_of_any_size,
        tier_plans,
    )
    from orderkit.testing.attributes import (
        attribute_schemas,
        attribute_values,
        attributed_terms,
        declarations,
    )
    from orderkit.testing.capture import damaged_files, files
    from orderkit.testing.consistency import Outcome, check, check_database
    from orderkit.testing.duplicates import duplicate_policies, order_sketches
    from orderkit.testing.facts import facts_for
    from orderkit.testing.flows import conditions, definitions, move_facts
    from orderkit.testing.fulfilment import PackCase, pack_cases, tracking_events
    from orderkit.testing.gates import GateContract, GuardContract
    from orderkit.testing.goods import GoodsContract
    from orderkit.testing.imports import ImportsContract
    from orderkit.testing.invoicing import invoices, payment_terms, priced_terms
    from orderkit.testing.judges import JudgeContract
    from orderkit.testing.laws import LawBroken
    from orderkit.testing.order import commands, lines, orders, pieces_commands, terms
    from orderkit.testing.pages import PagesContract
    from orderkit.testing.prices import determination_policies, price_books, price_requests
    from orderkit.testing.pricing import (
        baskets,
        price_adjustments,
        pricing_policies,
        taxes,
    )
    from orderkit.testing.queries import QUERIES
    from orderkit.testing.query import Query
    from orderkit.testing.records import RecordsContract
    from orderkit.testing.repository import DatabaseContract
    from orderkit.testing.samples import ChannelSample, channel_samples
    from orderkit.testing.settlement import MatcherContract, SettlementCase, settlement_cases
    from orderkit.testing.stored import Step, walks
    from orderkit.testing.taxation import TaxPolicyContract, supplies
    from orderkit.testing.texts import TextsContract
    from orderkit.testing.validation import RuleContract, cures
    from orderkit.testing.values import (
        actors,
        contexts,
        currencies,
        exacts,
        findings,
        instants,
        monies,
        quantities,
        units,
    )

__all__ = [
    "QUERIES",
    "AllocationCase",
    "AllocationStrategyContract",
    "ApprovalPolicyContract",
    "ChannelSample",
    "DatabaseContract",
    "GateContract",
    "GoodsContract",
    "GuardContract",
    "ImportsContract",
    "JudgeContract",
    "LawBroken",
    "MatcherContract",
    "Outcome",
    "PackCase",
    "PagesContract",
    "Query",
    "RecordsContract",
    "RuleContract",
    "SettlementCase",
    "Step",
    "TaxPolicyContract",
    "TextsContract",
    "TurnPolicyContract",
    "actors",
    "allocation_cases",
    "amendment_commands",
    "attribute_schemas",
    "attribute_values",
    "attributed_terms",
    "baskets",
    "changes",
    "channel_samples",
    "check",
    "check_database",
    "commands",
    "conditions",
    "contexts",
    "cures",
    "currencies",
    "damaged_files",
    "declarations",
    "definitions",
    "determination_policies",
    "duplicate_policies",
    "exacts",
    "facts_for",
    "files",
    "findings",
    "fixed_terms",
    "instants",
    "invoices",
    "lines",
    "monies",
    "move_facts",
    "order_sketches",
    "orders",
    "orders_of_any_size",
    "pack_cases",
    "payment_terms",
    "pieces_commands",
    "price_adjustments",
    "price_books",
    "price_requests",
    "priced_terms",
    "pricing_policies",
    "quantities",
    "settlement_cases",
    "supplies",
    "taxes",
    "terms",
    "tier_plans",
    "tracking_events",
    "units",
    "walks",
]

# Which module a name is loaded from.
_MODULES: Final = MappingProxyType(
    {
        "allocation": "AllocationCase AllocationStrategyContract allocation_cases",
        "amendments": "amendment_commands changes fixed_terms",
        "approval": "ApprovalPolicyContract TurnPolicyContract orders_of_any_size tier_plans",
        "attributes": "attribute_schemas attribute_values attributed_terms declarations",
        "capture": "damaged_files files",
        "consistency": "Outcome check check_database",
        "duplicates": "duplicate_policies order_sketches",
        "facts": "facts_for",
        "flows": "conditions definitions move_facts",
        "fulfilment": "PackCase pack_cases tracking_events",
        "gates": "GateContract GuardContract",
        "goods": "GoodsContract",
        "imports": "ImportsContract",
        "invoicing": "invoices payment_terms priced_terms",
        "judges": "JudgeContract",
        "laws": "LawBroken",
        "order": "commands lines orders pieces_commands terms",
        "pages": "PagesContract",
        "prices": "determination_policies price_books price_requests",
        "pricing": "baskets price_adjustments pricing_policies taxes",
        "records": "RecordsContract",
        "queries": "QUERIES",
        "query": "Query",
        "repository": "DatabaseContract",
        "samples": "ChannelSample channel_samples",
        "settlement": "MatcherContract SettlementCase settlement_cases",
        "stored": "Step walks",
        "taxation": "TaxPolicyContract supplies",
        "texts": "TextsContract",
        "validation": "RuleContract cures",
        "values": ("actors contexts currencies exacts findings instants monies quantities units"),
    }
)
_HOMES: Final = MappingProxyType(
    {name: module for module in _MODULES for name in _MODULES[module].split()}
)


def __getattr__(name: str) -> object:
    """Load a public name at its first use."""
    module = _HOMES.get(name)
    if module is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """What may be imported from here."""
    return sorted({*globals(), *__all__})
