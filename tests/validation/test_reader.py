"""Rules as data: read by name, refused with every mistake and its line, known by their digest."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import attrs
import pytest

from orderkit.locales import LOCALES, say
from orderkit.order import Line, Terms
from orderkit.validation import NAMED_RULES, RulesError, RuleSet, Weighed, policies, read_rules
from orderkit.validation.policies import (
    AddressComplete,
    CurrencyAllowed,
    MarginAboveFloor,
    MinimumOrder,
    PriceAgainstList,
    QuantityInPacks,
    TotalAgainstLines,
)
from orderkit.values import (
    ChannelCode,
    Currency,
    Exact,
    Money,
    OrderId,
    OrganisationId,
    PartyId,
    Severity,
)

EUR: Final = Currency.of("EUR")

HOUSE: Final = """\
name = "house"

[[rules]]
rule = "quantity_in_packs"

[[rules]]
rule = "minimum_order"
least = { amount = "50.00", currency = "EUR" }
severity = "block"

[[rules]]
rule = "price_against_list"
tolerance = 5

[[rules]]
rule = "price_against_list"
code = "price.wide"
tolerance = 50
severity = "block"

[[rules]]
rule = "address_complete"
parts = ["city", "street"]

[[rules]]
rule = "currency_allowed"
allowed = ["EUR"]
"""


def test_a_file_names_rules_and_their_parameters() -> None:
    assert read_rules("\ufeff" + HOUSE, source="house.toml") == RuleSet(
        (
            QuantityInPacks(),
            Weighed(MinimumOrder(least=Money(5000, EUR)), Severity.BLOCK),
            PriceAgainstList(tolerance=5),
            Weighed(PriceAgainstList(tolerance=50, code="price.wide"), Severity.BLOCK),
            AddressComplete(parts=("city", "street")),
            CurrencyAllowed(allowed=("EUR",)),
        )
    )


def test_each_rule_that_a_file_can_state_is_named_as_its_module() -> None:
    # Offers are values of their own, which a host makes.
    assert {kind.__name__ for kind in NAMED_RULES.values()} == set(policies.__all__) - {
        "GiftEarned"
    }
    for name, kind in NAMED_RULES.items():
        assert kind.__module__ == f"orderkit.validation.policies.{name}"
        assert read_rules(f'[[rules]]\nrule = "{name}"', source="x").rules == (kind(),)


WRONG: Final = """\
nmae = "house"

[[rules]]
rule = "os.system"

[[rules]]
rule = "quantity_in_packs"
tolerance = 5
severity = "severe"

[[rules]]
rule = "margin_above_floor"
least = 100

[[rules]]
rule = "margin_above_floor"
"least" = true

[[rules]]
rule = "total_against_lines"
policy = "half_up"

[[rules]]
rule = "minimum_order"
least = { amount = "50.001", currency = "EUR" }

[[rules]]
rule = "duplicate"

[[rules]]
rule = "duplicate"

