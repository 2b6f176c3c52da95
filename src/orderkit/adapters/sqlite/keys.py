"""Idempotency keys, the outbox, facts and document numbers in SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import final

from orderkit.codec import dumps, from_param, loads, read_param, standard_codec
from orderkit.errors import ConflictError
from orderkit.order import Effect
from orderkit.ports import Answer, Made
from orderkit.values import (
    ActorId,
    EffectId,
    Fact,
    FactKey,
    Finding,
    IdempotencyKey,
    OrderId,
    OrderKey,
    OrganisationId,
    Param,
    utc,
)

__all__ = ["SqliteKeys", "SqliteNumbers", "SqliteOutbox", "SqliteSubjects"]


@final
class SqliteKeys:
    """The `KeyStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._execute = connection.execute

    def find(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, /
    ) -> Answer | None:
        """Give the first answer under a key."""
        row = self._execute(
            "SELECT digest, order_id, since, until, findings, made FROM keys"
            " WHERE organisation = ? AND actor = ? AND key = ?",
            (organisation, actor, key),
        ).fetchone()
        if row is None:
            return None
        digest, order, since, until, findings, made = row
        return Answer(
            digest=digest,
            order=OrderKey(organisation, OrderId(order)) if order else None,
            since=since,
            until=until,
            findings=tuple(
                value
                for value in _values(findings, "findings of a key")
                if isinstance(value, Finding)
            ),
            made=tuple(
                value
                for value in _values(made, "what was made under a key")
                if isinstance(value, Made)
            ),
        )

    def add(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, answer: Answer, /
    ) -> None:
        """Keep the answer; raises `ConflictError` with why `key_reused` if there is one."""
        try:
            self._execute(
                "INSERT INTO keys (organisation, actor, key, digest, order_id, since, until,"
                " findings, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    organisation,
                    actor,
                    key,
                    answer.digest,
                    "" if answer.order is None else answer.order.order,
                    answer.since,
                    answer.until,
                    _written(answer.findings),
                    _written(answer.made),
                ),
            )
        except sqlite3.IntegrityError as error:
            raise ConflictError(subject=key, why="key_reused") from error


def _written(values: Sequence[object]) -> bytes:
    record = standard_codec().record_of
    return dumps([record(value) for value in values]) if values else b""


def _values(data: bytes, source: str) -> list[object]:
    if not data:
        return []
    value_of, raw = standard_codec().value_of, loads(data)
    records = raw if isinstance(raw, list) else []
    return [value_of(record, source=source) for record in records]


@final
class SqliteOutbox:
    """The `OutboxStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._execute = connection.execute

    def add(self, effects: Sequence[Effect], /) -> None:
        """Keep effects with what caused them."""
        for effect in effects:
            self._execute(
                "INSERT INTO outbox (effect, topic, organisation, order_id) VALUES (?, ?, ?, ?)",
                (effect.id, effect.topic, effect.order.organisation, effect.order.order),
            )

    def pending(self, *, limit: int) -> tuple[Effect, ...]:
        """Give effects not sent yet, oldest first."""
        rows = self._execute(
            "SELECT effect, topic, organisation, order_id FROM outbox"
            " WHERE sent_at IS NULL ORDER BY id LIMIT ?",
            (limit,),
        )
        return tuple(
            Effect(EffectId(effect), topic, OrderKey(OrganisationId(organisation), OrderId(order)))
            for effect, topic, organisation, order in rows
        )

    def sent(self, effect: EffectId, /, *, at: datetime) -> None:
        """Mark one as sent."""
        self._execute("UPDATE outbox SET sent_at = ? WHERE effect = ?", (at.isoformat(), effect))


@final
class SqliteSubjects:
    """The `SubjectStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._execute = connection.execute
        # By fact, the version read in this unit of work: a writer is alone, so nobody else changes
        # it, and a view stands still. What it puts itself is forgotten, to be read again.
        self._versions = dict[tuple[OrganisationId, FactKey], int]()

    def read(self, organisation: OrganisationId, keys: Iterable[FactKey], /) -> tuple[Fact, ...]:
        """Give the facts there are, each with its version; what is absent is left out."""
        keys = tuple(keys)
        found = self._rows(organisation, keys)
        return tuple(
            Fact(key, read_param(loads(row[1])), row[0])
            for key in keys
            if (row := found[key.kind].get(key.subject)) is not None
        )

    def _rows(
        self, organisation: OrganisationId, keys: Sequence[FactKey]
    ) -> dict[str, dict[str, tuple[int, bytes]]]:
        """By kind and subject, version and value of what there is; one statement for a kind."""
        kinds = dict[str, list[str]]()
        for key in keys:
            kinds.setdefault(key.kind, []).append(key.subject)
        found = {
            kind: {
                subject: (version, value)
                for subject, version, value in self._execute(
                    "SELECT subject, version, value FROM subjects WHERE organisation = ?"
                    " AND kind = ? AND subject IN (SELECT value FROM json_each(?))",
                    (organisation, kind, dumps(subjects).decode()),
                )
            }
            for kind, subjects in kinds.items()
        }
        for key in keys:
            row = found[key.kind].get(key.subject)
            self._versions[organisation, key] = 0 if row is None else row[0]
        return found

    def put(self, organisation: OrganisationId, key: FactKey, value: Param, /) -> None:
        """Set a fact to a value of a kind that findings may show too."""
        self._versions.pop((organisation, key), None)
        self._execute(
            "INSERT INTO subjects (organisation, kind, subject, version, value)"
            " VALUES (?, ?, ?, 1, ?) ON CONFLICT (organisation, kind, subject)"
            " DO UPDATE SET version = version + 1, value = excluded.value",
            (organisation, key.kind, key.subject, dumps(from_param(value))),
        )

    def verify(
        self, organisation: OrganisationId, versions: Iterable[tuple[FactKey, int]], /
    ) -> None:
        """Raise `ConflictError` with why `stale` if a fact has another version; 0 is absent."""
        versions = tuple(versions)
        known = self._versions
        self._rows(organisation, [key for key, _ in versions if (organisation, key) not in known])
        for key, version in versions:
            if known[organisation, key] != version:
                raise ConflictError(subject=str(key), why="stale")


@final
class SqliteNumbers:
    """The `NumberStore` of one unit of work on SQLite: a counter row, so no number is lost."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._execute = connection.execute

    def take(self, organisation: OrganisationId, series: str, /) -> int:
        """Give the next number of a series, from 1; a roll-back gives it again."""
        row = self._execute(
            "INSERT INTO numbers (organisation, series, next) VALUES (?, ?, 2)"
            " ON CONFLICT (organisation, series) DO UPDATE SET next = next + 1"
            " RETURNING next - 1",
            (organisation, series),
        ).fetchone()
        return int(row[0])

    def dated(self, organisation: OrganisationId, series: str, at: datetime, /) -> datetime:
        """Give the later of a moment and the latest so given of the series, and keep it."""
        # In UTC and of one form, moments sort as their texts do.
        row = self._execute(
            "INSERT INTO numbers (organisation, series, next, latest) VALUES (?, ?, 1, ?)"
            " ON CONFLICT (organisation, series)"
            " DO UPDATE SET latest = max(latest, excluded.latest)"
            " RETURNING latest",
            (organisation, series, utc(at).isoformat()),
        ).fetchone()
        return datetime.fromisoformat(row[0])
