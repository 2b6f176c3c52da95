"""The page of a report: whole, escaped, and nothing fetched."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Final
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.report import (
    Bar,
    Box,
    Check,
    Partition,
    ReportData,
    Section,
    Share,
    Table,
    Trouble,
    Way,
    bar_chart,
    flow_diagram,
    render_page,
    render_report,
)
from orderkit.adapters.report.text import fitted, markup
from orderkit.adapters.report.words import show_duration, words_of
from orderkit.insight import Cause, FunnelStep, MoveCount, StageTime
from orderkit.locales import LOCALES, UnknownLocaleError
from orderkit.values import Currency, Money, MoveName, StageName
from orderkit.workflow import standard_flow

EUR: Final = Currency.of("EUR")
AT: Final = datetime(2026, 3, 1, 20, tzinfo=UTC)
EVIL: Final = "</title><script>alert('1')</script><img src=x onerror=\"f()\">&"
_VOID: Final = {"meta"}


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


def _data(name: str = "any") -> ReportData:
    stage = StageName("captured")
    return ReportData(
        title=name,
        text=name,
        at=AT,
        zone="Asia/Shanghai",
        currency=EUR,
        partitions=(
            Partition(
                name=name,
                whole=Share(name="read", count=1234, amount=Money(100, EUR)),
                parts=(
                    Share(name=name, count=1230, amount=Money(150, EUR)),
                    Share(name="rejected", count=4, amount=Money(-50, EUR)),
                ),
            ),
        ),
        flow=standard_flow(),
        funnel=(FunnelStep(stage=stage, reached=9, now=2),),
        moves=(
            MoveCount(move=MoveName("begin"), source=StageName(""), target=stage, count=9),
            MoveCount(
                move=MoveName("void"), source=stage, target=StageName("void"), count=1_000_000
            ),
            MoveCount(move=MoveName(name), source=StageName("void"), target=stage, count=1),
        ),
        times=(
            StageTime(
                stage=StageName(name),
                stays=3,
                waiting=timedelta(days=8),
                working=timedelta(days=1),
                there=1,
                median=timedelta(days=2, hours=3, minutes=5),
                slowest=timedelta(hours=70),
            ),
        ),
        causes=(
            Cause(code="line.unknown", count=3, amount=-1250, cumulated=3),
            Cause(code=name, count=1, amount=0, cumulated=4),
        ),
        reconciliation=(
            Trouble(name=name, receipts=9, payable=8, right=7),
            Trouble(name="dup", receipts=1, payable=0, right=0),
        ),
        checks=(Check(name=name, checked=5, holds=True), Check(name="b", checked=1, holds=False)),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_a_19_markup_in_a_name_stays_text_everywhere(locale: str) -> None:
    page = render_report(_data(EVIL), locale)
    reader = _read(page)
    assert not {"script", "img", "link", "iframe", "object", "a"} & set(reader.seen)
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "src"]
    assert "".join(reader.text).count(EVIL) >= 8
    assert "<script" not in page


def test_a_19_svg_alone_is_well_formed_whatever_the_names_hold() -> None:
    evil = EVIL + "]]>\x00\u202e\ud800"
    ways = [Way(source=evil, target="b", shown=evil), Way(source="b", target=evil, shown=evil)]
    charts = [
        bar_chart([Bar(label=evil, size=3, shown=evil)], title=evil),
        flow_diagram(
            [Box(name=evil, label=evil, shown=evil), Box(name="b", label="b")], ways, title=evil
        ),
    ]
    for chart in charts:
        tags = {node.tag.rpartition("}")[2] for node in ET.fromstring(chart).iter()}  # noqa: S314 - our own
        assert tags <= {"svg", "title", "text", "rect", "path", "defs", "marker"}


@given(st.text(max_size=30))
def test_a_19_any_text_is_shown_escaped_and_can_be_written_as_utf_8(text: str) -> None:
    page = render_page(text, text, [Section(title=text, table=Table(heads=(text,), rows=()))])
    assert _read(page).open == []
    assert page.encode("utf-8")
    assert "\u202e" not in markup(text)
    assert "\x00" not in markup(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_needs_no_other_resource(locale: str) -> None:
    page = render_report(_data(), locale)
    assert "default-src 'none'" in page
    addresses = set(re.findall(r"https?://[^\"' ]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}, "the name of SVG, which is not fetched"
    assert not re.search(r"@import|src=|href=|url\((?!#tip\))", page)
    assert "prefers-color-scheme: dark" in page


def test_every_section_stands_in_the_page_with_its_figures() -> None:
    page = render_report(_data(), "en")
    text = "|".join(_read(page).text)
    for head in (
        "any",
        "The flow",
        "How far orders got",
        "Time at each stage",
        "What stopped orders",
        "Receipts and their invoices",
        "Invariants",
    ):
        assert f"|{head}|" in text
    assert "As of Mar 2, 2026, 4:00:00\u202fAM +08:00" in text
    assert "1,234|100.0 %|€1.00" in text
    assert "any|1,230|99.6 %|€1.50" in text
    assert "Void|Captured|Voided" not in text
    assert "Void|Captured|Void|1,000,000" in text
    assert "(start)|Captured|9" in text
    assert "9 · There now 2" in text
    assert "any|3|1|2 d 3 h|2 d 22 h" in text
    assert "line.unknown|The order has no line ….|3|-€12.50|75.0 %" in text
    assert "any|9|8|7|87.5 %" in text
    assert "any|5|✓|holds" in text
    assert "b|1|✗|broken" in text


def test_the_same_page_is_chinese_in_chinese() -> None:
    page = render_report(_data(), "zh_CN")
    text = "|".join(_read(page).text)
    assert '<html lang="zh-CN">' in page
    assert "截至 2026年3月2日 04:00:00 +08:00" in text
    assert "作废|已录入|已作废|1,000,000" in text
    assert "line.unknown|订单中没有行 …。|3|-€12.50|75.0 %" in text
    assert "各部分之和等于总计。" in text
    own = {word for word in words_of("en").values() if len(word) > 3} & set(text.split("|"))
    assert own == set()


def test_a_host_s_own_words_come_first() -> None:
    labels = (("read", "Zeilen"), ("captured", "Erfasst"), ("void", "Nichtig"), ("any", "Alle"))
    text = "|".join(_read(render_report(attrs.evolve(_data(), labels=labels), "en")).text)
    assert "Zeilen|1,234" in text
    assert "Nichtig|Erfasst|Nichtig|1,000,000" in text
    assert "any|Alle|1" in text


def test_parts_that_do_not_add_up_are_told() -> None:
    partition = _data().partitions[0]
    short = attrs.evolve(partition, parts=partition.parts[:1])
    page = render_report(attrs.evolve(_data(), partitions=(short,)), "en")
    assert "do not add up" in page
    assert partition.adds_up
    cent = attrs.evolve(partition.parts[0], amount=Money(151, EUR))
    assert not attrs.evolve(partition, parts=(cent, partition.parts[1])).adds_up


def test_a_partition_of_amounts_alone_is_drawn_by_amount() -> None:
    parts = (Share(name="open", amount=Money(300, EUR)), Share(name="paid", amount=Money(100, EUR)))
    whole = Share(name="all", amount=Money(400, EUR))
    data = ReportData(
        title="t",
        at=AT,
        currency=EUR,
        partitions=(
            Partition(name="money", whole=whole, parts=parts),
            Partition(name="none", whole=Share(name="all"), parts=(Share(name="a"),)),
        ),
    )
    page = render_report(data, "en")
    widths = [int(width) for width in re.findall(r'width="(\d+)" height="18"', page)]
    assert widths[1] == widths[0] // 3
    assert widths[2] == 0
    assert "The flow" not in page


def test_bars_are_in_proportion_and_a_small_one_is_seen() -> None:
    chart = bar_chart(
        [Bar(label=str(size), size=size, shown="") for size in (10**30, 5 * 10**29, 1, 0, -4)],
        title="t",
    )
    widths = [int(width) for width in re.findall(r'width="(\d+)" height="18"', chart)]
    assert widths == [340, 170, 2, 0, 0]
    assert "<rect" not in bar_chart([], title="t")


def test_ways_share_a_lane_only_where_they_do_not_meet() -> None:
    boxes = [Box(name=name, label=name) for name in "abc"]
    pairs = ("ab", "bc", "ac", "ca", "bb", "xa", "ax")
    ways = [Way(source=pair[0], target=pair[1], shown=pair) for pair in pairs]
    chart = flow_diagram(boxes, ways, title="t")
    places = {
        shown: (int(x), int(y))
        for x, y, shown in re.findall(r'<text x="(\d+)" y="(\d+)" class="way-label">(\w+)<', chart)
    }
    assert set(places) == {"ab", "bc", "ac", "ca", "bb"}
    assert len(set(places.values())) == 5
    assert places["ab"][0] == places["bc"][0] < places["ac"][0]
    assert places["ca"][0] < places["bb"][0] < places["ab"][0]
    assert flow_diagram([], [], title="t").count("<rect") == 0


@pytest.mark.parametrize(
    ("lasted", "english", "chinese"),
    [
        (timedelta(), "0 s", "0 秒"),
        (timedelta(seconds=59, microseconds=999_999), "59 s", "59 秒"),
        (timedelta(minutes=61), "1 h 1 min", "1 小时 1 分钟"),
        (timedelta(days=1234, seconds=1), "1,234 d", "1,234 天"),
    ],
)
def test_a_duration_is_shown_by_its_two_greatest_units(
    lasted: timedelta, english: str, chinese: str
) -> None:
    assert show_duration(lasted, "en") == english
    assert show_duration(lasted, "zh_CN") == chinese


@given(st.text(max_size=40), st.integers(2, 30))
def test_a_label_is_cut_to_its_room(text: str, room: int) -> None:
    cut = fitted(text, room)
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]) and len(cut) <= room)


def test_a_wide_letter_takes_two_places_and_a_cut_label_keeps_the_whole() -> None:
    assert fitted("订单号码", 8) == "订单号码"
    assert fitted("订单号码", 7) == "订单号…"
    chart = bar_chart([Bar(label="订" * 40, size=1, shown="")], title="t")
    assert f"<title>{'订' * 40}</title>{'订' * 15}…<" in chart


def test_a_long_text_is_bounded() -> None:
    assert len(markup("x" * 10_000)) == 2001


def test_the_words_exist_in_every_language_of_the_catalogues() -> None:
    english, chinese = (words_of(locale) for locale in LOCALES)
    assert english.keys() == chinese.keys()
    assert all(re.search("[\u4e00-\u9fff]", word) for word in chinese.values())


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(UnknownLocaleError):
        render_report(_data(), "de")