[[rules]]
severity = "note"
"""


def test_a_44_every_mistake_is_told_at_once_with_its_file_and_line() -> None:
    with pytest.raises(RulesError) as told:
        read_rules(WRONG, source="wrong.toml")
    mistakes = told.value.mistakes
    assert [(each.code, each.path, each.param("line")) for each in mistakes] == [
        ("rules.unknown_key", "nmae", 1),
        ("rules.unknown_name", "rules/1/rule", 4),
        ("rules.severity", "rules/2/severity", 9),
        ("rules.unknown_key", "rules/2/tolerance", 8),
        ("rules.parameter", "rules/3", 13),
        ("rules.parameter", "rules/4/least", 17),
        ("rules.parameter", "rules/5/policy", 21),
        ("rules.parameter", "rules/6/least", 25),
        ("rules.twice", "rules/8", 30),
        ("rules.unknown_name", "rules/9/rule", 33),
    ]
    assert {each.param("file") for each in mistakes} == {"wrong.toml"}
    assert "line 4, rules/1/rule: unknown_name os.system" in told.value.why
    for each in mistakes:
        assert all(say(each, locale) != each.code for locale in LOCALES)
    english = say(mistakes[1], "en")
    assert english.startswith("wrong.toml, line 4: no rule is named os.system.")


@pytest.mark.parametrize(
    "name",
    ["os.system", "!!python/object", "__import__", "orderkit.validation.policies.duplicate", ""],
)
def test_a_44_a_name_that_points_at_code_is_unknown(name: str) -> None:
    with pytest.raises(RulesError) as told:
        read_rules(f'[[rules]]\nrule = "{name}"\n', source="x.toml")
    (mistake,) = told.value.mistakes
    assert (mistake.code, mistake.param("line")) == ("rules.unknown_name", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "rules.none"),
        ("rules = []", "rules.none"),
        ("rules = 7", "rules.none"),
        ("rules = [7]", "rules.no_table"),
        ("[[rules]]\nrule = 7", "rules.unknown_name"),
        ("[[rules]]\n" * 1001, "rules.none"),
        ('[[rules]]\nrule = "duplicate"\nseverity = ["block"]', "rules.severity"),
        ('[[rules]]\nrule = "currency_allowed"\nallowed = ["???"]', "rules.parameter"),
        ('[[rules]]\nrule = "duplicate"\ncode = 7', "rules.parameter"),
    ],
)
def test_what_is_no_set_of_rules_is_refused(text: str, code: str) -> None:
    with pytest.raises(RulesError) as told:
        read_rules(text, source="x.toml")
    assert {each.code for each in told.value.mistakes} == {code}


@pytest.mark.parametrize("text", ["[[rules", "x = " + "[" * 5000, b"[[rules]]"])
def test_what_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(RulesError) as told:
        read_rules(text, source="x.toml")
    assert told.value.mistakes == ()
    assert told.value.source == "x.toml"


@attrs.frozen
class Heavy:
    """A rule of a host with parameters of the kinds that a file can state."""

    most: Exact
    asked: bool = False
    code: str = "weight.heavy"

    def declares(self, terms: object, /) -> tuple[()]:
        del terms
        return ()

    def check(self, terms: object, facts: object, /) -> tuple[()]:
        del terms, facts
        return ()


@pytest.mark.parametrize("stated", ["2.5", '"2.5"'])
def test_a_host_names_its_own_rules_beside_those_that_ship(stated: str) -> None:
    text = f'[[rules]]\nrule = "heavy"\nmost = {stated}\nasked = true\n'
    known = {**NAMED_RULES, "heavy": Heavy}
    assert read_rules(text, source="x", known=known).rules == (Heavy(Exact.of("2.5"), asked=True),)
    with pytest.raises(RulesError):
        read_rules(text, source="x")
    with pytest.raises(RulesError) as told:
        read_rules('[[rules]]\nrule = "heavy"\n', source="x", known=known)
    assert [each.code for each in told.value.mistakes] == ["rules.parameter"]


def test_a_digest_is_that_of_rules_parameters_and_order() -> None:
    house = read_rules(HOUSE, source="a.toml")
    assert house.digest == read_rules(HOUSE.replace("house", "other"), source="b.toml").digest
    others = [
        HOUSE.replace("tolerance = 5\n", "tolerance = 6\n"),
        HOUSE.replace('severity = "block"\n', 'severity = "review"\n', 1),
        HOUSE.replace('[[rules]]\nrule = "quantity_in_packs"\n', ""),
    ]
    digests = {read_rules(text, source="x").digest for text in others} | {house.digest}
    assert len(digests) == 4
    turned = RuleSet(tuple(reversed(house.rules)))
    assert turned.digest not in digests
    assert RuleSet((MarginAboveFloor(), TotalAgainstLines())).digest


def test_the_page_of_rules_tells_of_each_rule_its_parameters_and_its_facts() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` (\|.*)$", page, re.MULTILINE))
    assert list(rows) == sorted(NAMED_RULES)
    for name, kind in NAMED_RULES.items():
        cells = [cell.strip() for cell in rows[name].split("|")]
        rule = kind()
        assert cells[1] == f"`{rule.code}`"
        fields = attrs.fields_dict(kind) if attrs.has(kind) else {}
        stated = {*fields} - {"code", "policy"}
        assert set(re.findall(r"`(\w+)`:", cells[3])) == stated
        read = {key.kind for key in rule.declares(TERMS)}
        named = set(re.findall(r"`([a-z.]+)(?:…)?`", cells[4].partition(" by ")[0]))
        assert {each.partition("address.")[1] or each for each in read} == named


TERMS: Final = Terms(
    organisation=OrganisationId("acme"),
    order=OrderId("O1"),
    channel=ChannelCode("shop"),
    number="1001",
    customer=PartyId("C1"),
    ordered_at=datetime(2026, 3, 2, tzinfo=UTC),
    currency=EUR,
    lines=(attrs.evolve(Line.priced("1", "MUG", 1, "2", EUR), requested=date(2026, 3, 3)),),
)
