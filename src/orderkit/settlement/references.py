"""References in free text: which documents a payer may have meant.

Payers write numbers in their own way: without dashes, year last, only the end, two digits
swapped. Reading is generous, because a reading alone settles nothing: it counts only where it
explains the amount of the receipt.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Final, TypeVar, final

import attrs

from orderkit.values import DocumentNumber

__all__ = ["Mention", "ReferenceIndex", "Strength", "rf_reference"]

_Key = TypeVar("_Key", int, str)
_Item = TypeVar("_Item")

_LONGEST: Final = 1024
_DATE: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])")
_CHAIN: Final = re.compile(r"([A-Z]{0,12})[ ./#:-]{0,3}([0-9]{1,24}(?:[ ./-][0-9]{1,24})*)")
_SERIES: Final = re.compile(r"([A-Z]+)[^A-Z0-9]?((?:19|20)[0-9]{2})[^A-Z0-9]?([0-9]{3,12})")
_NOT_PLAIN: Final = re.compile(r"[^A-Z0-9]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_FEW: Final = 3
_END: Final = 4
_RF_LENGTH: Final = 21


class Strength(IntEnum):
    """How much of a number was written."""

    TAIL = 0
    FORMED = 1
    WHOLE = 2


@final
@attrs.frozen(kw_only=True)
class Mention:
    """A place in a text that reads as the number of a document.

    Attributes:
        documents: The documents that it may name; empty where none is open under it.
        strength: How much of the number was written.
        head: The letters before it, if they are those of a known series.
        year: Its year; empty where none was written.
        tail: The digits of its counter, as they were written; empty for a whole reference.
        until: The last counter, where a range was written.
    """

    documents: tuple[DocumentNumber, ...]
    strength: Strength
    head: str = ""
    year: str = ""
    tail: str = ""
    until: str = ""


@final
@attrs.frozen
class _Numbered:
    """A number of the form head, year, counter."""

    head: str
    year: str
    tail: str
    document: DocumentNumber


@final
@attrs.frozen(kw_only=True)
class ReferenceIndex:
    """Open documents by everything that may be written for them; made once, asked for each text.

    Attributes:
        whole: By reference without its signs.
        tails: By the value of the counter.
        ends: By the last four digits of the counter.
        heads: The letters of all series.
    """

    whole: Mapping[str, Sequence[DocumentNumber]]
    tails: Mapping[int, Sequence[_Numbered]]
    ends: Mapping[str, Sequence[_Numbered]]
    heads: frozenset[str]

    @staticmethod
    def of(references: Iterable[tuple[DocumentNumber, Sequence[str]]]) -> "ReferenceIndex":
        """Index documents by their references."""
        whole: dict[str, list[DocumentNumber]] = {}
        tails: dict[int, list[_Numbered]] = {}
        ends: dict[str, list[_Numbered]] = {}
        heads: set[str] = set()
        for document, texts in references:
            for text in dict.fromkeys((document, *texts)):
                upper = text.upper()
                written = _kept(whole, _NOT_PLAIN.sub("", upper))
                if document not in written[-1:]:
                    written.append(document)
                found = _SERIES.fullmatch(upper)
                if found is not None:
                    number = _Numbered(found[1], found[2], found[3], document)
                    heads.add(number.head)
                    _kept(tails, int(number.tail)).append(number)
                    _kept(ends, number.tail[-_END:]).append(number)
        return ReferenceIndex(whole=whole, tails=tails, ends=ends, heads=frozenset(heads))

    def read(self, text: str) -> tuple[Mention, ...]:
        """What a text mentions, each once, in the order of the text.

        Only the first 1024 characters are read; what is longer was not written by a payer.
        """
        plain = _DATE.sub(" ; ", text[:_LONGEST].upper())
        found: dict[Mention, None] = {}
        for chain in _CHAIN.finditer(plain):
            for mention in self._chain(chain[1], chain[2]):
                found[mention] = None
        return tuple(found)

    def near(self, mention: Mention) -> tuple[DocumentNumber, ...]:
        """Documents one slip away: a digit wrong, two swapped, or the last one missing."""
        if not mention.tail or len(mention.tail) < _FEW:
            return ()
        return tuple(
            dict.fromkeys(
                number.document
                for tail in _slips(mention.tail)
                for number in self.tails.get(int(tail), ())
                if len(number.tail) == len(tail)
                and mention.head in {"", number.head}
                and (mention.year in {"", number.year})
            )
        )

    def between(self, mention: Mention) -> tuple[DocumentNumber, ...]:
        """The documents of a written range, ends included; empty where none was written."""
        if not mention.until:
            return ()
        first, last = sorted((int(mention.tail), int(mention.until)))
        return tuple(
            number.document
            for value in range(first, min(last, first + _LONGEST) + 1)
            for number in self.tails.get(value, ())
            if mention.head in {"", number.head}
        )

    def _chain(self, head: str, digits: str) -> Iterator[Mention]:
        """The mentions in digits that stand together, longest readings first."""
        groups = re.split(r"[ ./-]", digits)
        joined = head + "".join(groups)
        written = self.whole.get(joined)
        if written is not None and (head or len(joined) > _END):
            series = _SERIES.fullmatch(joined)
            year, tail = (series[2], series[3]) if series else ("", "")
            yield Mention(documents=tuple(written), strength=Strength.WHOLE, year=year, tail=tail)
            return
        if head == "RF":
            yield Mention(documents=(), strength=Strength.FORMED)
            return
        known = head if head in self.heads else ""
        if known and _is_range(digits, groups):
            yield self._tail(known, groups[0], until=groups[1])
            return
        at = 0
        while at < len(groups):
            mention, taken = self._at(known, groups, at)
            if mention is not None:
                yield mention
            at += taken

    def _at(self, head: str, groups: Sequence[str], at: int) -> tuple[Mention | None, int]:
        first, second = groups[at], groups[at + 1] if at + 1 < len(groups) else ""
        if _YEAR.fullmatch(first) and second:
            return self._formed(head, first, second), 2
        if _YEAR.fullmatch(second) and (len(first) != _END or len(groups) == 2):  # noqa: PLR2004 - a pair, and no part of a longer number
            return self._formed(head, second, first), 2
        if head and len(first) == 2 and len(second) > _FEW:  # noqa: PLR2004 - a year's two digits
            return self._formed(head, f"20{first}", second), 2
        if len(first) > _END + _FEW and _YEAR.match(first):
            return self._formed(head, first[:_END], first[_END:]), 1
        if len(first) < _FEW and not head:
            return None, 1
        return self._tail(head, first), 1

    def _formed(self, head: str, year: str, tail: str) -> Mention:
        found = tuple(
            number.document
            for number in self.tails.get(int(tail), ())
            if number.year == year
            and head in {"", number.head}
            and (tail[0] != "0" or len(tail) == len(number.tail))
        )
        return Mention(documents=found, strength=Strength.FORMED, head=head, year=year, tail=tail)

    def _tail(self, head: str, tail: str, until: str = "") -> Mention:
        numbers = self.tails.get(int(tail), ())
        if len(tail) == _END and tail[0] != "0":
            numbers = (*numbers, *self.ends.get(tail, ()))
        found = dict.fromkeys(
            number.document
            for number in numbers
            if head in {"", number.head} and (tail[0] != "0" or len(tail) == len(number.tail))
        )
        return Mention(
            documents=tuple(found), strength=Strength.TAIL, head=head, tail=tail, until=until
        )


def _kept(lists: dict[_Key, list[_Item]], key: _Key) -> list[_Item]:
    """The list under a key; no list is made where one is there, as thousands of keys are asked."""
    held = lists.get(key)
    if held is None:
        held = lists[key] = []
    return held


def _is_range(digits: str, groups: Sequence[str]) -> bool:
    """Two counters of one length with a dash between them, of which the first is no year."""
    ends = [len(group) for group in groups]
    return (
        ends[1:] == ends[:1]
        and ends[0] >= _END
        and digits[ends[0]] == "-"
        and _YEAR.fullmatch(groups[0]) is None
    )


def rf_reference(body: str) -> str:
    """The creditor reference of ISO 11649 for a text of up to 21 letters and digits.

    >>> rf_reference("539007547034")
    'RF18539007547034'
    """
    plain = _NOT_PLAIN.sub("", body.upper())[-_RF_LENGTH:]
    value = int("".join(str(int(sign, 36)) for sign in f"{plain}RF00"))
    return f"RF{98 - value % 97:02d}{plain}"


def _slips(tail: str) -> Iterator[str]:
    """Every text one slip away from a counter: swaps, wrong digits, a digit lost at the end."""
    for at in range(len(tail)):
        before, here, after = tail[:at], tail[at], tail[at + 1 :]
        yield from (f"{before}{digit}{after}" for digit in "0123456789" if digit != here)
        if after and after[0] != here:
            yield f"{before}{after[0]}{here}{after[1:]}"
    yield from (f"{tail}{digit}" for digit in "0123456789")
