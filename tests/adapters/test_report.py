"""The page of a report: whole, escaped, in both languages, and nothing fetched."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from html.parser import HTMLParser
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from orderkit.adapters.report.html import render_page
from orderkit.adapters.report.page import Gauge, Page, Section, Table
from orderkit.adapters.report.text import markup
from orderkit.adapters.report.voice import Voice
from orderkit.adapters.report.words import words_of
from orderkit.insight import Cause, Entry, Figures, FunnelStep, MoveCount, StageTime, Told
from orderkit.locales import LOCALES
from orderkit.values import ActorId, Currency, Money, MoveName, StageName
from orderkit.workflow import standard_flow

EUR: Final = Currency.of("EUR")
AT: Final = datetime(2026, 3, 1, 20, tzinfo=UTC)
EVIL: Final = "</title><script>alert('1')</script><img src=x onerror=\"f()\">&"
_VOID: Final = {"meta"}
CAPTURED, VOID = StageName("captured"), StageName("void")


class _Reader(HTMLParser):
    """Reads a page strictly: what opens must close, and every attribute is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def _text(page: str) -> str:
    return "|".join(text for text in _read(page).text if text.strip())


def _money(minor: int) -> Money:
    return Money(minor, EUR)


def _figures(name: str) -> Figures:
    stay = StageTime(
        stage=StageName(name),
        stays=4,
        waiting=timedelta(days=8),
        working=timedelta(hours=4),
        median=timedelta(days=2, hours=3, minutes=5),
        slowest=timedelta(hours=70),
        there=1,
        there_for=timedelta(minutes=5),
    )
    return Figures(
        orders=10,
        times=(stay, attrs.evolve(stay, stays=0, there=0)),
        lead=attrs.evolve(stay, stage=StageName(""), there=0, median=timedelta(days=9)),
        funnel=(
            FunnelStep(stage=CAPTURED, reached=10, now=2),
            FunnelStep(stage=VOID, reached=4, now=4),
            FunnelStep(stage=StageName(name), reached=0, now=0),
        ),
        moves=(
            MoveCount(move=MoveName("void"), source=CAPTURED, target=VOID, count=1_000_000),
            MoveCount(move=MoveName("begin"), source=StageName(""), target=CAPTURED, count=9),
            MoveCount(move=MoveName(name), source=VOID, target=StageName(name), count=1),
        ),
        backordered=0,
        shortages=(),
    )


def _entry(minutes: int, by: str, what: str, stage: str, told: Told | None = None) -> Entry:
    return Entry(
        version=1,
        at=AT + timedelta(minutes=minutes),
        by=ActorId(by),
        what=what,
        stage=StageName(stage),
        told=told or Told(),
        waited=timedelta(minutes=minutes),
    )


def _story(name: str) -> Story:
    voted = Told(sort="approve", why=name, on_behalf_of=ActorId("dee"))
    paid = Told(amount=-1250, papers=("R1", "INV-1"))
    refused = attrs.evolve(_entry(9, name, "Ship", "void"), codes=("flow.closed", name))
    return Story(
        text=name,
        currency=EUR,
        entries=(
            _entry(0, name, "OrderPlaced", "", Told(pieces=1234, amount=100, papers=(name,))),
            _entry(0, name, "FlowStarted", "captured"),
            _entry(5, "ann", "StageMoved", "void", Told(sort="void")),
            _entry(7, "eli", "Voted", "void", voted),
            attrs.evolve(_entry(8, "hal", "PaymentApplied", name, paid), clock_ran_back=True),
            _entry(8, "hal", "StageMoved", "void", Told(sort="void")),
            refused,
        ),
    )


