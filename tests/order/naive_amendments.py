"""What was agreed, as a clerk keeps it on paper through amendments, shipments and bills.

Prices are whole minor units, so a line comes to price times quantity and nothing is ever rounded.
The rules are those of the page on amending an order, not those of the code held against them.
"""

from collections.abc import Iterator
from typing import TypeAlias

from tests.order.naive_pieces import Announced, Pieces, move_pieces
from tests.order.naive_rules import BUCKETS, LEFT

from orderkit.order.commands.pieces import OfPieces

__all__ = ["Fields", "Paper", "Wish"]

# Field by field, as a form would show it; what is not in it is not there.
Fields: TypeAlias = dict[str, object]
# What is to become of a line or a charge: a kind, its id, and the figures that the kind needs.
Wish: TypeAlias = tuple[str, str, dict[str, object]]
Row: TypeAlias = dict[str, object]

OF_A_LINE = ("sku", "quantity", "price", "requested")


class Paper:
    """Lines, charges, pieces and bills; and what was removed."""

    def __init__(self, lines: dict[str, Row], charges: dict[str, int]) -> None:
        self.lines = {name: dict(row) for name, row in lines.items()}
        self.charges = dict(charges)
        self.pieces: Pieces = {name: _opened(row) for name, row in lines.items()}
        self.announced: Announced = []
        self.invoiced = dict.fromkeys((*lines, *charges), 0)
        self.credited = dict.fromkeys((*lines, *charges), 0)
        self.books = {"invoiced": 0, "credited": 0, "paid": 0}
        self.gone = dict[str, tuple[int, int]]()
        self.revision = 1

    def total(self) -> int:
        return sum(self.charges.values()) + sum(map(_amount, self.lines.values()))

    def due(self) -> int:
        """What the customer keeps, less what was credited of it and paid for it."""
        worth = sum(self.charges.values())
        for name, row in self.lines.items():
            lost = self.pieces[name]["cancelled"] + self.pieces[name]["returned"]
            kept = int(str(row["quantity"])) - max(0, lost - self.credited[name])
            worth += int(str(row["price"])) * kept
        return worth - self.books["credited"] - self.books["paid"]

    def left(self, name: str) -> int:
        return sum(self.pieces[name][bucket] for bucket in LEFT)

    def fields(self) -> Fields:
        found: Fields = {f"adjustments/{name}/amount": at for name, at in self.charges.items()}
        for name, row in self.lines.items():
            found |= {f"lines/{name}/{each}": row[each] for each in OF_A_LINE if row[each]}
            found[f"lines/{name}/amount"] = _amount(row)
        return found

    def wanted(self, wish: Wish) -> Fields:
        """The fields that a wish reaches, with what it wants there."""
        kind, name, figures = wish
        line, charge = f"lines/{name}", f"adjustments/{name}/amount"
        match kind:
            case "add":
                return {f"{line}/{each}": figures[each] for each in OF_A_LINE}
            case "remove":
                there = name in self.lines
                return {f"{line}/{each}": None for each in OF_A_LINE} if there else {}
            case "put_back":
                wanted = {f"{line}/{each}": figures[each] for each in OF_A_LINE}
                return wanted | {f"{line}/amount": _amount(figures)}
            case "change":
                return {f"{line}/{each}": value for each, value in figures.items()}
            case "drop_charge":
                return {charge: None}
            case _:
                return {charge: figures["amount"]}

    def against(self, wishes: list[Wish], photo: Fields, base: int) -> tuple[set[str], bool]:
        """All codes that stand against wishes, or the note that they are rebased; and if idle."""
        codes = {*self._unmade(wishes), *self._floors(wishes)}
        unmade = set(self._unmade(wishes))
        after = self._after([wish for wish in wishes if not set(self._unmade([wish]))])
        if not after.lines and not after.charges:
            codes.add("order.empty")
        elif not unmade:
            changed = [n for n, at in self.charges.items() if after.charges.get(n) != at]
            codes |= {"amendment.charge_billed" for n in changed if self.invoiced[n]}
        now, paths = self.fields(), list[str]()
        for wish in wishes:
            for path, value in self.wanted(wish).items():
                paths.append(path)
                if now.get(path) not in {value, photo.get(path)}:
                    codes.add("amendment.stale")
        codes |= {"amendment.twice"} if len({*paths}) < len(paths) else set()
        codes |= set() if wishes else {"amendment.empty"}
        idle = not codes and self._after(wishes).fields() == now
        if not codes and not idle and base != self.revision:
            return {"amendment.rebased"}, False
        return codes, idle

    def meets(self, wishes: list[Wish], others: list[list[Wish]]) -> bool:
        """Whether somebody else wants something else of one field, and both want a change."""
        now, mine = self.fields(), dict[str, object]()
        for wish in wishes:
            mine |= self.wanted(wish)
        for other in others:
            for wish in other:
                for path, value in self.wanted(wish).items():
                    there = now.get(path)
                    if path in mine and there not in {value, mine[path]} and value != mine[path]:
                        return True
        return False

    def make(self, wishes: list[Wish]) -> None:
        """Carry wishes out."""
        self.revision += 1
        for kind, name, figures in wishes:
            match kind:
                case "add":
                    self._open(name, figures)
                case "remove":
                    self.gone[name] = int(str(self.lines.pop(name)["quantity"])), self.revision
                    for book in (self.pieces, self.invoiced, self.credited):
                        del book[name]
                case "put_back" if name not in self.lines:
                    self._open(name, figures)
                    self.gone.pop(name, None)
                case "put_back" | "change":
                    self._resize(name, int(str(figures.get("quantity", 0))))
                    self.lines[name] |= figures
                case "drop_charge":
                    for charges in (self.charges, self.invoiced, self.credited):
                        del charges[name]
                case _:
                    self.charges[name] = int(str(figures["amount"]))
                    self.invoiced.setdefault(name, 0)
                    self.credited.setdefault(name, 0)

    def move(self, command: OfPieces) -> set[str]:
        """Move pieces, all of them or none."""
        pieces = {name: dict(counts) for name, counts in self.pieces.items()}
        announced = list(self.announced)
        codes = set(move_pieces(command, pieces, announced))
        if not codes:
            self.pieces, self.announced = pieces, announced
        return codes

    def room(self, name: str, *, credit: bool) -> int:
        """Pieces, or the one charge, that may still be billed or credited."""
        if credit:
            return self.invoiced[name] - self.credited[name]
        if name in self.charges:
            return 1 - self.invoiced[name]
        back = max(0, self.pieces[name]["returned"] - self.credited[name])
        return max(0, self.left(name) - self.invoiced[name] - back)

    def price(self, name: str) -> int:
        return self.charges[name] if name in self.charges else int(str(self.lines[name]["price"]))

    def _open(self, name: str, figures: Row) -> None:
        self.lines[name], self.pieces[name] = dict(figures), _opened(figures)
        self.invoiced[name] = self.credited[name] = 0

    def _resize(self, name: str, quantity: int) -> None:
        """One piece at a time: new ones are open, and the lightest go first."""
        if not quantity:
            return
        counts = self.pieces[name]
        while sum(counts.values()) < quantity:
            counts["open"] += 1
        while sum(counts.values()) > quantity:
            turn = ("open", "backordered", "cancelled", "reserved")
            counts[next(bucket for bucket in turn if counts[bucket])] -= 1

    def _after(self, wishes: list[Wish]) -> "Paper":
        """The paper as wishes would have it, whatever pieces and bills say."""
        made = Paper(self.lines, self.charges)
        made.gone = dict(self.gone)
        made.make(wishes)
        return made

    def _unmade(self, wishes: list[Wish]) -> Iterator[str]:
        for kind, name, figures in wishes:
            if kind == "add" and (name in self.lines or name in self.charges):
                yield "line.twice"
            if kind == "new_charge" and name in self.charges:
                yield "line.twice"
            if kind == "add" and name in self.gone:
                yield "line.removed"
            if kind in {"change", "remove"} and name not in self.lines:
                yield "line.unknown"
            elif figures.get("quantity", 1) == 0:
                yield "quantity.range"
            if kind in {"drop_charge", "charge"} and name not in self.charges:
                yield "adjustment.unknown"

    def _floors(self, wishes: list[Wish]) -> Iterator[str]:
        for kind, name, figures in wishes:
            if name not in self.lines or kind == "add":
                continue
            row = self.lines[name]
            asked = 0 if kind == "remove" else int(str(figures.get("quantity", row["quantity"])))
            if asked < int(str(row["quantity"])):
                if asked < self.left(name):
                    yield "amendment.below_left"
                if asked < self.invoiced[name]:
                    yield "amendment.below_billed"
                picked = self.pieces[name]["picked"]
                if picked and asked < self.left(name) + picked:
                    yield "amendment.below_picked"
            if figures.get("price", row["price"]) != row["price"] and self.invoiced[name]:
                yield "amendment.price_billed"


def _amount(row: Row) -> int:
    return int(str(row["price"])) * int(str(row["quantity"]))


def _opened(row: Row) -> dict[str, int]:
    return dict.fromkeys(BUCKETS, 0) | {"open": int(str(row["quantity"]))}
