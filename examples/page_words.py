"""The example's own words in its report, filled in and in the language of the page."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias, final

import attrs

from orderkit.locales import show_money, show_number
from orderkit.values import Money

__all__ = ["PageWords", "Shown", "words_of"]

Shown: TypeAlias = int | str | Money

WORDS = Path(__file__).parent / "report_words.toml"


@final
@attrs.frozen
class PageWords:
    """Words by their names, in one language."""

    locale: str
    words: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The word as it stands."""
        return self.words[name]

    def name(self, name: str) -> str:
        """The word for a name out of the store; the name itself if it has none."""
        return self.words.get(name, name)

    def say(self, name: str, **values: Shown) -> str:
        """The word with its slots filled in."""
        return self.words[name].format_map(
            {slot: self.shown(each) for slot, each in values.items()}
        )

    def shown(self, value: Shown) -> str:
        """A figure as people of the language read it."""
        match value:
            case int():
                return show_number(value, self.locale)
            case Money():
                return show_money(value, self.locale)
            case _:
                return value


def words_of(locale: str) -> PageWords:
    """All words in a language."""
    words = tomllib.loads(WORDS.read_text("utf-8"))
    return PageWords(locale, {name: labels[locale] for name, labels in words.items()})
