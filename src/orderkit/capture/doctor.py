"""The mapping doctor: which column of a file is which, by its name and by its cells.

    proposal = propose_mapping(header, rows[:50])
    mapping = read_mapping(proposal.text(channel="shop", zone="Europe/Berlin"), source="shop")

It proposes and says why; what a sample leaves open, such as which of two figures is the day, is a
finding and no guess.
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from orderkit.capture.evidence import ending_of, fits_field, formats_of, patterns_of, without
from orderkit.capture.mapping import FIELDS, NEEDED, ColumnMapping
from orderkit.capture.proposal import (
    Candidate,
    FieldProposal,
    InvalidProposalError,
    MappingProposal,
)
from orderkit.capture.vocabulary import (
    CURRENCY_NAMES,
    UNIT_NAMES,
    named_currency,
    named_unit,
    names_field,
)
from orderkit.values import Exact, Finding, block, note, read_instant, review, shown, zone_of

__all__ = ["check_mapping", "propose_mapping"]

_Columns: TypeAlias = dict[str, tuple[str, ...]]

_BY_NAME: Final = Fraction(3, 5)
_BY_CELLS: Final = Fraction(2, 5)
_LEAST: Final = Fraction(1, 4)
_SURE: Final = Fraction(1, 2)
_SAMPLE: Final = 50
_NUMERIC: Final = ("quantity", "price")
_STRIPPED: Final = (*_NUMERIC, "customer")
_UTC: Final = zone_of("UTC")


def propose_mapping(header: Sequence[str], rows: Sequence[Sequence[str]]) -> MappingProposal:
    """Propose how a file is to be read.

    A column is proposed for one field at most, the highest scores first. A field that no mapping
    needs is proposed by name alone, for codes of all kinds look the same.

    Args:
        header: The names of the columns; blank ones and such as stand twice are passed over.
        rows: Some rows of the file; the first fifty are looked at.

    Returns:
        The proposal, with `mapping.field_missing`, `mapping.unsure` where another column fits as
        well, `mapping.time_ambiguous` and `mapping.numbers_ambiguous` for what can be read in two
        ways, and a note `mapping.column_unused` for each column that is left.

    Raises:
        InvalidProposalError: A header or a cell is no text.
    """
    columns = _columns(header, rows)
    ranked = {field: _ranked(field, columns) for field in FIELDS}
    chosen = _chosen(ranked)
    fields = tuple(_field(field, ranked[field], chosen.get(field)) for field in FIELDS)
    taken = {field: columns[best.column] for field, best in chosen.items()}
    cut = _endings(taken)
    times, of_times = _times(taken.get("at", ()))
    formats, of_formats = _formats({field: without(taken[field], cut[field]) for field in cut})
    left = columns.keys() - {best.column for best in chosen.values()}
    return MappingProposal(
        fields=fields,
        time=times[0],
        times=times[1:],
        numbers=formats[0],
        formats=formats[1:],
        currency=_currency(columns, chosen, cut),
        unit=_unit(columns, chosen, cut),
        endings=tuple((field, ending) for field, ending in cut.items() if ending),
        findings=(*_field_findings(fields), *of_times, *of_formats, *_unused(columns, left)),
    )


def check_mapping(
    mapping: ColumnMapping, header: Sequence[str] | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with the columns of a mapping, and with a header it is to read.

    A mapping that `read_mapping` gave is sound in itself; one that a host has made need not be.

    Returns:
        `mapping.field_unknown`, `mapping.field_twice`, `mapping.column_twice` and
        `mapping.field_missing` of the mapping; of the header `mapping.column_missing` and
        `mapping.header_twice`, which no file of it would get past.
    """
    fields = Counter(field for field, _ in mapping.columns)
    used = Counter(mapping.all_columns)
    found = [
        block("mapping.field_unknown", "columns", field=shown(field))
        for field in fields
        if field not in FIELDS
    ]
    found += [
        block("mapping.field_twice", f"columns/{field}", field=shown(field), times=times)
        for field, times in fields.items()
        if times > 1
    ]
    found += [
        block("mapping.column_twice", "columns", column=shown(column), times=times)
        for column, times in used.items()
        if times > 1
    ]
    found += [_missing(field) for field in FIELDS if field in NEEDED and field not in fields]
    return (*found, *(() if header is None else _of_header(mapping, header)))


def _of_header(mapping: ColumnMapping, header: Sequence[str]) -> Iterator[Finding]:
    there = Counter(name.strip() for name in header)
    custom = (*mapping.header_attributes, *mapping.line_attributes)
    for field, column in (*mapping.columns, *custom):
        if column not in there:
            yield block("mapping.column_missing", f"columns/{field}", column=shown(column))
    for name, times in there.items():
        if name and times > 1:
            yield block("mapping.header_twice", "columns", column=shown(name), times=times)


def _missing(field: str) -> Finding:
    return block("mapping.field_missing", f"columns/{field}", field=field)


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> _Columns:
    """The cells of each column that has a name of its own, without blank ones."""
    for text in (*header, *(cell for row in rows[:_SAMPLE] for cell in row)):
        if not isinstance(text, str):
            raise InvalidProposalError(path="sample", value=shown(repr(text)))
    names = [name.strip() for name in header]
    return {
        name: tuple(
            cell for row in rows[:_SAMPLE] if len(row) > place and (cell := row[place].strip())
        )
        for place, name in enumerate(names)
        if name and names.count(name) == 1
    }


