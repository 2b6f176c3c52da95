"""The limits of the house, as a table of checks: each reads one module and names breaches."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from string import Formatter

import attrs
import pytest

import orderkit
from orderkit.errors import OrderkitError

MAX_MODULE_LINES, MAX_FUNCTION_LINES = 300, 40
VAGUE_WORDS = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
# What a pure room may import is listed; a list of what it may not is never complete.
PURE_IMPORTS = {
    "attrs",
    "bisect",
    "calendar",
    "collections",
    "contextlib",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "operator",
    "orderkit",
    "re",
    "types",
    "typing",
    "unicodedata",
    "zoneinfo",
}
# Each further import of a pure module, with its reason.
ALSO_IMPORTS = {
    "orderkit.order.attributes.reader": {"tomllib": "reads declarations handed in as text"},
    "orderkit.settlement.policies.sets": {
        "math": "comb and gcd count in whole numbers",
    },
    "orderkit": {"importlib": "loads a public name at its first use"},
    "orderkit.capture.reader": {"tomllib": "reads a definition handed in as text"},
    "orderkit.capture.splitting": {"csv": "splits text handed in"},
    "orderkit.capture.unpacking": {"zlib": "unpacks bytes handed in, counted"},
    "orderkit.validation.reader": {"tomllib": "reads a definition handed in as text"},
    "orderkit.values.strict_json": {"json": "reads text handed in"},
    "orderkit.workflow.reader": {"tomllib": "reads a definition handed in as text"},
    "orderkit.workflow.standard": {"importlib": "reads the flow that ships with the package"},
    "orderkit.locales.catalogue": {"importlib": "reads the catalogues that ship with the package"},
}
IMPURE_BUILTINS = {"float", "input", "open", "print"}
IMPURE_METHODS = {"fromtimestamp", "now", "today", "utcnow"}
# Text from outside never becomes code.
CODE_FROM_TEXT = {"eval", "exec", "compile", "__import__"}
CODE_MODULES = {"marshal", "pickle", "shelve", "yaml"}
IMPURE_ROOMS = {"adapters", "codec", "interop", "locales", "ports", "process", "testing"}
# Public classes that are neither frozen values nor sockets, each with its reason.
NOT_FROZEN = {
    "Declared": "the working state of one reading",
    "DeclaredFile": "the working state of one reading",
    "Filing": "counts what it has stored of a file",
    "Importer": "keeps a channel's memory between files",
    "MemoryBooks": "the store of a database",
    "MemoryDatabase": "owns the stores and their lock",
    "MemoryGoods": "the store of a database",
    "MemoryImports": "the store of a database",
    "MemoryKeys": "the store of a database",
    "MemoryNumbers": "the store of a database",
    "MemoryOrders": "the store of a database",
    "MemoryOutbox": "the store of a database",
    "MemoryStock": "the store of a database",
    "MemorySubjects": "the store of a database",
    "MemoryWork": "all stores of a database",
    "Original": "what is left of a line while rows are read",
    "Recent": "bounded memory of one connection",
    "RowBook": "the working state of one import",
    "RowReader": "prepared for the columns of one sheet",
    "SqliteBooks": "the store of one unit of work",
    "SqliteDatabase": "owns connections",
    "SqliteDocuments": "the store of one unit of work",
    "SqliteGoods": "the store of one unit of work",
    "SqliteImports": "the store of one unit of work",
    "SqliteKeys": "the store of one unit of work",
    "SqliteNumbers": "the store of one unit of work",
    "SqliteOrders": "the store of one unit of work",
    "SqliteOutbox": "the store of one unit of work",
    "SqliteStock": "the store of one unit of work",
    "SqliteSubjects": "the store of one unit of work",
    "SqliteWork": "one transaction",
    "Table": "the rows of a store",
    "Tally": "the working state of one wave",
    "UndoLog": "the present unit of work",
}
NOT_FINAL = {
    "Declared": "base of the readers of definitions",
    "DeclaredFile": "base of the reader of mappings",
    "Happened": "base of all events",
    "OfPieces": "base of the ledger's commands",
    "OnDocument": "base of the events of the books",
    "Shifted": "base of the ledger's events",
}

SRC = Path(orderkit.__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(Path(orderkit.__file__).parent.rglob("*.py"))
}
PURE = [name for name in MODULES if not IMPURE_ROOMS & set(name.split(".")[1:2])]


def too_long(tree: ast.Module, lines: int) -> Iterator[str]:
    if lines > MAX_MODULE_LINES:
        yield f"{lines} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            if last - node.lineno >= MAX_FUNCTION_LINES:
                yield node.name


def root(module: str) -> str:
    return module.partition(".")[0]


def imported(tree: ast.Module, _: int) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (root(name.name) for name in names)
            case ast.ImportFrom(module=str(module)):
                yield root(module)
            case _:
                pass


def impure(tree: ast.Module, lines: int) -> Iterator[str]:
    yield from (name for name in imported(tree, lines) if name not in PURE_IMPORTS)
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(op=ast.Div()):
                yield "/ gives a float; use // or Fraction"
            case ast.Call(func=ast.Name(id=called)) if called in IMPURE_BUILTINS:
                yield called
            case ast.Call(func=ast.Attribute(attr=called)) if called in IMPURE_METHODS:
                yield called
            case _:
                pass


def runs_text(tree: ast.Module, lines: int) -> Iterator[str]:
    yield from (name for name in imported(tree, lines) if name in CODE_MODULES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in CODE_FROM_TEXT:
            yield node.id


def loose_front(tree: ast.Module, _: int) -> Iterator[str]:
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.List() as value)
            ):
                names = ast.literal_eval(value)
                if sorted(names, key=ruff_order) != names:
                    yield "__all__ is not sorted"
                return
            case _:
                pass
    yield "no __all__"


def ruff_order(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions, as the linter sorts them."""
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1 if name[:1].isupper() else 2), name