def _data(name: str = "any") -> ReportData:
    return ReportData(
        title=name,
        text=name,
        at=AT,
        zone="Asia/Shanghai",
        currency=EUR,
        flow=standard_flow(),
        editions=(Edition(label=name, file=name),),
        headlines=(Headline(name=name, shown="12", under=name),),
        notes=(Note(title=name, items=(name,)),),
        partitions=(
            Partition(
                name=name,
                text=name,
                whole=Share(name="read", count=1234, amount=_money(100)),
                parts=(
                    Share(name=name, count=1230, amount=_money(150)),
                    Share(name="rejected", count=4, amount=_money(-50)),
                ),
            ),
        ),
        identities=(
            Identity(
                left=(Term(name=name, amount=_money(70)),),
                right=(
                    Term(name="a", amount=_money(100)),
                    Term(name="b", amount=_money(30), minus=True),
                ),
            ),
        ),
        figures=_figures(name),
        causes=(
            CauseGroup(
                name=name,
                text=name,
                causes=(
                    Cause(code="line.unknown", count=3, amount=-1250, cumulated=3),
                    Cause(code=name, count=1, amount=0, cumulated=4),
                ),
            ),
            CauseGroup(name="nothing", causes=()),
        ),
        reconciliation=Reconciliation(
            precision=Fraction(9995, 10_000),
            recall=Fraction(7, 8),
            troubles=(
                Trouble(name=name, receipts=9, payable=8, right=7),
                Trouble(name="dup", receipts=1, payable=0, right=0),
            ),
        ),
        story=_story(name),
        checks=(Check(name=name, checked=5, holds=True), Check(name="b", checked=1, holds=False)),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_a_19_markup_in_a_name_stays_text_everywhere(locale: str) -> None:
    page = render_report(_data(EVIL), locale)
    reader = _read(page)
    assert not {"script", "img", "link", "iframe", "object"} & set(reader.seen)
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "src"]
    # Once for each place of the data that the name was put into, and once more in contents.
    assert "".join(reader.text).count(EVIL) >= 28
    assert "<script" not in page


@given(st.text(max_size=30))
def test_a_19_any_text_is_shown_escaped_and_can_be_written_as_utf_8(text: str) -> None:
    section = Section(text, (Table(heads=(text,), rows=()),))
    page = render_page(
        Page(title=text, text=text, language="en", contents=text, sections=(section,))
    )
    assert _read(page).open == []
    assert page.encode("utf-8")
    assert "\u202e" not in markup(text)
    assert "\x00" not in markup(text)


