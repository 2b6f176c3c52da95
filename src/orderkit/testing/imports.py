"""The laws of the store of imported rows."""

from collections.abc import Callable
from typing import Final

import attrs

from orderkit.ports import Database, GivenUpFile, UnitOfWork
from orderkit.testing.laws import conflicts, keeps
from orderkit.testing.stored import AT, fill
from orderkit.values import ActorId, ChannelCode, OrganisationId

__all__ = ["ImportsContract"]

_HERE: Final = OrganisationId("acme")
_RIVAL: Final = OrganisationId("rival")
_SHOP: Final = ChannelCode("shop")


class ImportsContract:
    """The laws of `ImportStore`; a part of `DatabaseContract`."""

    def database(self) -> Database:
        """Give a fresh and empty database."""
        raise NotImplementedError

    def test_rows_have_one_fate_and_come_back_by_finish_and_row(self) -> None:
        """Law: once, in order."""
        database = self.database()
        with database.write() as work:
            fill(work, "b")
            fill(work, "a")
            rows = [*work.imports.rows(_HERE, "b"), *work.imports.rows(_HERE, "a")]
            half = attrs.evolve(rows[0], digest="c")
            work.imports.add(_HERE, [half])
        with database.read() as work:
            keeps("in order", kept=[*work.imports.rows(_HERE)] == rows)
            keeps("in order", kept=[row.verdict.row for row in rows] == [1, 2, 1, 2])
            keeps("in order", kept=[*work.imports.rows(_HERE, "c")] == [half])
            shop, other = ChannelCode("shop"), ChannelCode("other")
            keeps("of channel", kept=[*work.imports.rows_of_channel(_HERE, shop)] == rows)
            keeps("of channel", kept=not [*work.imports.rows_of_channel(_HERE, other)])
            rival = OrganisationId("rival")
            keeps("of channel", kept=not [*work.imports.rows_of_channel(rival, shop)])
            keeps("in order", kept=not work.imports.finished(_HERE, "c"))
        conflicts(database, "stale", lambda work: work.imports.add(_HERE, [half]))

    def test_one_file_of_a_channel_is_under_way_at_a_time(self) -> None:
        """Law: one at a time."""
        database, shop, web = self.database(), ChannelCode("shop"), ChannelCode("web")
        with database.write() as work:
            keeps("latest", kept=work.imports.latest(_HERE, shop) == "")
            for channel, digest in ((web, "b"), (shop, "a")):
                work.imports.begin(_HERE, digest, channel=channel, name=f"{digest}.csv")
        for digest in ("a", "c"):
            conflicts(
                database,
                "stale",
                lambda work, of=digest: work.imports.begin(_HERE, of, channel=shop, name="c.csv"),  # type: ignore[misc] # mypy gives a default no type
            )
        with database.write() as work:
            files = work.imports.under_way(_HERE)
            keeps("under way", kept=[file.digest for file in files] == ["a", "b"])
            keeps("under way", kept=files[0].name == "a.csv" and files[0].channel == shop)
            keeps("under way", kept=not work.imports.under_way(OrganisationId("rival")))
            # A file without rows is finished without having been begun.
            for digest in ("c", "a", "d"):
                work.imports.finish(_HERE, digest, channel=shop, name="", rows=0, on=AT.date())
        with database.write() as work:
            keeps("under way", kept=work.imports.under_way(_HERE) == files[1:])
            keeps("latest", kept=work.imports.latest(_HERE, shop) == "d")
            keeps("latest", kept=work.imports.latest(_HERE, web) == "")
            work.imports.begin(_HERE, "e", channel=shop, name="e.csv")

    def test_what_is_given_up_is_at_its_end_and_keeps_its_rows(self) -> None:
        """Law: given up."""
        database, day = self.database(), AT.date()
        with database.write() as work:
            fill(work, "a")
            fill(work, "b")
            rows = [attrs.evolve(row, digest="c") for row in work.imports.rows(_HERE, "a")]
            work.imports.add(_HERE, rows)
            work.imports.begin(_HERE, "c", channel=_SHOP, name="c.csv")
        lost = _given_up("c", "written over\nby the shop")
        elsewhere = attrs.evolve(lost, channel=ChannelCode("web"))
        for wrong in (attrs.evolve(lost, digest="b"), elsewhere):
            conflicts(database, "stale", _giving_up(wrong))
        conflicts(database, "stale", _giving_up(lost, organisation=_RIVAL))
        with database.write() as work:
            keeps("given up", kept=work.imports.given_up(_HERE) == ())
            *others, _ = work.imports.under_way(_HERE)
            work.imports.give_up(_HERE, lost, on=day)
            keeps("given up", kept=work.imports.given_up(_HERE) == (lost,))
        conflicts(database, "stale", _giving_up(lost))
        with database.read() as work:
            keeps("given up", kept=[*work.imports.under_way(_HERE)] == others)
            keeps("given up", kept=not work.imports.finished(_HERE, "c"))
            keeps("given up", kept=work.imports.latest(_HERE, _SHOP) == "c")
            keeps("given up", kept=[*work.imports.rows(_HERE, "c")] == rows)
            keeps("given up", kept=[*work.imports.rows_of_channel(_HERE, _SHOP)][-2:] == rows)
            keeps("given up", kept=work.imports.given_up(_RIVAL) == ())
        later = _given_up("0", "lost")
        with database.write() as work:
            work.imports.begin(_HERE, "0", channel=_SHOP, name="0.csv")
            work.imports.give_up(_HERE, later, on=day)
        with database.read() as work:
            keeps("given up", kept=work.imports.given_up(_HERE) == (lost, later))


def _given_up(digest: str, reason: str) -> GivenUpFile:
    return GivenUpFile(
        channel=_SHOP,
        digest=digest,
        name=f"{digest}.csv",
        rows=2,
        at=AT,
        by=ActorId("ann"),
        reason=reason,
    )


def _giving_up(
    file: GivenUpFile, organisation: OrganisationId = _HERE
) -> Callable[[UnitOfWork], None]:
    return lambda work: work.imports.give_up(organisation, file, on=AT.date())
