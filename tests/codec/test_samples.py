"""Records that were written once, and what must come of them for ever; records of other times."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final, get_args

import attrs
import pytest

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.codec import (
    PROGRESS_SCHEMA,
    SCHEMAS,
    Codec,
    NewerSchemaError,
    Record,
    UnknownTypeError,
    WrongTypeError,
    dumps,
    read_progress,
    standard_codec,
    write_progress,
)
from orderkit.order import (
    AddLines,
    Cancel,
    Command,
    Event,
    Hold,
    LiftHold,
    Line,
    Order,
    PlaceOrder,
    Portion,
    Terms,
    fold,
)
from orderkit.process import OrderDesk, OrderPath
from orderkit.testing.stored import AT, order_of, terms_of, then
from orderkit.values import Actor, ActorId, Context, LineId, OrderKey, OrganisationId, digest_of

# One record of each type and schema that was ever released; a new schema adds, none is changed.
SAMPLES: Final = json.loads((Path(__file__).parent / "samples.json").read_text("utf-8"))
CODEC: Final = standard_codec()
CONTEXT: Final = Context(actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")), at=AT)
ONE: Final = (Portion(LineId("1"), 1),)


def value_of(sample: Record) -> object:
    """The value of a sample; a progress is read with the terms that stand beside it."""
    data = dumps(sample["record"])
    if sample["type"] != "Progress":
        return CODEC.decode(data)
    return read_progress(data, CODEC.decode_as(Terms, dumps(sample["terms"])))


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda sample: f"{sample['type']}-{sample['schema']}"
)
def test_i_88_a_frozen_record_is_read_as_the_value_that_it_was_written_of(sample: Record) -> None:
    # The digest is no work of the codec, and a field that was added with a default changes none.
    value = value_of(sample)
    assert digest_of(value) == sample["digest"]
    if sample["schema"] == {**SCHEMAS, "Progress": PROGRESS_SCHEMA}[str(sample["type"])]:
        written = write_progress(value) if isinstance(value, Order) else CODEC.encode(value)
        assert json.loads(written) == sample["record"]


def test_i_88_each_type_and_schema_that_there_is_has_a_frozen_record() -> None:
    known = {(sample["type"], sample["schema"]) for sample in SAMPLES}
    present = {**SCHEMAS, "Progress": PROGRESS_SCHEMA}
    assert known == {(name, n) for name, last in present.items() for n in range(1, last + 1)}


def named(raw: Record) -> Record:
    """As a later schema could have it: what was `name` is the id of the order."""
    terms = raw["terms"]
    assert isinstance(terms, dict)
    return {**raw, "terms": {**{k: v for k, v in terms.items() if k != "name"}, "order": "O1"}}


def worded(raw: Record) -> Record:
    return {**raw, "by": f"{raw['by']}!"}


LATER: Final = Codec(
    schemas={**SCHEMAS, "OrderPlaced": 3},
    upcasters={("OrderPlaced", 1): named, ("OrderPlaced", 2): worded},
)


def old(event: Event) -> Record:
    """The first event of an order as schema 1 wrote it."""
    raw = json.loads(CODEC.encode(event))
    raw["terms"]["name"] = raw["terms"].pop("order")
    assert isinstance(raw, dict)
    return raw


def test_i_88_an_old_record_is_lifted_step_by_step_before_it_is_folded() -> None:
    placed, started = order_of(terms_of("O1")).events
    raw = old(placed)
    before = json.loads(json.dumps(raw))
    lifted = LATER.value_of(raw)
    assert raw == before
    assert lifted == attrs.evolve(placed, by=ActorId("ann!"))
    # A record of the middle takes the rest of the way alone; the newest takes none.
    assert LATER.value_of({**named(raw), "schema": 2}) == lifted
    assert LATER.decode(LATER.encode(lifted)) == lifted
    after = fold([placed, started])
    assert after is not None
    # Lifted before the fold, or folded and then changed in the same way: one order.
    assert fold([lifted, started]) == attrs.evolve(after, placed_by=ActorId("ann!"))


def test_i_88_a_schema_that_no_step_leads_from_is_told() -> None:
    placed, _ = order_of(terms_of("O1")).events
    lame = attrs.evolve(LATER, upcasters={("OrderPlaced", 1): named})
    with pytest.raises(WrongTypeError, match="no way from schema 2 of OrderPlaced"):
        lame.value_of(old(placed))
    for schema in (0, -1, "1", None):
        with pytest.raises(WrongTypeError):
            LATER.value_of({**old(placed), "schema": schema})


def test_i_87_a_field_that_this_release_does_not_know_does_no_harm() -> None:
    for sample in SAMPLES:
        if sample["type"] != "Progress":
            more = {**sample["record"], "added_later": [1, "x"]}
            assert digest_of(CODEC.value_of(more)) == sample["digest"]
            assert more["added_later"] == [1, "x"]


def added(record: Record) -> Record:
    """As a later release could write it without another schema: one field more, in parts too."""
    parts = (
        *("marks", "votes", "waivers", "lines", "adjustments", "taxes"),
        *("amendments", "removed"),
    )
    inner: Record = {
        name: [added(part) for part in whole]
        for name, whole in record.items()
        if name in parts and isinstance(whole, list) and all(isinstance(p, dict) for p in whole)
    }
    for name in ("rate", "stamp", "request", "winner"):
        if isinstance(part := record.get(name), dict):
            inner[name] = added(part)
    return {**record, **inner, "added_later": [1, {"x": str(record.get("id"))}]}


@pytest.mark.parametrize("name", ["Progress", "Terms"])
def test_i_87_a_field_that_this_release_does_not_know_is_written_back(name: str) -> None:
    tried = 0
    for sample in SAMPLES:
        if sample["type"] != name:
            continue
        more = {**sample, "record": added(sample["record"])}
        value = value_of(more)
        assert value == value_of(sample)
        assert digest_of(value) == sample["digest"]
        written = write_progress(value) if isinstance(value, Order) else CODEC.encode(value)
        # An older record is lifted, and written as this release writes it.
        present = {**SCHEMAS, "Progress": PROGRESS_SCHEMA}[name]
        assert json.loads(written) == more["record"] | {"schema": present}
        tried += 1
    assert tried


def test_i_87_what_a_later_release_stored_outlives_the_acts_of_this_one(tmp_path: Path) -> None:
    path, key = tmp_path / "orders.db", terms_of("O1").key
    database = SqliteDatabase(path)
    desk = OrderDesk(database, OrderPath())
    for command in (PlaceOrder(terms_of("O1")), Hold(reason="wait")):
        assert desk.handle(key, command, CONTEXT).accepted
    connection = database.connection()
    for table, column in (("orders", "progress"), ("terms", "record")):
        # Both names are written above.
        (raw,) = connection.execute(f"SELECT {column} FROM {table}").fetchone()  # noqa: S608 - our own names
        later = dumps(added(json.loads(raw)))
        # Both names are written above.
        connection.execute(f"UPDATE {table} SET {column} = ?", (later,))  # noqa: S608 - our own names
    connection.commit()
    later_line = Line.priced("9", "LID", 2, "1.00", terms_of("O1").currency)
    acts: tuple[Command, ...] = (
        Cancel(ONE),
        AddLines(lines=(later_line,)),
        Cancel(ONE),
        LiftHold("hold/2"),
    )
    for act in acts:
        assert OrderDesk(SqliteDatabase(path), OrderPath()).handle(key, act, CONTEXT).accepted
    (progress,) = connection.execute("SELECT progress FROM orders").fetchone()
    records = [json.loads(raw) for (raw,) in connection.execute("SELECT record FROM terms")]
    # The hold is gone, and what was beside it; all else stands in both revisions.
    assert "marks" not in json.loads(progress)
    assert json.loads(progress)["added_later"] == [1, {"x": "None"}]
    assert [record["added_later"] for record in records] == [[1, {"x": "None"}]] * 2
    lines = [{line["id"]: line.get("added_later") for line in each["lines"]} for each in records]
    assert lines == [{"1": [1, {"x": "1"}]}, {"1": [1, {"x": "1"}], "9": None}]
    with database.read() as work:
        order = work.orders.get(key)
        assert order == fold(recorded.event for recorded in work.orders.history(key))


def test_a_43_a_new_kind_of_event_is_a_new_schema_of_the_progress() -> None:
    """Else an earlier release would go on with an order that has an event it cannot read."""
    kinds = {name: SCHEMAS[name] for name in sorted(kind.__name__ for kind in get_args(Event))}
    known = {
        1: "bb0682e1e1667cdbc5532e20b19123dc3ef92bc2b9c94f7f66e5a62ffb99effa",
        2: "d92bf96956e5a5a16036b37fd1e3597e6b9f1e3c8d07370866f52d90f9699739",
        # Votes are taken back, and events that were there have a lineage.
        3: "f966891893eefc1dfb14269231538b84812b100236184495d0e50351bedd6dad",
    }
    assert digest_of(kinds) == known[PROGRESS_SCHEMA], (
        "raise PROGRESS_SCHEMA with an upcaster, and name the digest of the events it may follow"
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_i_87_a_43_a_record_of_a_higher_schema_is_refused_and_left_as_it_is(name: str) -> None:
    raw = next(each["record"] for each in SAMPLES if each["type"] == name) | {"schema": 2}
    before = json.loads(json.dumps(raw))
    with pytest.raises(NewerSchemaError) as caught:
        CODEC.value_of(raw, source="orders/7")
    assert (caught.value.code, caught.value.source) == ("schema.newer", "orders/7")
    assert f"{name} of schema 2" in caught.value.why
    assert raw == before


def test_a_43_a_record_of_a_type_that_nobody_knows_is_told() -> None:
    for unknown in ("OrderTeleported", "", None, 7, ["Shipped"]):
        with pytest.raises(UnknownTypeError):
            CODEC.value_of({"type": unknown, "schema": 1})


def newer_event(database: SqliteDatabase) -> None:
    database.connection().execute(
        "UPDATE events SET record = replace(CAST(record AS TEXT), '\"schema\":1', '\"schema\":2')"
        " WHERE position = 2"
    )


def unknown_event(database: SqliteDatabase) -> None:
    database.connection().execute(
        "UPDATE events SET record = replace(CAST(record AS TEXT), 'FlowStarted', 'FlowMended')"
        " WHERE position = 2"
    )


def newer_progress(database: SqliteDatabase) -> None:
    database.connection().execute(
        "UPDATE orders SET progress = replace(CAST(progress AS TEXT), '\"schema\":' || ?,"
        " '\"schema\":' || ?) WHERE order_id = 'O1'",
        (PROGRESS_SCHEMA, PROGRESS_SCHEMA + 1),
    )


def newer_terms(database: SqliteDatabase) -> None:
    database.connection().execute(
        "UPDATE terms SET record = replace(CAST(record AS TEXT), '\"schema\":1', '\"schema\":2')"
        " WHERE order_ref = 1"
    )


@pytest.mark.parametrize(
    ("meddle", "code", "whole"),
    [
        (newer_event, "schema.newer", False),
        (unknown_event, "schema.type", False),
        (newer_progress, "schema.newer", True),
        (newer_terms, "schema.newer", True),
    ],
)
def test_a_43_what_a_later_release_wrote_is_kept_unread_and_harms_no_other_order(
    tmp_path: Path, meddle: Callable[[SqliteDatabase], None], code: str, *, whole: bool
) -> None:
    path = tmp_path / "orders.db"
    keys = [OrderKey(OrganisationId("acme"), terms_of(name).order) for name in ("O1", "O2")]
    with SqliteDatabase(path).write() as work:
        for key in keys:
            step = order_of(terms_of(key.order))
            work.orders.save(step.after, step.events, expected=0)
            more = then(step.after, Cancel(ONE))
            work.orders.save(more.after, more.events, expected=step.after.version)
    meddle(SqliteDatabase(path))
    before = list(SqliteDatabase(path).connection().iterdump())
    desk = OrderDesk(SqliteDatabase(path), OrderPath())
    reads: list[Callable[[], object]] = [lambda: desk.history(keys[0], CONTEXT)]
    if whole:
        reads = [
            lambda: desk.order(keys[0], CONTEXT),
            lambda: desk.handle(keys[0], Cancel(ONE), CONTEXT),
            lambda: desk.handle(keys[0], PlaceOrder(terms_of("O1")), CONTEXT),
        ]
    for read in reads:
        with pytest.raises((NewerSchemaError, UnknownTypeError)) as caught:
            read()
        assert caught.value.code == code
        assert "O1" in caught.value.source
    assert list(SqliteDatabase(path).connection().iterdump()) == before
    assert desk.handle(keys[1], Cancel(ONE), CONTEXT).accepted
    assert len(desk.history(keys[1], CONTEXT)) == 4
