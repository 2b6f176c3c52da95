"""Pack check: what was scanned against what is to leave, and what exactly is missing (验货)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.fulfilment.codes import PackCode, PackCodes, misread
from orderkit.values import Finding, LineId, Severity, Sku, block, note, review, shown

__all__ = ["InvalidScanError", "PackCheck", "PackLine", "Scan", "check_pack"]

_NO_CODES: Final = PackCodes()


@attrs.frozen(kw_only=True)
class InvalidScanError(InvalidValueError):
    """A reading or a line to pack that cannot be."""

    code: ClassVar[str] = "pack.invalid"
    template: ClassVar[str] = "{subject} cannot be {quantity} pieces"

    subject: str
    quantity: str


def _counted(subject: str, quantity: int, least: int) -> None:
    if type(quantity) is not int or quantity < least:
        raise InvalidScanError(subject=shown(subject), quantity=shown(repr(quantity)))


@final
@attrs.frozen(kw_only=True)
class PackLine:
    """So many pieces of an order line, to be packed or packed.

    Attributes:
        quantity: Whole steps, not below zero.
    """

    line: LineId
    sku: Sku
    quantity: int

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero."""
        _counted(f"line {self.line}", self.quantity, 0)


@final
@attrs.frozen(kw_only=True)
class Scan:
    """One reading of a code.

    Attributes:
        id: What tells this reading from all others: a serial number or the number of a carton
            where the goods have one, else the device's own count. What is read twice under one
            id is one thing.
        code: As it was read, whatever it is.
        times: How often the packer says that the code is there, such as 12 keyed in.
    """

    id: str
    code: str
    times: int = 1

    def __attrs_post_init__(self) -> None:
        """Refuse a reading of nothing, and what is no reading."""
        # A caller without a type checker may hand in anything; an unsafe text is told as unknown.
        if type(self.id) is not str or type(self.code) is not str:
            raise InvalidScanError(subject=shown(repr(self.code)), quantity=shown(repr(self.id)))
        _counted(f"scan {self.id}", self.times, 1)


@final
@attrs.frozen(kw_only=True)
class PackCheck:
    """What became of the scans.

    Laws:
        exact: Of each line, packed and remaining add up to what was expected.
        any order: Scans in another order give an equal check.

    Attributes:
        packed: Pieces by line, in the lines' order; lines of which nothing was packed are left out.
        remaining: Likewise, what is still to be packed.
        findings: Each thing that is wrong: BLOCK `pack.unknown`, `pack.misread`, `pack.wrong`,
            `pack.over` and `pack.contradiction`; REVIEW `pack.short`; NOTE `pack.twice`.
    """

    packed: tuple[PackLine, ...]
    remaining: tuple[PackLine, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all that was expected is packed, and nothing else."""
        return all(found.severity is Severity.NOTE for found in self.findings)

    @property
    def sound(self) -> bool:
        """Whether nothing is packed that does not belong; some may be missing."""
        return all(found.severity is not Severity.BLOCK for found in self.findings)


def check_pack(
    expected: Sequence[PackLine], scans: Sequence[Scan], codes: PackCodes = _NO_CODES
) -> PackCheck:
    """Hold what was scanned against what is to be packed.

    Lines of one sku are filled in their order. What does not belong fills no line: what is wrong,
    unknown or too much is told and left out.

    Cost: O(lines + scans log codes).
    """
    skus = {line.sku for line in expected}
    found = list[Finding]()
    scanned = Counter[Sku]()
    for scan in _once(scans, found):
        stands_for = codes.find(scan.code, skus)
        if stands_for is None:
            found.append(_unread(scan))
        elif stands_for.sku not in skus:
            found.append(_wrong(scan, stands_for))
        else:
            scanned[stands_for.sku] += stands_for.quantity * scan.times
    packed, remaining = _filled(expected, scanned)
    found += _differences(expected, scanned)
    return PackCheck(
        packed=tuple(packed), remaining=tuple(remaining), findings=tuple(sorted(found, key=_place))
    )


def _once(scans: Sequence[Scan], found: list[Finding]) -> Iterator[Scan]:
    """Each thing once; of two that share an id and differ, neither can be believed."""
    by_id = dict[str, list[Scan]]()
    for scan in scans:
        by_id.setdefault(scan.id, []).append(scan)
    for name, same in by_id.items():
        path = f"scans/{shown(name)}"
        if len(set(same)) > 1:
            said = ", ".join(sorted({shown(scan.code) for scan in same}))
            found.append(block("pack.contradiction", path, scan=shown(name), codes=said))
            continue
        if len(same) > 1:
            code, times = shown(same[0].code), len(same)
            found.append(note("pack.twice", path, scan=shown(name), read=code, times=times))
        yield same[0]


def _unread(scan: Scan) -> Finding:
    path, read = f"scans/{shown(scan.id)}", shown(scan.code)
    if misread(scan.code):
        return block("pack.misread", path, read=read)
    return block("pack.unknown", path, read=read)


def _wrong(scan: Scan, stands_for: PackCode) -> Finding:
    return block(
        "pack.wrong",
        f"scans/{shown(scan.id)}",
        read=shown(scan.code),
        sku=stands_for.sku,
        pieces=stands_for.quantity * scan.times,
    )


def _filled(
    expected: Sequence[PackLine], scanned: Mapping[Sku, int]
) -> tuple[list[PackLine], list[PackLine]]:
    left = dict(scanned)
    packed, remaining = list[PackLine](), list[PackLine]()
    for line in expected:
        take = min(line.quantity, left.get(line.sku, 0))
        if take:
            left[line.sku] -= take
            packed.append(attrs.evolve(line, quantity=take))
        if line.quantity > take:
            remaining.append(attrs.evolve(line, quantity=line.quantity - take))
    return packed, remaining


def _differences(expected: Sequence[PackLine], scanned: Mapping[Sku, int]) -> Iterator[Finding]:
    wanted = Counter[Sku]()
    for line in expected:
        wanted[line.sku] += line.quantity
    for sku, pieces in wanted.items():
        there, path = scanned.get(sku, 0), f"skus/{sku}"
        over, short = there - pieces, pieces - there
        if over > 0:
            yield block("pack.over", path, sku=sku, expected=pieces, scanned=there, over=over)
        elif short > 0:
            yield review("pack.short", path, sku=sku, expected=pieces, scanned=there, short=short)


def _place(found: Finding) -> tuple[str, str]:
    return found.path, found.code
