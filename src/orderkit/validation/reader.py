"""Reading rule sets: TOML to rules, with every mistake told at once.

    name = "house"

    [[rules]]
    rule = "minimum_order"
    least = { amount = "50.00", currency = "EUR" }
    severity = "block"

Nothing in a file is ever imported or run: a rule is a name that is looked up.
"""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, Final

import attrs

from orderkit.errors import InvalidValueError, UnreadableDataError
from orderkit.validation.parameters import InvalidParameterError, parameter
from orderkit.validation.policies import (
    AddressComplete,
    CreditLimit,
    CurrencyAllowed,
    CustomerKnown,
    DatePossible,
    Duplicate,
    MarginAboveFloor,
    MinimumOrder,
    OverdueDebt,
    PriceAboveFloor,
    PriceAgainstList,
    PricePresent,
    QuantityInPacks,
    QuantityInRange,
    SkuSellable,
    TotalAgainstLines,
)
from orderkit.validation.protocol import Rule
from orderkit.validation.validate import RuleSet
from orderkit.validation.weighed import Weighed
from orderkit.values import Finding, Severity, block, shown

__all__ = ["NAMED_RULES", "RulesError", "read_rules"]

_MARK: Final = "\ufeff"
_MOST: Final = 1000
_HEAD: Final = re.compile(r"\s*\[\[\s*rules\s*\]\]")
_OWN_KEYS: Final = frozenset({"rule", "severity"})
_SEVERITIES: Final = {severity.value: severity for severity in Severity}

NAMED_RULES: Final[Mapping[str, type[Rule]]] = MappingProxyType(
    {
        "address_complete": AddressComplete,
        "credit_limit": CreditLimit,
        "currency_allowed": CurrencyAllowed,
        "customer_known": CustomerKnown,
        "date_possible": DatePossible,
        "duplicate": Duplicate,
        "margin_above_floor": MarginAboveFloor,
        "minimum_order": MinimumOrder,
        "overdue_debt": OverdueDebt,
        "price_above_floor": PriceAboveFloor,
        "price_against_list": PriceAgainstList,
        "price_present": PricePresent,
        "quantity_in_packs": QuantityInPacks,
        "quantity_in_range": QuantityInRange,
        "sku_sellable": SkuSellable,
        "total_against_lines": TotalAgainstLines,
    }
)


@attrs.frozen(kw_only=True)
class RulesError(UnreadableDataError):
    """A rule set with mistakes; all of them are told at once.

    Attributes:
        why: The mistakes in English, each with its line.
        mistakes: The same as findings, which `say` has sentences for; `line` counts from 1, and is
            0 where nothing stands in a line.
    """

    code: ClassVar[str] = "rules.invalid"

    mistakes: tuple[Finding, ...] = ()


def read_rules(text: str, *, source: str, known: Mapping[str, type[Rule]] = NAMED_RULES) -> RuleSet:
    """Read a rule set from TOML: tables `[[rules]]`, each with `rule`, and what it needs.

    A rule's parameters are the fields of its class: whole numbers, decimals, texts, lists of
    texts, `{ amount, currency }`. `severity` is one of `block`, `review`, `note`.

    Args:
        text: What the file holds; a byte order mark before it is passed over.
        source: The file, named in errors.
        known: The rules by the names that files use; a host adds its own:
            `{**NAMED_RULES, "our_rule": OurRule}`.

    Raises:
        RulesError: No text or no TOML, a name that is not known, an unknown or wrong parameter,
            two rules with one code, or more than 1,000 rules.
    """
    # A caller without a type checker may hand in anything, the bytes of the file above all.
    if not isinstance(text, str):
        why = f"a text is needed, not {type(text).__name__}: decode the file as utf-8 first"
        raise RulesError(source=source, why=why)
    text = text.removeprefix(_MARK)
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RulesError(source=source, why=shown(str(error))) from error
    reader = _Reader(text, source, known)
    rules = reader.rules(raw)
    if reader.mistakes:
        why = "; ".join(map(_told, reader.mistakes))
        raise RulesError(source=source, why=why, mistakes=tuple(reader.mistakes))
    return RuleSet(rules)


def _told(mistake: Finding) -> str:
    line = mistake.param("line")
    place = f"line {line}, " if line else ""
    rest = [str(held) for name, held in mistake.params if name not in {"line", "file"}]
    return f"{place}{mistake.path}: {mistake.code.rpartition('.')[2]} {' '.join(rest)}".rstrip()