def test_a_19_the_file_of_another_edition_is_never_a_scheme() -> None:
    edition = Edition(label="x", file="javascript:alert(1)")
    page = render_report(attrs.evolve(_data(), editions=(edition,)), "en")
    links = [value for name, value in _read(page).attributes if name == "href"]
    assert "./javascript:alert(1)" in links
    assert all(link and link.startswith(("./", "#s")) for link in links)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_needs_no_other_resource(locale: str) -> None:
    page = render_report(_data(), locale)
    assert "default-src 'none'" in page
    addresses = set(re.findall(r"https?://[^\"' ]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}, "the name of SVG, which is not fetched"
    assert not re.search(r"@import|src=|url\((?!#tip\))", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_the_contents_lead_to_every_section_and_headings_are_in_order() -> None:
    reader = _read(render_report(_data(), "en"))
    ids = [value for name, value in reader.attributes if name == "id"]
    links = [value for name, value in reader.attributes if name == "href" and value]
    sections = [f"s{place}" for place in range(9)]
    assert [link for link in links if link.startswith("#")] == [f"#{name}" for name in sections]
    assert set(sections) < set(ids)
    assert len(ids) == len(set(ids))
    levels = [tag for tag in reader.seen if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == "h1"
    assert set(levels[1:]) == {"h2", "h3"}


def test_every_section_stands_in_the_page_with_its_figures() -> None:
    text = _text(render_report(_data(), "en"))
    assert "As of Mar 2, 2026, 4:00:00\u202fAM +08:00" in text
    for shown in (
        "|12|any|",
        "Void|Captured → Void|1,000,000",
        "Came in|Captured|9",
        "Captured|10|100.0 %|2|Void|4|40.0 %|4",
        "any|2 d|1 h|2 d 3 h|2 d 22 h|4|1|5 min",
        "Whole path|2 d|1 h|9 d|2 d 22 h|4",
        "The order has no line …|line.unknown|3|-€12.50|75.0 %",
        "|nothing|None.|",
        "any|1,230|99.7 %|€1.50",
        "read|1,234|100.0 %|€1.00|✓ The parts add up to the whole.",
        "€0.70|any|=|€1.00|a|−|€0.30|b|✓ €0.70 = €0.70",
        "Of what was matched, right (precision)|99.9 %",
        "any|9|8|7|1|87.5 %|dup|1|0|0|0|",
        "✓|any|holds|5|✗|b|broken|1",
    ):
        assert shown in text, shown


def test_a_story_tells_who_did_what_when_and_why() -> None:
    text = _text(render_report(_data(), "en"))
    assert "Mar 2, 2026 · 04:00 |any|Captured|Order placed |1,234 pieces · €1.00 · any|" in text
    assert "Mar 2, 2026 · 04:05 |+ 5 min|ann|Void|Void |Mar" in text
    assert "+ 7 min|eli, on behalf of dee|Voted |for it · “any”|" in text
    assert (
        "+ 8 min · dated before the step above|hal|any|Void|Payment matched |-€12.50 · R1" in text
    )
    assert "|any|Refused: Ship |" in text
    assert "(flow.closed) · (any)" in text


def test_the_same_page_is_chinese_in_chinese() -> None:
    page = render_report(_data(), "zh_CN")
    text = _text(page)
    assert '<html lang="zh-CN">' in page
    assert "截至 2026年3月2日 04:00:00 +08:00" in text
    assert "作废|已录入 → 已作废|1,000,000" in text
    assert "订单中没有行 …。|line.unknown|3|-€12.50|75.0 %" in text
    assert "✓ 各部分之和等于总计。" in text
    assert "eli（代 dee）|审批意见 |同意 · “any”|" in text
    assert "被拒绝：发货" in text
    own = {word for word in words_of("en").values() if len(word) > 3} & set(text.split("|"))
    assert own == set()


def test_what_has_no_figures_has_no_section() -> None:
    bare = ReportData(title="t", at=AT, currency=EUR, flow=standard_flow())
    reader = _read(render_report(bare, "en"))
    assert "section" not in reader.seen
    assert "t" in reader.text


def test_parts_that_do_not_add_up_are_told() -> None:
    partition = _data().partitions[0]
    short = attrs.evolve(partition, parts=partition.parts[:1])
    page = render_report(attrs.evolve(_data(), partitions=(short,)), "en")
    assert "✗ The parts do not add up" in page
    assert partition.adds_up
    cent = attrs.evolve(partition.parts[0], amount=_money(151))
    assert not attrs.evolve(partition, parts=(cent, partition.parts[1])).adds_up


def test_sides_that_differ_are_told_with_both_sums() -> None:
    identity = attrs.evolve(_data().identities[0], left=(Term(name="x", amount=_money(71)),))
    page = render_report(attrs.evolve(_data(), identities=(identity,)), "en")
    assert not identity.holds
    assert "✗ €0.71 ≠ €0.70" in page


def test_no_amount_stands_behind_two_signs() -> None:
    terms = tuple(
        Term(name="x", amount=_money(amount), minus=minus)
        for amount, minus in ((-10, False), (-20, False), (-30, True), (70, False))
    )
    sums = Identity(left=terms, right=(Term(name="y", amount=_money(70)),))
    page = render_report(attrs.evolve(_data(), identities=(sums,)), "en")
    assert sums.holds
    shown = [
        "<b>−</b><span>€0.10",
        "<b>−</b><span>€0.20",
        "<b>+</b><span>€0.30",
        "<b>+</b><span>€0.70",
    ]
    assert [each for each in shown if each in re.sub(r"\s+", "", page)] == shown


def test_a_partition_of_amounts_alone_is_drawn_by_amount() -> None:
    parts = (Share(name="open", amount=_money(300)), Share(name="paid", amount=_money(-100)))
    partition = Partition(name="money", whole=Share(name="all", amount=_money(200)), parts=parts)
    page = render_report(attrs.evolve(_data(), partitions=(partition,)), "en")
    assert '<i class="g0" style="width:100.0%"></i>' in page
    assert '<i class="g2" style="width:33.3%"></i>' in page
    assert "open|€3.00|paid|-€1.00|all|€2.00" in _text(page)


def test_only_the_greatest_causes_are_listed_and_the_rest_is_counted() -> None:
    causes = tuple(
        Cause(code=f"c{place:02}", count=1, amount=0, cumulated=place + 1) for place in range(12)
    )
    group = CauseGroup(name="many", causes=causes, what="Thing")
    text = _text(render_report(attrs.evolve(_data(), causes=(group,)), "en"))
    assert "|Thing|" in text
    assert "c09|1|83.3 %|2 more are not shown." in text
    assert "c10" not in text


@pytest.mark.parametrize(
    ("parts", "most", "widths"),
    [
        ((5, 10), 20, (250, 500)),
        ((1, 0), 10**6, (1, 0)),
        ((1,), 0, ()),
        ((3, 0, 7), 7, (428, 0, 1000)),
    ],
)
def test_bars_are_in_proportion_and_a_small_one_is_seen(
    parts: tuple[int, ...], most: int, widths: tuple[int, ...]
) -> None:
    say = Voice(locale="en", zone="UTC", flow=standard_flow())
    assert say.gauge(parts, most) == Gauge(widths)
