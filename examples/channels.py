"""Which files there are, of which channel, and what they ask for."""

import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import final

import attrs

from demo_errors import MixedCurrenciesError
from orderkit.capture import (
    ColumnMapping,
    Fate,
    RowBook,
    RowKind,
    RowReader,
    Sheet,
    judge,
    read_mapping,
    read_sheet,
)
from orderkit.errors import UnreadableDataError
from orderkit.values import Currency, Sku, day_in

__all__ = ["ChannelFile", "FilePlan", "Plan", "currency_of", "find_files", "plan_of"]

MAPPINGS = Path(__file__).parent / "mappings"


@final
@attrs.frozen
class ChannelFile:
    """One file of one channel, and where it stands how to read it."""

    path: Path
    mapping: ColumnMapping
    source: Path

    @property
    def day(self) -> str:
        """Files of one day have names that begin alike."""
        return self.path.name.partition(".")[0]


@final
@attrs.frozen(kw_only=True)
class FilePlan:
    """What one file asks for.

    Attributes:
        digest: As imports know it.
        day: The name of its day.
        last: The last calendar day on which something was ordered; None without a readable row.
        demand: Pieces by sku in accepted lines.
    """

    digest: str
    day: str
    last: date | None
    demand: Counter[Sku]


@final
@attrs.frozen
class Plan:
    """What files ask for together.

    Attributes:
        files: Each by itself, in the order in which they are imported.
        rows: Rows of all files.
    """

    files: tuple[FilePlan, ...]
    rows: int

    @property
    def digests(self) -> frozenset[str]:
        """Of all files."""
        return frozenset(file.digest for file in self.files)

    @property
    def days(self) -> dict[str, date]:
        """By the name of a day, the last calendar day on which something was ordered."""
        found = dict[str, date]()
        for file in self.files:
            if file.last is not None:
                found[file.day] = max(file.last, found.get(file.day, file.last))
        return found

    def demand(self, digests: Collection[str]) -> tuple[Counter[Sku], list[date]]:
        """Pieces by sku that some of the files ask for, and their days in order."""
        some = Plan(tuple(file for file in self.files if file.digest in digests), 0)
        wanted = Counter[Sku]()
        for file in some.files:
            wanted.update(file.demand)
        return wanted, sorted(some.days.values())


def find_files(folder: Path) -> list[ChannelFile]:
    """All files below a folder, by day and channel; each goes to the mapping whose columns fit.

    Raises:
        UnreadableDataError: No mapping fits the files of a folder, or a file cannot be read.
    """
    mappings = {
        path: read_mapping(path.read_text(encoding="utf-8"), source=path.name)
        for path in sorted(MAPPINGS.glob("*.toml"))
    }
    found = list[ChannelFile]()
    folders = dict[Path, list[Path]]()
    for path in sorted(folder.rglob("*.csv*")):
        folders.setdefault(path.parent, []).append(path)
    for paths in folders.values():
        source = _mapping_for(paths[0], mappings)
        found += [ChannelFile(path, mappings[source], source) for path in paths]
    return sorted(found, key=lambda each: (each.day, each.mapping.channel, each.path.name))


def _mapping_for(path: Path, mappings: Mapping[Path, ColumnMapping]) -> Path:
    """The mapping that a file fits, or why it does not fit the one it is nearest to."""
    data, refused = path.read_bytes(), dict[Path, UnreadableDataError]()
    for source, mapping in mappings.items():
        try:
            read_sheet(data, name=path.name, mapping=mapping)
        except UnreadableDataError as error:
            refused[source] = error
        else:
            return source
    raise refused[max(refused, key=lambda source: _known_columns(data, mappings[source]))]


def _known_columns(data: bytes, mapping: ColumnMapping) -> int:
    """How many of a mapping's columns the first line of a file names."""
    start = data[:4096]
    if data.startswith(b"\x1f\x8b"):
        start = zlib.decompressobj(31).decompress(data, 4096)
    header = start.partition(b"\n")[0].decode(mapping.encoding, "replace")
    return sum(column in header.split(mapping.delimiter) for _, column in mapping.columns)


def currency_of(files: Sequence[ChannelFile]) -> Currency:
    """The one currency of all files.

    Raises:
        MixedCurrenciesError: There are two; sums over the channels would mean nothing.
    """
    found = {file.mapping.channel: file.mapping.currency for file in files}
    if len(set(found.values())) > 1:
        told = ", ".join(f"{channel} {found[channel].code}" for channel in sorted(found))
        raise MixedCurrenciesError(channels=told)
    return files[0].mapping.currency


def plan_of(files: Sequence[ChannelFile]) -> Plan:
    """Read all files once, as the import will, to know what stock to make."""
    books, found, rows = dict[str, RowBook](), list[FilePlan](), 0
    for file in files:
        book = books.setdefault(file.mapping.channel, RowBook())
        sheet = read_sheet(file.path.read_bytes(), name=file.path.name, mapping=file.mapping)
        demand, last = Counter[Sku](), date.min
        for sku, quantity, day in _wanted(sheet, file.mapping, book):
            rows += 1
            last = max(last, day or last)
            if quantity:
                demand[sku] += quantity
        found.append(
            FilePlan(
                digest=sheet.digest,
                day=file.day,
                last=None if last == date.min else last,
                demand=demand,
            )
        )
    return Plan(tuple(found), rows)


def _wanted(
    sheet: Sheet, mapping: ColumnMapping, book: RowBook
) -> Iterator[tuple[Sku, int, date | None]]:
    for verdict in judge(sheet.rows, RowReader(sheet, mapping), mapping, book):
        record = verdict.record
        if record is None:
            yield Sku(""), 0, None
            continue
        goods = verdict.kind is RowKind.GOODS and verdict.fate is Fate.ACCEPTED
        day = day_in(record.at, mapping.zone)
        yield Sku(record.sku), record.quantity if goods else 0, day