class _Reader:
    def __init__(self, text: str, source: str, known: Mapping[str, type[Rule]]) -> None:
        self._lines = text.splitlines()
        self._heads = [n for n, line in enumerate(self._lines, 1) if _HEAD.match(line)]
        self._source = shown(source)
        self._known = known
        self.mistakes = list[Finding]()
        self._wrong = self.mistakes.append

    def rules(self, raw: dict[str, object]) -> tuple[Rule, ...]:
        file, at = self._source, self._line
        for key in raw:
            if key not in {"name", "rules"}:
                self._wrong(
                    block("rules.unknown_key", key, file=file, line=at(None, key), name=shown(key))
                )
        tables = raw.get("rules")
        if not isinstance(tables, list) or not tables or len(tables) > _MOST:
            self._wrong(block("rules.none", "rules", file=file, line=at(None, "rules"), most=_MOST))
            return ()
        read, codes = list[Rule](), set[str]()
        for place, table in enumerate(tables):
            rule = self._rule(place, table) if isinstance(table, dict) else None
            if not isinstance(table, dict):
                self._wrong(
                    block("rules.no_table", f"rules/{place + 1}", file=file, line=at(place, ""))
                )
            if rule is None:
                continue
            if rule.code in codes:
                self._wrong(
                    block(
                        "rules.twice",
                        f"rules/{place + 1}",
                        file=file,
                        line=at(place, "code"),
                        rule=rule.code,
                    )
                )
            codes.add(rule.code)
            read.append(rule)
        return tuple(read)

    def _rule(self, place: int, table: dict[str, object]) -> Rule | None:
        file, at = self._source, self._line
        name, path, line = table.get("rule"), f"rules/{place + 1}", at(place, "rule")
        kind = self._known.get(name) if isinstance(name, str) else None
        if kind is None:
            told = shown(str(name))
            self._wrong(
                block("rules.unknown_name", f"{path}/rule", file=file, line=line, name=told)
            )
            return None
        before = len(self.mistakes)
        severity = table.get("severity")
        if severity is not None and severity not in tuple(_SEVERITIES):
            told = shown(repr(severity))
            self._wrong(
                block(
                    "rules.severity",
                    f"{path}/severity",
                    file=file,
                    line=at(place, "severity"),
                    value=told,
                )
            )
        given = {key: held for key, held in table.items() if key not in _OWN_KEYS}
        parameters = self._parameters(place, kind, given)
        if len(self.mistakes) > before:
            return None
        rule = self._made(place, str(name), kind, parameters)
        if rule is None or severity is None:
            return rule
        return Weighed(rule, _SEVERITIES[str(severity)])

    def _made(
        self, place: int, name: str, kind: type[Rule], parameters: dict[str, object]
    ) -> Rule | None:
        try:
            return kind(**parameters)
        except (InvalidValueError, TypeError) as error:
            key = error.name if isinstance(error, InvalidParameterError) else ""
            path, line, why = f"rules/{place + 1}", self._line(place, key), shown(str(error))
            self._wrong(
                block("rules.parameter", path, file=self._source, line=line, name=name, why=why)
            )
            return None

    def _parameters(
        self, place: int, kind: type[Rule], given: dict[str, object]
    ) -> dict[str, object]:
        file, at = self._source, self._line
        fields = attrs.fields_dict(kind) if attrs.has(kind) else {}
        read = dict[str, object]()
        for key, held in given.items():
            path, field = f"rules/{place + 1}/{key}", fields.get(key)
            if field is None or not field.init:
                self._wrong(
                    block(
                        "rules.unknown_key", path, file=file, line=at(place, key), name=shown(key)
                    )
                )
                continue
            try:
                read[key] = parameter(held, field.type)
            except InvalidValueError as error:
                told = shown(str(error))
                self._wrong(
                    block(
                        "rules.parameter",
                        path,
                        file=file,
                        line=at(place, key),
                        name=shown(key),
                        why=told,
                    )
                )
        return read

    def _line(self, place: int | None, key: str) -> int:
        """Where a key stands: in the table of its rule, or before all of them."""
        if place is None:
            begin, end = 0, self._heads[0] - 1 if self._heads else len(self._lines)
        elif place < len(self._heads):
            begin = self._heads[place]
            later = self._heads[place + 1 : place + 2]
            end = later[0] - 1 if later else len(self._lines)
        else:
            return 0
        for line in range(begin, end if key else begin):
            if self._lines[line].partition("=")[0].strip().strip("\"'") == key:
                return line + 1
        return begin
