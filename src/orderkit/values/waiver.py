"""Waivers: one finding, let pass by one named person, until its evidence changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeAlias, final

import attrs

from orderkit.values.digest import digest_of
from orderkit.values.finding import Finding, Severity, barring
from orderkit.values.identity import ActorId, RoleName
from orderkit.values.instant import utc, utc_or_none
from orderkit.values.text import checked_id, checked_text

__all__ = ["ClearedKey", "Waiver", "cleared_key", "stands"]

ClearedKey: TypeAlias = tuple[str, str, str]
"""What a waiver and the finding that it clears have in common: code, path, digest of evidence."""


_NO_ROLE: Final = RoleName("")


def _role(text: RoleName) -> RoleName:
    return checked_id(text) if text != _NO_ROLE else _NO_ROLE


def _by(text: ActorId) -> ActorId:
    return checked_id(text)


@final
@attrs.frozen(kw_only=True)
class Waiver:
    """A named person let one finding pass.

    Attributes:
        evidence: The digest of the finding's evidence; another digest, and the waiver lapses.
        until: From this moment on it no longer counts; None means while the evidence holds.
        role: In which role the person gave it; empty in none in particular.
    """

    code: str
    path: str
    evidence: str
    by: ActorId = attrs.field(converter=_by)
    at: datetime = attrs.field(converter=utc)
    reason: str = attrs.field(converter=checked_text)
    until: datetime | None = attrs.field(default=None, converter=utc_or_none)
    role: RoleName = attrs.field(default=_NO_ROLE, converter=_role)

    @classmethod
    def of(
        cls,
        finding: Finding,
        *,
        by: ActorId,
        at: datetime,
        reason: str,
        until: datetime | None = None,
        role: RoleName = _NO_ROLE,
    ) -> "Waiver":
        """Let this finding pass, as it stands."""
        return cls(
            code=finding.code,
            path=finding.path,
            evidence=digest_of(finding.evidence),
            by=by,
            at=at,
            reason=reason,
            until=until,
            role=role,
        )

    @property
    def key(self) -> ClearedKey:
        """That of the finding which it clears, while it counts."""
        return _key(self.code, self.path, self.evidence)

    def counts(self, at: datetime) -> bool:
        """Whether it still counts at this moment."""
        return self.until is None or at < self.until

    def clears(self, finding: Finding, at: datetime) -> bool:
        """Whether it lets this very finding pass at this moment; a BLOCK never passes."""
        return self.counts(at) and cleared_key(finding) == self.key


def cleared_key(finding: Finding) -> ClearedKey | None:
    """What a waiver must have to clear this finding; None where none can."""
    if finding.severity is not Severity.REVIEW:
        return None
    return _key(finding.code, finding.path, digest_of(finding.evidence))


def _key(code: str, path: str, evidence: str) -> ClearedKey:
    return code, path, evidence


def stands(
    findings: Sequence[Finding], waivers: Sequence[Waiver] = (), *, at: datetime
) -> tuple[Finding, ...]:
    """The findings that stand against a command: each BLOCK, and each REVIEW nobody waived.

    Linear in findings and waivers together.
    """
    found = barring(findings)
    if not waivers:
        return found
    cleared = {waiver.key for waiver in waivers if waiver.counts(at)}
    return tuple(finding for finding in found if cleared_key(finding) not in cleared)
