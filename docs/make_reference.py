# ruff: noqa: INP001 - a script, not a package
"""Writes reference/rooms.md: every room, its doors and its public names, read from the source.

python docs/make_reference.py           # write the page
python docs/make_reference.py --check   # fail if it is not up to date
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, final

import attrs

__all__ = ["Name", "names_of", "page", "rooms"]

_ROOT: Final = Path(__file__).resolve().parent.parent
_SOURCE: Final = _ROOT / "src" / "orderkit"
_PAGE: Final = _ROOT / "docs" / "reference" / "rooms.md"
# In the order in which each may know those before it.
_ROOMS: Final = (
    "errors",
    "values",
    "pricing",
    "order",
    "order.attributes",
    "capture",
    "validation",
    "workflow",
    "approval",
    "inventory",
    "allocation",
    "fulfilment",
    "invoicing",
    "settlement",
    "insight",
    "locales",
    "codec",
    "ports",
    "process",
    "adapters.memory",
    "adapters.sqlite",
    "adapters.report",
    "adapters.intake",
)
_HEAD: Final = """\
# Rooms and their doors

Every room of the library with its modules and its public names, in the order of the house: a room
imports only what stands before it. What is on the face, `from orderkit import …`, has a ★; in the
modules for tests at the end, what `from orderkit.testing import …` gives. Collected from the
source by `python docs/make_reference.py`; not written by hand.

What a name does in full, its laws and what it raises, stands in its docstring: `help(name)`.
"""
_LAWS: Final = re.compile(r"^Laws:\n((?:[ ]+.*\n?|\n)+)", re.MULTILINE)
_LAW: Final = re.compile(r"^    (\S[^:]*):", re.MULTILINE)


@final
@attrs.frozen(kw_only=True)
class Name:
    """A public name.

    Attributes:
        shown: The name, a function with its arguments.
        kind: What it is, such as `value` or `protocol`.
        text: The first sentence of its docstring, with its code or its laws.
    """

    name: str
    shown: str
    kind: str
    text: str


def rooms() -> dict[str, Path]:
    """Each room, package of policies and module for tests, with its folder or file."""
    found = dict[str, Path]()
    for room in _ROOMS:
        place = _SOURCE.joinpath(*room.split("."))
        found[room] = place if place.is_dir() else place.with_suffix(".py")
        if (place / "policies").is_dir():
            found[f"{room}.policies"] = place / "policies"
    for file in sorted((_SOURCE / "testing").glob("[a-z]*.py")):
        found[f"testing.{file.stem}"] = file
    return found


def names_of(place: Path) -> list[Name]:
    """The public names of a room, sorted as its `__all__` is."""
    file = place / "__init__.py" if place.is_dir() else place
    homes = {
        alias.name: node.module or ""
        for node in _tree(file).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return [_name(name, file, homes.get(name)) for name in _exported(file)]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _exported(file: Path) -> list[str]:
    for node in _tree(file).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.AnnAssign):
            target = node.target
        if isinstance(target, ast.Name) and target.id == "__all__":
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            return list(ast.literal_eval(value)) if value is not None else []
    return []


def _file_of(module: str) -> Path:
    place = _SOURCE.parent.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _name(name: str, file: Path, home: str | None) -> Name:
    """What a module says of a name, or the module that it has it from."""
    if home is not None:
        target = _file_of(home)
        inner = {
            alias.name: node.module
            for node in _tree(target).body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orderkit")
            for alias in node.names
        }
        return _name(name, target, inner.get(name))
    for node in _tree(file).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return _class(node)
        if isinstance(node, ast.FunctionDef) and node.name == name:
            arguments = _arguments(node.args)
            if any("composite" in ast.unparse(each) for each in node.decorator_list):
                # Hypothesis gives the first one itself.
                arguments = arguments.partition("draw")[2].removeprefix(", ")
            return Name(name=name, shown=f"{name}({arguments})", kind="function", text=_first(node))
        if isinstance(node, ast.Assign | ast.AnnAssign) and name in _targets(node):
            return _assigned(name, node)
    raise LookupError(name)


def _class(node: ast.ClassDef) -> Name:
    bases = [ast.unparse(base) for base in node.bases]
    if any(base.endswith("Error") or base == "Exception" for base in bases):
        code = next((_code(each) for each in node.body if _code(each)), "")
        text = f"{_first(node)} Code `{code}`." if code else _first(node)
        return Name(name=node.name, shown=node.name, kind="error", text=text)
    kinds = {"Protocol": "protocol", "StrEnum": "enum", "IntEnum": "enum"}
    frozen = any("attrs.frozen" in ast.unparse(each) for each in node.decorator_list)
    plain = "value" if frozen else "class"
    kind = next((kinds[base] for base in bases if base in kinds), plain)
    text, doc = _first(node), ast.get_docstring(node) or ""
    laws = [law for block in _LAWS.findall(doc) for law in _LAW.findall(block)]
    if laws:
        text += f" Laws: {', '.join(laws)}."
    return Name(name=node.name, shown=node.name, kind=kind, text=text)


def _code(node: ast.stmt) -> str:
    is_code = isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "code"
    value = node.value if is_code and isinstance(node, ast.AnnAssign) else None
    return str(value.value) if isinstance(value, ast.Constant) else ""


def _targets(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [ast.unparse(target) for target in targets]


def _assigned(name: str, node: ast.Assign | ast.AnnAssign) -> Name:
    value = ast.unparse(node.value) if node.value is not None else ""
    alias = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"
    if value.startswith("NewType("):
        return Name(name=name, shown=name, kind="identity", text="An opaque text.")
    return Name(name=name, shown=name, kind="alias" if alias else "constant", text="")


def _arguments(arguments: ast.arguments) -> str:
    """Names alone; a default shows as `…`."""
    plain = [*arguments.posonlyargs, *arguments.args]
    optional = len(plain) - len(arguments.defaults)
    parts = [each.arg + ("=…" if at >= optional else "") for at, each in enumerate(plain)]
    if arguments.posonlyargs:
        parts.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg is not None:
        parts.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        parts.append("*")
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parts.append(each.arg + ("" if default is None else "=…"))
    return ", ".join(parts)


def _first(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")


def _doors(place: Path) -> Iterator[str]:
    """One line for each module of a room that people may want to open."""
    if place.is_file():
        return
    for file in sorted(place.glob("*.py")):
        if file.stem != "__init__":
            yield f"| `{file.name}` | {_first(_tree(file))} |"
    for folder in sorted(each for each in place.iterdir() if (each / "__init__.py").exists()):
        yield f"| `{folder.name}/` | {_first(_tree(folder / '__init__.py'))} |"


def page() -> str:
    """The page as it should be."""
    face, kit = (set(_exported(file / "__init__.py")) for file in (_SOURCE, _SOURCE / "testing"))
    lines = [_HEAD]
    for room, place in rooms().items():
        file = place / "__init__.py" if place.is_dir() else place
        lines += [f"## `orderkit.{room}`", "", _first(_tree(file)), ""]
        doors = list(_doors(place))
        if doors:
            lines += ["| door | what is behind it |", "| --- | --- |", *doors, ""]
        names = names_of(place)
        if names:
            lines += ["| name | kind | what it is |", "| --- | --- | --- |"]
            own = kit if room.startswith("testing.") else face
            lines += [_row(each, own) for each in names]
            lines.append("")
    return "\n".join(lines)


def _row(each: Name, face: set[str]) -> str:
    star = " ★" if each.name in face else ""
    return f"| `{each.shown}`{star} | {each.kind} | {each.text.replace('|', '&#124;')} |"


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
