"""Idempotency keys, the outbox, facts and document numbers in memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias, final

from orderkit.adapters.memory.tables import Table, UndoLog
from orderkit.errors import ConflictError
from orderkit.order import Effect
from orderkit.ports import Answer
from orderkit.values import (
    ActorId,
    EffectId,
    Fact,
    FactKey,
    IdempotencyKey,
    OrganisationId,
    Param,
    utc,
)

__all__ = ["MemoryKeys", "MemoryNumbers", "MemoryOutbox", "MemorySubjects"]

_Whose: TypeAlias = tuple[OrganisationId, ActorId, IdempotencyKey]


@final
class MemoryKeys:
    """The `KeyStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._answers = Table[_Whose, Answer](log)

    def find(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, /
    ) -> Answer | None:
        """Give the first answer under a key."""
        return self._answers.get((organisation, actor, key))

    def add(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, answer: Answer, /
    ) -> None:
        """Keep the answer; raises `ConflictError` with why `key_reused` if there is one."""
        whose = organisation, actor, key
        if self._answers.get(whose) is not None:
            raise ConflictError(subject=key, why="key_reused")
        self._answers.put(whose, answer)


@final
class MemoryOutbox:
    """The `OutboxStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._effects = Table[EffectId, Effect](log)
        self._sent = Table[EffectId, datetime](log)

    def add(self, effects: Sequence[Effect], /) -> None:
        """Keep effects with what caused them."""
        for effect in effects:
            self._effects.add(effect.id, effect, operation="write")

    def pending(self, *, limit: int) -> tuple[Effect, ...]:
        """Give effects not sent yet, oldest first."""
        waiting = [each for each in self._effects.values() if self._sent.get(each.id) is None]
        return tuple(waiting[:limit])

    def sent(self, effect: EffectId, /, *, at: datetime) -> None:
        """Mark one as sent."""
        self._sent.put(effect, at)


@final
class MemorySubjects:
    """The `SubjectStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._facts = Table[tuple[OrganisationId, FactKey], Fact](log)

    def read(self, organisation: OrganisationId, keys: Iterable[FactKey], /) -> tuple[Fact, ...]:
        """Give the facts there are, each with its version; what is absent is left out."""
        found = (self._facts.get((organisation, key)) for key in keys)
        return tuple(fact for fact in found if fact is not None)

    def put(self, organisation: OrganisationId, key: FactKey, value: Param, /) -> None:
        """Set a fact to a value of a kind that findings may show too."""
        version = self._version(organisation, key) + 1
        self._facts.put((organisation, key), Fact(key, value, version))

    def verify(
        self, organisation: OrganisationId, versions: Iterable[tuple[FactKey, int]], /
    ) -> None:
        """Raise `ConflictError` with why `stale` if a fact has another version; 0 is absent."""
        for key, version in versions:
            if self._version(organisation, key) != version:
                raise ConflictError(subject=str(key), why="stale")

    def _version(self, organisation: OrganisationId, key: FactKey) -> int:
        known = self._facts.get((organisation, key))
        return 0 if known is None else known.version


@final
class MemoryNumbers:
    """The `NumberStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._taken = Table[tuple[OrganisationId, str], int](log)
        self._latest = Table[tuple[OrganisationId, str], datetime](log)

    def take(self, organisation: OrganisationId, series: str, /) -> int:
        """Give the next number of a series, from 1; a roll-back gives it again."""
        number = (self._taken.get((organisation, series)) or 0) + 1
        self._taken.put((organisation, series), number)
        return number

    def dated(self, organisation: OrganisationId, series: str, at: datetime, /) -> datetime:
        """Give the later of a moment and the latest so given of the series, and keep it."""
        latest = max(utc(at), self._latest.get((organisation, series)) or utc(at))
        self._latest.put((organisation, series), latest)
        return latest