def _ranked(field: str, columns: _Columns) -> tuple[Candidate, ...]:
    found = [
        candidate
        for name, cells in columns.items()
        if (candidate := _candidate(field, name, cells)).score >= _LEAST
    ]
    return tuple(sorted(found, key=lambda each: -each.score))


def _candidate(field: str, name: str, cells: tuple[str, ...]) -> Candidate:
    by_name, by_cells = names_field(name, field), fits_field(field, cells)
    reasons = list[Finding]()
    if by_name == 1:
        reasons.append(note("mapping.named", f"columns/{field}", column=shown(name)))
    elif by_name:
        reasons.append(note("mapping.named_partly", f"columns/{field}", column=shown(name)))
    if by_cells:
        percent = 100 * by_cells.numerator // by_cells.denominator
        reasons.append(note("mapping.fits", f"columns/{field}", percent=percent, cells=len(cells)))
    return Candidate(name, by_name * _BY_NAME + by_cells * _BY_CELLS, tuple(reasons))


def _chosen(ranked: Mapping[str, tuple[Candidate, ...]]) -> dict[str, Candidate]:
    """The best column of each field, none of them twice."""
    pairs = [
        (field, each)
        for field in FIELDS
        for each in ranked[field]
        if field in NEEDED or names_field(each.column, field)
    ]
    chosen, taken = dict[str, Candidate](), set[str]()
    # Sorting is stable: of equal scores, the first field has the first column.
    for field, each in sorted(pairs, key=lambda pair: -pair[1].score):
        if field not in chosen and each.column not in taken:
            chosen[field] = each
            taken.add(each.column)
    return chosen


def _field(field: str, ranked: tuple[Candidate, ...], best: Candidate | None) -> FieldProposal:
    return FieldProposal(field, best, tuple(each for each in ranked if each != best))


def _endings(taken: _Columns) -> dict[str, str]:
    """What is to be cut off of each field that may have an ending; empty if nothing is."""
    found = {field: ending_of(taken[field]) for field in _STRIPPED if field in taken}
    # A blank alone is cut off anyway.
    return {field: ending if ending.strip() else "" for field, ending in found.items()}


def _unused(columns: _Columns, left: Container[str]) -> Iterator[Finding]:
    for name in columns:
        if name in left:
            yield note("mapping.column_unused", "columns", column=shown(name))


def _field_findings(fields: Sequence[FieldProposal]) -> Iterator[Finding]:
    for each in fields:
        best = each.best
        if best is None:
            if each.field in NEEDED:
                yield _missing(each.field)
            continue
        chosen = {other.best.column for other in fields if other.best}
        rivals = [
            one for one in each.runners_up if one.score >= best.score and one.column not in chosen
        ]
        if best.score < _SURE or rivals:
            column = shown(best.column)
            yield review("mapping.unsure", f"columns/{each.field}", field=each.field, column=column)


def _times(cells: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Patterns that read as much as the best and other moments than it; one if none does."""
    read = dict[object, str]()
    found = patterns_of(cells)
    for pattern, share in found:
        if share == found[0][1]:
            moments = tuple(read_instant(cell, _UTC, pattern).value for cell in cells)
            read.setdefault(moments, pattern)
    names = tuple(read.values()) or ("",)
    if len(names) == 1:
        return names, ()
    first, second = names[:2]
    told = review("mapping.time_ambiguous", "time", text=cells[0], first=first, second=second)
    return names, (told,)


def _formats(figures: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Ways to write numbers that read as many as the best and others than it; one if none does."""
    cells = tuple(cell for field in _NUMERIC for cell in figures.get(field, ()))
    read = dict[tuple[Exact | None, ...], str]()
    found = formats_of(cells)
    for name, share, numbers in found:
        if share == found[0][1]:
            read.setdefault(numbers, name)
    names = tuple(read.values()) or ("plain",)
    if len(names) == 1:
        return names, ()
    one, other = list(read)[:2]
    text = next(cell for place, cell in enumerate(cells) if one[place] != other[place])
    first, second = names[:2]
    told = review("mapping.numbers_ambiguous", "numbers", text=text, first=first, second=second)
    return names, (told,)


def _currency(
    columns: _Columns, chosen: Mapping[str, Candidate], endings: Mapping[str, str]
) -> str:
    for name, cells in columns.items():
        if name.casefold() in CURRENCY_NAMES and len(set(cells)) == 1:
            return named_currency(cells[0])
    # Of other columns, a word in capitals may be a code by chance.
    texts = (endings.get("price", ""), chosen["price"].column if "price" in chosen else "")
    return next((code for text in texts if (code := named_currency(text))), "")


def _unit(columns: _Columns, chosen: Mapping[str, Candidate], endings: Mapping[str, str]) -> str:
    for name, cells in columns.items():
        if name.casefold() in UNIT_NAMES and len(set(cells)) == 1:
            return named_unit(cells[0])
    column = chosen["quantity"].column if "quantity" in chosen else ""
    inside = column[max(column.rfind("("), column.rfind("（")) :] if column else ""
    texts = (endings.get("quantity", ""), inside)
    return next((unit for text in texts if (unit := named_unit(text))), "")
