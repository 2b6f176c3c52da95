# ruff: noqa: INP001 - a script, not a package
"""Writes reference/codes.md: every code of the library, collected from its source.

python docs/make_codes.py           # write the page
python docs/make_codes.py --check   # fail if it is not up to date
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, final

import attrs

from orderkit.locales import Kind, sentences

__all__ = ["Code", "codes", "page"]

_ROOT: Final = Path(__file__).resolve().parent.parent
_SOURCE: Final = _ROOT / "src" / "orderkit"
_PAGE: Final = _ROOT / "docs" / "reference" / "codes.md"
_SEVERITIES: Final = ("block", "review", "note")
# Functions of the source that make findings of the code they are given: which argument it is, and
# what they pass to the sentence.
_MARKED: Final = frozenset({"mark", "reason", "by"})
_MAKERS: Final = {
    "_finding": (0, _MARKED),
    "_over": (2, frozenset({"asked", "there"})),
    "_parsed": (2, frozenset({"text"})),
}
_REASONS: Final = ("match.", "unmatched.")
_FAMILIES: Final = {
    "InvalidValueError",
    "ForbiddenMoveError",
    "UnreadableDataError",
    "ConflictError",
    "PolicyContractError",
    "PortError",
}


@final
@attrs.frozen(kw_only=True, order=True)
class Code:
    """A code as one place of the source uses it.

    Attributes:
        code: The dotted code.
        kind: Whether a finding, an error or a reason carries it.
        word: The severity of a finding or the family of an error, where it is known.
        params: What the place passes to the sentence; None where that cannot be read off.
    """

    code: str
    kind: Kind
    word: str = ""
    params: frozenset[str] | None = attrs.field(default=None, order=False)


def codes() -> list[Code]:
    """Every use of a code in the source, in the order of the codes."""
    files = sorted(_SOURCE.rglob("*.py"))
    trees = [ast.parse(file.read_text("utf-8")) for file in files if "testing" not in file.parts]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    bases = {node.name: [ast.unparse(base) for base in node.bases] for node in classes}
    found = list[Code]()
    for node in classes:
        found += _of_class(node, bases)
    for tree in trees:
        for each in ast.walk(tree):
            if isinstance(each, ast.Call):
                found += _of_call(each)
            elif isinstance(each, ast.Return | ast.Assign | ast.keyword) and each.value:
                found += _of_reason(each.value)
            elif isinstance(each, ast.Tuple):
                found += _of_row(each)
            elif isinstance(each, ast.FunctionDef) and each.name == "_code":
                found += _of_marks(each)
    return sorted(set(found))


def _of_class(node: ast.ClassDef, bases: dict[str, list[str]]) -> Iterator[Code]:
    """The code of an error class, or the codes of a rule and what its checks pass."""
    code = next((text for text in map(_code_field, node.body) if text), None)
    if code is None:
        return
    families = _FAMILIES.intersection(_ancestors(node.name, bases))
    if families or node.name == "OrderkitError":
        yield Code(code=code, kind="error", word=", ".join(sorted(families)))
        return
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and ast.unparse(each.func) in _SEVERITIES:
            told = ast.unparse(each.args[0])
            own = {"self.code": code, "f'{self.code}.not_judged'": f"{code}.not_judged"}
            if told in own:
                yield Code(
                    code=own[told],
                    kind="finding",
                    word=ast.unparse(each.func),
                    params=_passed(each),
                )


def _code_field(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "code":
        return _text(statement.value)
    return None


def _ancestors(name: str, bases: dict[str, list[str]]) -> set[str]:
    found = {name}
    for base in bases.get(name, ()):
        found |= _ancestors(base, bases)
    return found


def _of_call(call: ast.Call) -> Iterator[Code]:
    name, args = ast.unparse(call.func), call.args
    if name in _SEVERITIES and args:
        code = _text(args[0])
        if code is not None:
            yield Code(code=code, kind="finding", word=name, params=_passed(call))
    elif name == "Read" and len(args) > 1:
        code = _text(args[1])
        if code is not None:
            pairs = ast.literal_eval(_names(args[2])) if len(args) > 2 else ()  # noqa: PLR2004 - value, code, params
            yield Code(code=code, kind="finding", word="block", params=frozenset(pairs))
    elif name in _MAKERS:
        place, params = _MAKERS[name]
        code = _text(args[place]) if len(args) > place else None
        if code is not None:
            yield Code(code=code, kind="finding", word="block", params=params)
    elif name == "RefusedError":
        yield from _reasons(each.value for each in call.keywords if each.arg == "why")
    else:
        for each in args:
            yield from _of_reason(each)


def _names(pairs: ast.expr) -> ast.Tuple:
    """The names out of `(("name", value), …)`."""
    inner = [pair.elts[0] for pair in getattr(pairs, "elts", ()) if isinstance(pair, ast.Tuple)]
    return ast.Tuple(elts=inner, ctx=ast.Load())


def _passed(call: ast.Call) -> frozenset[str] | None:
    names = [each.arg for each in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def _of_row(row: ast.Tuple) -> Iterator[Code]:
    """A row `(holds, code, path, {params})` of a table of findings."""
    if len(row.elts) == 4 and isinstance(row.elts[3], ast.Dict):  # noqa: PLR2004 - the four above
        code = _text(row.elts[1])
        keys = frozenset(ast.unparse(key).strip("'") for key in row.elts[3].keys if key)
        if code is not None:
            yield Code(code=code, kind="finding", word="block", params=keys)


def _of_marks(function: ast.FunctionDef) -> Iterator[Code]:
    """The codes that a function gives for the facets of an order."""
    for each in ast.walk(function):
        code = _text(each.value) if isinstance(each, ast.Return) else None
        if code is not None:
            yield Code(code=code, kind="finding", word="block", params=_MARKED)


def _of_reason(value: ast.expr) -> Iterator[Code]:
    parts = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return _reasons(part for part in parts if (_text(part) or "").startswith(_REASONS))


def _reasons(parts: Iterable[ast.expr]) -> Iterator[Code]:
    for part in parts:
        code = _text(part)
        if code is not None:
            yield Code(code=code, kind="reason")


def _text(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value or None
    return None


def page() -> str:
    """The page as it should be."""
    found = codes()
    words = dict[tuple[str, Kind], set[str]]()
    for each in found:
        words.setdefault((each.code, each.kind), set()).add(each.word)
    lines = [
        "# Codes",
        "",
        "Every code of the library with its sentences. Collected from the source by",
        "`python docs/make_codes.py`; not written by hand.",
        "",
        "| Code | Kind | Severity or family | English | 简体中文 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for (code, kind), known in words.items():
        english, chinese = (sentences(kind, locale).get(code, "") for locale in ("en", "zh_CN"))
        word = ", ".join(sorted(known))
        lines.append(f"| `{code}` | {kind} | {word} | {english} | {chinese} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    if arguments == ["--check"]:
        current = _PAGE.read_text("utf-8") if _PAGE.exists() else ""
        return 0 if current == page() else 1
    _PAGE.parent.mkdir(parents=True, exist_ok=True)
    _PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
