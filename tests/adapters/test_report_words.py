"""The words, the texts and the drawing of a report."""

import re
from datetime import timedelta
from typing import Final, get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.report.diagram import Box, Way, flow_diagram
from orderkit.adapters.report.text import fitted, markup, width_of
from orderkit.adapters.report.words import show_duration, words_of
from orderkit.locales import LOCALES, UnknownLocaleError
from orderkit.order import Command, Event, Facet
from orderkit.values import Choice

EVIL: Final = "</title><script>alert('1')</script>\"&]]>\x00\u202e\ud800"


def _way(source: str, target: str, count: int = 1, shown: str = "") -> Way:
    return Way(source=source, target=target, count=count, shown=shown or source + target)


def _drawn(names: str, *ways: Way) -> str:
    return flow_diagram([Box(name=name, label=name) for name in names], ways, title="t", told="u")


def test_a_19_the_drawing_alone_is_well_formed_whatever_the_names_hold() -> None:
    boxes = [Box(name=EVIL, label=EVIL, shown=EVIL), Box(name="b", label="b")]
    ways = [
        Way(source=EVIL, target="b", count=1, shown=EVIL, told=EVIL),
        Way(source="b", target=EVIL, count=1, shown=EVIL),
    ]
    drawing = flow_diagram(boxes, ways, title=EVIL, told=EVIL)
    tags = {node.tag.rpartition("}")[2] for node in ET.fromstring(drawing).iter()}  # noqa: S314 - our own
    assert tags <= {"svg", "g", "title", "desc", "text", "rect", "path", "defs", "marker"}


def test_a_drawing_has_a_title_and_says_the_same_in_words() -> None:
    drawing = _drawn("ab", _way("a", "b"))
    assert '<title id="flow-title">t</title><desc id="flow-told">u</desc>' in drawing
    assert 'aria-labelledby="flow-title flow-told"' in drawing


def test_no_label_stands_on_another_nor_on_a_box() -> None:
    pairs = ("ab", "bc", "cd", "ac", "ad", "bd", "ca", "da", "db")
    drawing = _drawn(
        "abcd", *(_way(pair[0], pair[1], shown="1,000,000") for pair in pairs), _way("a", "a")
    )
    places = [
        (int(x), int(y))
        for x, y in re.findall(
            r'<text x="(\d+)" y="(\d+)" class="(?:way-label|straight)">', drawing
        )
    ]
    assert len(places) == len(pairs)
    room = width_of("1,000,000") * 7
    for at, (x, y) in enumerate(places):
        for other_x, other_y in places[:at]:
            assert abs(x - other_x) >= room or abs(y - other_y) >= 16
    boxes = [int(top) for top in re.findall(r'y="(\d+)" width="176" height="50"', drawing)]
    assert len(boxes) == 4
    assert not [y for _, y in places for top in boxes if top < y - 9 < top + 50]


def test_no_way_ends_where_another_does() -> None:
    pairs = ("ac", "ad", "bd", "ca", "da", "db", "ce", "ae")
    drawing = _drawn("abcde", *(_way(pair[0], pair[1]) for pair in pairs))
    ends = [
        (edge, height)
        for start_edge, start, stop, stop_edge in re.findall(
            r'd="M(\d+) (\d+)H\d+Q.*? (\d+)H(\d+)"', drawing
        )
        for edge, height in ((start_edge, start), (stop_edge, stop))
    ]
    assert len(ends) == len(set(ends)) == 2 * len(pairs)


def test_ways_share_a_lane_only_where_they_do_not_meet() -> None:
    drawing = _drawn(
        "abcde", *(_way(pair[0], pair[1]) for pair in ("ac", "ce", "ae", "bd", "xa", "ax"))
    )
    lanes = {
        shown: int(x)
        for x, shown in re.findall(r'<text x="(\d+)" y="\d+" class="way-label">(\w+)<', drawing)
    }
    assert set(lanes) == {"ac", "ce", "ae", "bd"}
    assert len(set(lanes.values())) == 4
    apart = _drawn("abcdef", _way("a", "c"), _way("d", "f"))
    assert len(set(re.findall(r'<text x="(\d+)" y="\d+" class="way-label">', apart))) == 1
    assert _drawn("").count("<rect") == 0


def test_a_way_is_as_thick_as_the_root_of_its_count() -> None:
    drawing = _drawn("abcd", _way("a", "b", 100), _way("b", "c", 25), _way("c", "d", 0))
    assert re.findall(r'stroke-width="([\d.]+)"', drawing) == ["6.0", "3.5", "1.0"]


def test_a_box_is_filled_as_far_as_it_is_said_and_no_farther() -> None:
    boxes = [Box(name=str(part), label="订" * 40, filled=part) for part in (0, 500, 2000)]
    drawing = flow_diagram(boxes, [], title="t", told="")
    assert re.findall(r'width="(\d+)" height="4"', drawing) == ["0", "88", "176"]
    assert f"<title>{'订' * 40}</title>" in drawing
    assert f"{'订' * 10}…<" in drawing


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


def test_a_wide_letter_takes_two_places() -> None:
    assert fitted("订单号码", 8) == "订单号码"
    assert fitted("订单号码", 7) == "订单号…"
    assert width_of("订a") == 3


def test_a_long_text_is_bounded() -> None:
    assert len(markup("x" * 10_000)) == 2001


def test_the_words_exist_in_every_language_of_the_catalogues() -> None:
    english, chinese = (words_of(locale) for locale in LOCALES)
    assert english.keys() == chinese.keys()
    assert all(re.search("[\u4e00-\u9fff]", word) for word in chinese.values())
    slots = {name: set(re.findall(r"{(\w+)}", word)) for name, word in english.items()}
    assert slots == {name: set(re.findall(r"{(\w+)}", word)) for name, word in chinese.items()}


def test_each_event_command_and_sort_has_a_word_and_none_is_superfluous() -> None:
    wanted = {f"event.{each.__name__}" for each in get_args(Event)}
    wanted |= {f"command.{each.__name__}" for each in get_args(Command)}
    wanted |= {f"sort.{each.value}" for each in (*Facet, *Choice)}
    assert {name for name in words_of("en") if "." in name} == wanted


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(UnknownLocaleError):
        words_of("de")