Check = Callable[[ast.Module, int], Iterator[str]]


def breaches(check: Check, source: str) -> list[str]:
    return list(check(ast.parse(source), len(source.splitlines())))


@pytest.mark.parametrize("check", [too_long, loose_front, runs_text])
@pytest.mark.parametrize("name", MODULES)
def test_a_module_keeps_the_house_limits(check: Check, name: str) -> None:
    assert breaches(check, MODULES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_imports_only_what_is_listed(name: str) -> None:
    found = breaches(impure, MODULES[name].read_text(encoding="utf-8"))
    assert set(found) <= ALSO_IMPORTS.get(name, {}).keys()


@pytest.mark.parametrize("name", ALSO_IMPORTS)
def test_each_listed_exception_is_still_needed(name: str) -> None:
    found = breaches(impure, MODULES[name].read_text(encoding="utf-8")) if name in MODULES else []
    assert name not in MODULES or IMPURE_ROOMS & set(name.split(".")) or found


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_named_after_the_business(name: str) -> None:
    assert not VAGUE_WORDS & set(name.replace(".", "_").split("_"))


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (too_long, "x = 1\n" * (MAX_MODULE_LINES + 1)),
        (too_long, "def f():\n" + "    x = 1\n" * MAX_FUNCTION_LINES),
        (impure, "import random"),
        (impure, "from sqlite3 import connect"),
        (impure, "third = total / 3"),
        (impure, "at = datetime.now(tz=UTC)"),
        (impure, "at = datetime.fromtimestamp(seconds)"),
        (impure, "price = float(text)"),
        (runs_text, "eval(text)"),
        (runs_text, "import pickle"),
        (loose_front, "__all__ = ['b', 'a']"),
        (loose_front, "x = 1"),
    ],
)
def test_each_check_can_fail(check: Check, source: str) -> None:
    assert len(breaches(check, source)) == 1


def test_a_45_no_module_turns_text_into_code() -> None:
    for path in MODULES.values():
        assert breaches(runs_text, path.read_text(encoding="utf-8")) == [], path


def public_classes() -> list[type]:
    modules = [importlib.import_module(name) for name in MODULES]
    exports = [getattr(module, name) for module in modules for name in module.__all__]
    return sorted(set(filter(inspect.isclass, exports)), key=lambda cls: cls.__qualname__)


ERRORS = [cls for cls in public_classes() if issubclass(cls, OrderkitError)]


@pytest.mark.parametrize("cls", public_classes(), ids=lambda cls: cls.__qualname__)
def test_a_public_class_is_a_frozen_final_value_or_a_socket(cls: type) -> None:
    made_for_subclassing = cls.__name__.endswith("Contract")
    is_socket = getattr(cls, "_is_protocol", False) or made_for_subclassing
    if is_socket or issubclass(cls, Enum | Exception):
        return
    if cls.__name__ not in NOT_FROZEN:
        assert attrs.inspect(cls).is_frozen
    assert getattr(cls, "__final__", False) != (cls.__name__ in NOT_FINAL)


def test_every_error_class_has_its_own_code() -> None:
    codes = [vars(cls).get("code") for cls in ERRORS]
    assert None not in codes
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("cls", ERRORS, ids=lambda cls: cls.__qualname__)
def test_an_error_sentence_names_only_fields_of_its_error(cls: type[OrderkitError]) -> None:
    named = {name for _, name, _, _ in Formatter().parse(cls.template) if name}
    assert named <= {field.name for field in attrs.fields(cls)}


def test_everything_a_package_shows_has_one_home() -> None:
    for name in MODULES:
        module = importlib.import_module(name)
        assert len(set(module.__all__)) == len(module.__all__), name
