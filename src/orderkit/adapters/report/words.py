"""The report's own words, in both languages."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from orderkit.locales import show_number

__all__ = ["Words", "show_duration", "words_of"]

Words = Mapping[str, str]

# Each word in the order of the locales: English, Chinese.
_WORDS: Final = {
    "adds_up": ("The parts add up to the whole.", "各部分之和等于总计。"),
    "amount": ("Amount", "金额"),
    "as_of": ("As of", "截至"),
    "broken": ("broken", "不成立"),
    "cases": ("Cases", "次数"),
    "causes": ("What stopped orders", "受阻原因"),
    "causes_text": (
        "The most frequent first; the last column says how many of all cases these are together.",
        "按次数从多到少排列；最后一列为累计占比。",
    ),
    "checked": ("Checked", "检查数"),
    "checks": ("Invariants", "不变量"),
    "checks_text": (
        "What must always hold, computed again from the store.",
        "必须始终成立的规则，由存储数据重新计算。",
    ),
    "code": ("Code", "代码"),
    "count": ("Count", "数量"),
    "cumulated": ("Together", "累计"),
    "days": ("d", "天"),
    "from": ("From", "起点"),
    "flow": ("The flow", "流程"),
    "flow_text": (
        "Where orders are, and how often each way was taken: down on the right, up on the left.",
        "订单当前所处阶段，以及各路径的通过次数：右侧向下为前进，左侧向上为退回。",
    ),
    "funnel": ("How far orders got", "订单漏斗"),
    "holds": ("holds", "成立"),
    "hours": ("h", "小时"),
    "median": ("Half within", "半数不超过"),
    "minutes": ("min", "分钟"),
    "move": ("Move", "动作"),
    "name": ("Name", "名称"),
    "not_adding_up": ("The parts do not add up to the whole.", "各部分之和与总计不符。"),
    "now": ("There now", "当前"),
    "payable": ("Payable", "可匹配"),
    "reached": ("Reached", "到达"),
    "receipts": ("Receipts", "收款"),
    "reconciliation": ("Receipts and their invoices", "收款对账"),
    "result": ("Result", "结果"),
    "right": ("Matched rightly", "匹配正确"),
    "seconds": ("s", "秒"),
    "share": ("Share", "占比"),
    "slowest": ("Nine of ten within", "九成不超过"),
    "stage": ("Stage", "阶段"),
    "start": ("(start)", "（开始）"),
    "stays": ("Stays", "停留次数"),
    "times": ("Time at each stage", "各阶段停留时间"),
    "times_text": (
        "Orders that are still there are counted up to the moment of the figures.",
        "仍在该阶段的订单计算至统计时刻。",
    ),
    "to": ("To", "终点"),
    "waiting": ("There still", "仍在停留"),
    "what": ("What it says", "说明"),
}
_PLACES: Final = {"en": 0, "zh_CN": 1}
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE


def words_of(locale: str) -> Words:
    """All words in a language that `orderkit.locales` knows."""
    place = _PLACES[locale]
    return MappingProxyType({key: pair[place] for key, pair in _WORDS.items()})


def show_duration(lasted: timedelta, locale: str) -> str:
    """The two greatest units of a duration, such as `2 d 3 h`; cut, not rounded.

    >>> show_duration(timedelta(days=2, hours=3, minutes=59), "en")
    '2 d 3 h'
    """
    words = words_of(locale)
    hours, rest = divmod(lasted.seconds, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    parts = list(
        zip(
            (lasted.days, hours, minutes, seconds),
            (words["days"], words["hours"], words["minutes"], words["seconds"]),
            strict=True,
        )
    )
    first = next((place for place, (number, _) in enumerate(parts) if number), len(parts) - 1)
    two = [part for part in parts[first : first + 2] if part[0] or part is parts[first]]
    return " ".join(f"{show_number(number, locale)} {unit}" for number, unit in two)
