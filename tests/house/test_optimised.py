"""Under `python -O` no check is gone: what raises does so, and what is refused stays refused."""

import ast
import json
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "orderkit"
PROGRAM = """
import json, sys
from datetime import UTC, date, datetime
from orderkit import *
from orderkit.order import StageMoved
from orderkit.testing import AllocationStrategyContract, LawBroken
from orderkit.testing.stored import order_of, terms_of, then

eur, acme = Currency.of("EUR"), OrganisationId("acme")
at, day = datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2)
shelf, key = StockKey.of(acme, "main", "MUG"), OrderKey(acme, OrderId("O1"))
wave = [Demand(order=key, line=LineId("1"), sku=Sku("MUG"), quantity=9)]
lots = [StockLot(key=shelf, available=4)]


class Generous:
    def choose(self, demands, lots, /):
        for each in demands:
            for lot in lots:
                if lot.key.sku == each.sku and each.quantity:
                    pieces = each.quantity
                    yield Take(order=each.order, line=each.line, key=lot.key, quantity=pieces)


class Suite(AllocationStrategyContract):
    strategy = Generous()


class Dies:
    code = "dies"
    def declares(self, terms, /):
        return ()
    def check(self, terms, facts, /):
        raise LookupError


def stale():
    database, step = MemoryDatabase(), order_of(terms_of("O1"))
    with database.write() as work:
        work.orders.save(step.after, step.events, expected=7)


def refused():
    order = order_of(terms_of("O1")).after
    decision = decide(order, Ship((Portion(LineId("1"), 99),)), Context.by("ann", acme, at))
    raise LookupError(decision.accepted, *(finding.code for finding in decision.findings))


CASES = [
    lambda: Money(1, eur) + Money(1, Currency.of("USD")),
    lambda: Money(2**63, eur),
    lambda: Money.exactly("0.001", eur),
    lambda: Money(True, eur),
    lambda: Context.by("ann", acme, datetime(2026, 3, 2)),
    lambda: Demand(order=key, line=LineId("1"), sku=Sku("MUG"), quantity=-1),
    lambda: allocate(wave, lots, Generous(), on=day),
    lambda: allocate(wave * 2, lots, FirstIn(), on=day),
    lambda: validate(terms_of("O1"), Facts(), RuleSet((Dies(),))),
    lambda: RuleSet((Dies(), Dies())),
    lambda: fold([StageMoved(source="a", target="b", move="m", at=at, by=ActorId("ann"))]),
    lambda: read_mapping("channel = ", source="shop.toml"),
    lambda: standard_path(flow=read_flow("", source="flow.toml")),
    lambda: Suite().test_ceiling_no_lot_gives_more_than_it_has(),
    stale,
    refused,
]
told = []
for case in CASES:
    try:
        case()
        told.append("nothing")
    except OrderkitError as error:
        told.append(f"{error.code} {getattr(error, 'law', '')}".strip())
    except LawBroken as broken:
        told.append(f"broken {broken.law}")
    except LookupError as error:
        told.append(" ".join(map(str, error.args)))
print(json.dumps([sys.flags.optimize, told]))
"""


def told(*options: str) -> list[object]:
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *options, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    found: list[object] = json.loads(run.stdout)
    return found


ANSWERS = [
    "money.currency_mismatch",
    "money.overflow",
    "money.precision",
    "money.invalid",
    "time.naive",
    "allocation.quantity",
    "policy.contract ceiling",
    "allocation.double",
    "policy.contract total",
    "validation.duplicate_rule",
    "move.forbidden",
    "mapping.invalid",
    "flow.invalid",
    "broken ceiling",
    "store.gap",
    "False pieces.not_enough",
]


def test_a_73_optimised_byte_code_keeps_every_law_and_raises_every_error() -> None:
    assert told() == [0, ANSWERS]
    assert told("-O") == [1, ANSWERS]


def test_a_73_no_check_of_the_library_is_an_assertion() -> None:
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            assert not isinstance(node, ast.Assert), file
            assert not (isinstance(node, ast.Name) and node.id == "__debug__"), file
