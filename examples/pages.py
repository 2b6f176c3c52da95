"""The report of a run, in each language of the library: figures of the store, words of a file."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import final

import attrs

from company import APPROVERS, BAND, CLERKS, ZONE
from orderkit.adapters.report import (
    CauseGroup,
    Check,
    Edition,
    Headline,
    Identity,
    Note,
    Partition,
    Reconciliation,
    ReportData,
    Share,
    Story,
    Term,
    Trouble,
    render_report,
)
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.locales import LOCALES, show_share
from orderkit.values import Currency, Money
from orderkit.workflow import FlowDefinition
from page_figures import StoreFigures, read_figures
from page_words import PageWords, Shown, words_of
from summary import Summary
from summary_rows import CHARGES, FATES

__all__ = ["write_report"]

SAMPLE = Path(__file__).parent / "data"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


def write_report(
    path: Path,
    database: SqliteDatabase,
    flow: FlowDefinition,
    summary: Summary,
    *,
    currency: Currency,
    seed: int,
    data: Path,
) -> None:
    """Write the page in English, and beside it in the other languages."""
    stored = read_figures(database, flow)
    for locale in LOCALES:
        pages = _Pages(
            stored=stored,
            summary=summary,
            currency=currency,
            seed=seed,
            sample=data.resolve() == SAMPLE.resolve(),
            words=words_of(locale),
        )
        others = [(other, _file(path, other)) for other in LOCALES if other != locale]
        editions = tuple(Edition(label=LANGUAGES[other], file=file) for other, file in others)
        page = render_report(pages.data(flow, editions), locale)
        path.with_name(_file(path, locale)).write_text(page, encoding="utf-8")


def _file(path: Path, locale: str) -> str:
    language = locale.replace("_", "-")
    return path.name if locale == LOCALES[0] else f"{path.stem}.{language}{path.suffix}"


@final
@attrs.frozen(kw_only=True)
class _Pages:
    """One language of the report.

    Attributes:
        sample: Whether the files are those that come with the project.
    """

    stored: StoreFigures
    summary: Summary
    currency: Currency
    seed: int
    sample: bool
    words: PageWords

    def data(self, flow: FlowDefinition, editions: tuple[Edition, ...]) -> ReportData:
        """All that the report shows."""
        stored = self.stored
        return ReportData(
            title=self.words["title"],
            text=self.words.say("text", orders=stored.figures.orders, days=stored.days),
            at=stored.at,
            zone=ZONE,
            currency=self.currency,
            flow=flow,
            editions=editions,
            headlines=tuple(self._headlines()),
            notes=(self._read(), self._made()),
            partitions=tuple(self._partitions()),
            identities=tuple(self._identities()),
            figures=stored.figures,
            causes=tuple(self._causes()),
            reconciliation=self._reconciliation(),
            story=self._story(),
            checks=tuple(self._checks()),
        )

    def _headlines(self) -> Sequence[Headline]:
        held = sum(check.holds for check in self._checks())
        figures: dict[str, tuple[Shown, dict[str, Shown]]] = {
            "orders": (
                self._count("orders"),
                {"lines": self._count("order_lines"), "events": self._count("events")},
            ),
            "rows_read": (self._count("rows_read"), {"rejected": self._count("rows_rejected")}),
            "invoiced": (self._money("invoiced"), {"credited": self._money("credited")}),
            "received": (self._money("received"), {"applied": self._money("applied")}),
            "receipts_right": (
                show_share(self._rate("recon_recall")),
                {"precision": show_share(self._rate("recon_precision"))},
            ),
            "invariants": (
                self.words.say("invariants_value", held=held, all=len(self._checks())),
                {},
            ),
        }
        return [
            Headline(
                name=self.words[name],
                shown=self.words.shown(figure),
                under=self.words.say(f"{name}_under", **under),
            )
            for name, (figure, under) in figures.items()
        ]

    def _read(self) -> Note:
        stored, rows = self.stored, self._count("rows_read")
        items = [
            self.words.say("read_rows", rows=rows, files=stored.files, channels=stored.channels)
        ]
        if self.sample:
            items.append(self.words["read_sample"])
        return Note(title=self.words["read"], items=(*items, self.words["read_fates"]))

    def _made(self) -> Note:
        stored = self.stored
        return Note(
            title=self.words.say("made", seed=str(self.seed)),
            items=(
                self.words.say(
                    "made_stock", positions=stored.positions, locations=stored.locations
                ),
                self.words.say(
                    "made_people",
                    clerks=", ".join(CLERKS),
                    approvers=", ".join(APPROVERS),
                    band=Money(BAND, self.currency),
                ),
                self.words.say("made_receipts", receipts=stored.receipts),
            ),
        )

    def _partitions(self) -> Iterator[Partition]:
        yield Partition(
            name=self.words["rows"],
            text=self.words["rows_text"],
            whole=self._share("rows_read", count="rows_read", amount="amount_read"),
            parts=tuple(
                self._share(fate, count=f"rows_{fate}", amount=f"amount_{fate}") for fate in FATES
            ),
        )
        yield Partition(
            name=self.words["charges"],
            whole=self._share("amount_charge", amount="amount_charge"),
            parts=tuple(self._share(kind, amount=f"charges_{kind}") for kind in CHARGES),
        )
        yield Partition(
            name=self.words["not_invoiced"],
            text=self.words["not_invoiced_text"],
            whole=self._share("not_invoiced", amount="not_invoiced"),
            parts=tuple(
                Share(name=self.words.name(reason), amount=self._exactly(amount))
                for reason, amount in self._table("not_invoiced_by_reason").items()
            ),
        )

    def _share(self, name: str, *, amount: str, count: str | None = None) -> Share:
        return Share(
            name=self.words[name],
            count=None if count is None else self._count(count),
            amount=self._money(amount),
        )

    def _identities(self) -> Iterator[Identity]:
        yield Identity(
            left=self._terms("amount_accepted", "charges_billable", "charges_discount"),
            right=self._terms("invoiced", "-credited", "not_invoiced"),
        )
        yield Identity(
            left=self._terms("received"), right=self._terms("applied", "unapplied", "refunded")
        )
        yield Identity(
            left=self._terms("invoiced", "-credited"),
            right=self._terms("applied", "written_off", "open"),
        )

    def _terms(self, *names: str) -> tuple[Term, ...]:
        return tuple(
            Term(
                name=self.words[f"term_{name.removeprefix('-')}"],
                amount=self._money(name.removeprefix("-")),
                minus=name.startswith("-"),
            )
            for name in names
        )

    def _causes(self) -> Iterator[CauseGroup]:
        stored, figures = self.stored, self.stored.figures
        yield CauseGroup(name=self.words["causes_rows"], causes=stored.rejected)
        yield CauseGroup(
            name=self.words["causes_short"],
            text=self.words.say(
                "causes_short_text",
                ever=figures.backordered,
                orders=figures.orders,
                now=stored.waiting,
            ),
            what=self.words["item"],
            causes=figures.shortages,
        )
        yield CauseGroup(name=self.words["causes_refused"], causes=stored.refused)
        yield CauseGroup(name=self.words["causes_notes"], causes=stored.noted)
        yield CauseGroup(
            name=self.words["causes_minded"],
            text=self.words["causes_minded_text"],
            causes=stored.minded,
        )

    def _reconciliation(self) -> Reconciliation:
        troubles = [
            Trouble(
                name=self.words.name(name), **{key: _whole(part) for key, part in counts.items()}
            )
            for name, counts in self._table("recon_by_trouble").items()
            if isinstance(counts, dict)
        ]
        return Reconciliation(
            precision=self._rate("recon_precision"),
            recall=self._rate("recon_recall"),
            troubles=tuple(sorted(troubles, key=lambda each: -each.receipts)),
        )

    def _story(self) -> Story | None:
        tale = self.stored.tale
        if tale is None:
            return None
        text = self.words.say(
            "story_text",
            number=tale.number,
            customer=tale.customer,
            shipments=tale.shipments,
            payments=tale.payments,
        )
        return Story(text=text, currency=self.currency, entries=tale.entries)

    def _checks(self) -> list[Check]:
        return [
            Check(
                name=self.words.name(name),
                checked=_whole(found["checked"]),
                holds=bool(found["ok"]),
            )
            for name, found in self._table("invariants").items()
            if isinstance(found, dict)
        ]

    def _count(self, name: str) -> int:
        return _whole(self.summary[name])

    def _money(self, name: str) -> Money:
        return self._exactly(self.summary[name])

    def _exactly(self, amount: object) -> Money:
        return Money.exactly(str(amount), self.currency)

    def _rate(self, name: str) -> Fraction:
        return Fraction(str(self.summary[name]))

    def _table(self, name: str) -> Mapping[str, object]:
        table = self.summary[name]
        return table if isinstance(table, dict) else {}


def _whole(value: object) -> int:
    return int(str(value))
