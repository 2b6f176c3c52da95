"""Proposals: a mapping that somebody may take, with what speaks for each part of it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Final, final

import attrs

from orderkit.capture.table import NUMBER_FORMATS
from orderkit.errors import InvalidValueError
from orderkit.values import Finding, Severity, field_check, shown

__all__ = ["Candidate", "FieldProposal", "InvalidProposalError", "MappingProposal"]

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@attrs.frozen(kw_only=True)
class InvalidProposalError(InvalidValueError):
    """A proposal, or a sample that one is asked for, that cannot be."""

    code: ClassVar[str] = "proposal.invalid"
    template: ClassVar[str] = "{path}: it cannot be {value}"

    path: str
    value: str


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        raise InvalidProposalError(path=f"{path}/{wrong[0]}", value=shown(wrong[1]))


@final
@attrs.frozen
class Candidate:
    """A column that may be a field.

    Attributes:
        column: Its header.
        score: Between 0 and 1: three fifths by its name and two by its cells.
        reasons: Notes that say what speaks for it, in any language by `orderkit.locales.say`.
    """

    column: str
    score: Fraction
    reasons: tuple[Finding, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no candidate holds."""
        _refuse(_WRONG_IN_CANDIDATE(self), "candidate")


_WRONG_IN_CANDIDATE: Final = field_check(Candidate)


@final
@attrs.frozen
class FieldProposal:
    """The column that is proposed for a field, and those that come after it.

    Attributes:
        best: None if no column is likely enough, or another field has it.
        runners_up: By score, the highest first.
    """

    field: str
    best: Candidate | None
    runners_up: tuple[Candidate, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no proposal holds."""
        _refuse(_WRONG_IN_FIELD(self), "field")


_WRONG_IN_FIELD: Final = field_check(FieldProposal)


@final
@attrs.frozen(kw_only=True)
class MappingProposal:
    """How the files of a channel may be read, as far as a sample tells.

    Attributes:
        fields: One for each of `FIELDS`, in their order.
        time: The `strptime` pattern that reads most; empty is ISO 8601.
        times: Other patterns that read as much.
        numbers: The name in `NUMBER_FORMATS` of the way that reads most numbers.
        formats: Other ways that read as many.
        currency: The code that headers or cells name; empty if none does.
        unit: The unit of the pieces by its code of UN/ECE Recommendation 20; empty if none.
        endings: By field, what stands behind each of its figures and is to be cut off.
        findings: What is missing, and what somebody has to decide.
    """

    fields: tuple[FieldProposal, ...]
    time: str = ""
    times: tuple[str, ...] = ()
    numbers: str = "plain"
    formats: tuple[str, ...] = ()
    currency: str = ""
    unit: str = ""
    endings: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no proposal holds."""
        _refuse(_WRONG_IN_PROPOSAL(self), "proposal")
        if self.numbers not in NUMBER_FORMATS:
            raise InvalidProposalError(path="proposal/numbers", value=shown(self.numbers))
        for pair in self.endings:
            if type(pair) is not tuple or [type(part) for part in pair] != [str, str]:
                raise InvalidProposalError(path="proposal/endings", value=shown(repr(pair)))

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Field and column, as a mapping holds them."""
        return tuple((each.field, each.best.column) for each in self.fields if each.best)

    @property
    def complete(self) -> bool:
        """Whether each field that a mapping needs has a column."""
        return all(found.severity is not Severity.BLOCK for found in self.findings)

    def text(self, *, channel: str, zone: str, currency: str = "") -> str:
        """The mapping as TOML, for people to read and for `read_mapping`.

        Args:
            channel: Begins the id of each of its orders.
            zone: Where the clock of the channel hangs.
            currency: By default the one that was found.

        Laws:
            read back: `read_mapping` takes it if the proposal is complete, the channel, zone and
                currency are sound, and gives these columns.
        """
        return "\n".join(self._lines(channel, zone, currency or self.currency)) + "\n"

    def _lines(self, channel: str, zone: str, currency: str) -> Iterator[str]:
        heads = (("channel", channel), ("currency", currency), ("zone", zone), ("time", self.time))
        yield from (f"{key} = {_quoted(text)}" for key, text in heads if text or key != "time")
        form = NUMBER_FORMATS[self.numbers]
        yield "\n[numbers]"
        yield f"decimal = {_quoted(form.decimal)}"
        yield f"group = {_quoted(form.group)}"
        if form.full_width:
            yield "full_width = true"
        yield "\n[columns]"
        yield from (f"{field} = {_quoted(column)}" for field, column in self.columns)
        if self.endings:
            yield "\n[strip]"
            yield from (f"{field} = {_quoted(ending)}" for field, ending in self.endings)


_WRONG_IN_PROPOSAL: Final = field_check(MappingProposal)


def _quoted(text: str) -> str:
    """As TOML writes a text; what people would not see is written by its number."""
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return sign if sign.isprintable() else f"\\U{ord(sign):08X}"
