"""Findings: what stands against a command, or what to mind, as values with parameters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.exact import Exact
from orderkit.values.money import Money
from orderkit.values.replace import maker
from orderkit.values.secret import Secret
from orderkit.values.text import inert, shown
from orderkit.values.unit import Quantity

__all__ = [
    "Finding",
    "InvalidFindingError",
    "InvalidParamsError",
    "Param",
    "Severity",
    "barring",
    "block",
    "note",
    "review",
]

Param: TypeAlias = str | int | bool | Money | Quantity | Exact | date | datetime | Secret
_Pairs: TypeAlias = tuple[tuple[str, Param], ...]

_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._")


@attrs.frozen(kw_only=True)
class InvalidFindingError(InvalidValueError):
    """A code that no catalogue could name."""

    code: ClassVar[str] = "finding.code"
    template: ClassVar[str] = "{value} is no code: lower-case words joined by dots are needed"

    value: str


@attrs.frozen(kw_only=True)
class InvalidParamsError(InvalidValueError):
    """What gives no figure a name."""

    code: ClassVar[str] = "finding.params"
    template: ClassVar[str] = "{value} are no figures by name"

    value: str


@final
class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCK = "block"  # 禁止: nobody can let it pass
    REVIEW = "review"  # 警告: a named person can let it pass
    NOTE = "note"  # 提示: to mind


def _pairs(params: Mapping[str, Param] | Iterable[tuple[str, Param]]) -> _Pairs:
    if not params:
        return ()
    try:
        if type(params) is dict:
            # What a rule names, and by far the commonest; no name stands twice in it.
            named = [(name, params[name]) for name in sorted(params)]
            return tuple([(name, inert(v) if isinstance(v, str) else v) for name, v in named])
        items = params.items() if isinstance(params, Mapping) else params
        pairs = ((name, inert(value) if isinstance(value, str) else value) for name, value in items)
        return tuple(sorted(pairs, key=lambda pair: pair[0]))
    except (TypeError, ValueError) as error:
        raise InvalidParamsError(value=shown(repr(params))) from error


@final
@attrs.frozen
class Finding:
    """One thing found.

    Attributes:
        code: Stable and dotted; the key of its sentence in the catalogues.
        path: Where in the subject, as the reader of a form would point: `lines/2/quantity`;
            whatever is unsafe in it or in another text is escaped.
        params: Figures for the sentence, typed so that they can be shown in any language.
        evidence: Figures it rests on; a waiver lapses when they change.
    """

    code: str
    severity: Severity
    path: str = attrs.field(default="", converter=inert)
    params: _Pairs = attrs.field(default=(), converter=_pairs)
    evidence: _Pairs = attrs.field(default=(), converter=_pairs)

    def __attrs_post_init__(self) -> None:
        """Refuse a code that no catalogue could name."""
        _hold_code(self.code)

    def param(self, name: str) -> Param | None:
        """One parameter; None if there is none of this name."""
        return next((value for known, value in self.params if known == name), None)


_made: Final = maker(Finding)


def _hold_code(code: str) -> None:
    if type(code) is not str or not code or not _LETTERS.issuperset(code):
        raise InvalidFindingError(value=shown(str(code)))


def _found(code: str, severity: Severity, path: str, params: dict[str, Param]) -> Finding:
    """As the constructor makes it of equal params and evidence, in a third of the time."""
    _hold_code(code)
    pairs = _pairs(params)
    return _made(code, severity, inert(path), pairs, pairs)


def block(code: str, path: str, **params: Param) -> Finding:
    """A finding that nobody can let pass; its parameters are its evidence."""
    return _found(code, Severity.BLOCK, path, params)


def review(code: str, path: str, **params: Param) -> Finding:
    """A finding that a named person can let pass; its parameters are its evidence."""
    return _found(code, Severity.REVIEW, path, params)


def note(code: str, path: str, **params: Param) -> Finding:
    """A finding to mind; it stands against nothing."""
    return _found(code, Severity.NOTE, path, params)


def barring(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that are more than notes."""
    return tuple(found for found in findings if found.severity is not Severity.NOTE)
