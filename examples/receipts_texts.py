"""What payers write and what banks make of their names, seeded."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Final

__all__ = ["account", "chosen", "hits", "other_name", "person_or_firm", "text_for"]

WHOLE: Final = 10_000
QUALITIES: Final = {
    "missing": 880,
    "format": 760,
    "typo": 200,
    "swap": 140,
    "trunc": 240,
    "wrong": 76,
}
SOME: Final = 1800
RANGE: Final = 600
SYLLABLES: Final = ("ba", "ko", "ri", "ten", "mar", "lu", "so", "vi", "nor", "del", "ha", "zen")
TRADES: Final = ("Trading", "Foods", "Metal", "Textil", "Pharma", "Garden", "Print", "Glass")
FORMS: Final = ("GmbH", "Ltd", "BV", "SARL", "Inc", "AG", "SA", "Co", "KG", "LLC")
DOTTED: Final = {"GmbH": "G.m.b.H.", "Ltd": "Limited", "Inc": "Incorporated"}
NOTHING: Final = (
    "",
    "payment",
    "thank you",
    "transfer",
    "invoice",
    "as agreed",
    "Rechnung",
    "货款",
)
LEADS: Final = ("", "Invoice ", "Inv. ", "RE ", "Rechnung Nr. ", "/REMI/", "SVWZ+")


def hits(random: Random, often: int) -> bool:
    """Whether something happens that happens so often in ten thousand times."""
    return random.randrange(WHOLE) < often


def chosen(random: Random, often: Mapping[str, int]) -> str:
    """One name, each as often as it says in ten thousand times; empty for the rest."""
    at = random.randrange(WHOLE)
    for name, share in often.items():
        at -= share
        if at < 0:
            return name
    return ""


def account(random: Random) -> str:
    """An account that nobody else has."""
    return f"DE{random.randrange(10, 98)}{random.randrange(10**18):018d}"


def person_or_firm(random: Random) -> str:
    """A name."""
    head = "".join(random.choice(SYLLABLES) for _ in range(random.choice([2, 3, 3, 4])))
    return f"{head.capitalize()} {random.choice(TRADES)} {random.choice(FORMS)}"


def other_name(random: Random, name: str) -> str:
    """The same name as another bank writes it."""
    words = name.split()
    at = random.randrange(1, len(words[0]) - 1)
    full = DOTTED.get(words[-1], f"{words[-1]}.")
    return random.choice(
        [
            " ".join(words[:-1]).upper(),
            " ".join(reversed(words)),
            " ".join([*words[:-1], full]).upper(),
            f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}",
            name[:18].upper(),
            f"{words[0]} {words[-1]} c/o PAYSERV",
        ]
    )


def text_for(
    random: Random,
    quoted: Sequence[tuple[str, str]],
    *,
    foreign: tuple[str, str],
    rf: bool,
    day: date,
) -> tuple[str, ...]:
    """What a payer writes, and the troubles with it.

    Args:
        random: Where the dice are.
        quoted: Number and RF reference of what is paid; empty where it is paid in advance.
        foreign: Number and RF reference of any document, which may be quoted by mistake.
        rf: Whether this payer prefers RF references.
        day: Of the payment; some write it beside the number.
    """
    quality = chosen(random, QUALITIES) or "exact"
    if quality == "missing" or not quoted:
        return random.choice(NOTHING), "ref_missing"
    if quality == "wrong":
        return f"Invoice {foreign[0]}", "ref_exact" if foreign in quoted else "ref_wrong"
    if len(quoted) > 1 and hits(random, RANGE):
        return f"INV {quoted[0][0][-6:]}-{quoted[-1][0][-6:]}", "ref_range"
    troubles = list[str]()
    if len(quoted) > 1 and hits(random, SOME):
        quoted = random.sample(quoted, random.randrange(1, len(quoted)))
        troubles.append("ref_some")
    if rf and quality == "exact" and len(quoted) == 1:
        words = [quoted[0][1]]
        troubles.append("ref_rf")
    else:
        words = [_mangled(random, number, quality) for number, _ in quoted]
        troubles.append(f"ref_{quality}")
    customer = f" KD {random.randrange(10**4, 10**5)}"
    tail = random.choice(["", "", "", f" {day}", customer, " thank you"])
    between = random.choice([", ", " ", "; ", " + "])
    return random.choice(LEADS) + between.join(words) + tail, *troubles


def _mangled(random: Random, number: str, how: str) -> str:
    """A number such as INV-2010-000123 as it comes out of tired fingers."""
    head, year, tail = number.split("-")
    if how == "format":
        return random.choice(
            [
                f"{head}{year}{tail}",
                f"{head} {year} {tail}",
                f"{head}/{year}/{tail}",
                f"{year}-{int(tail)}",
                f"Re.{year}{tail}",
                f"inv no {int(tail)}/{year}",
                f"{head}-{year[2:]}-{tail}",
            ]
        )
    if how == "typo":
        at = random.randrange(len(tail))
        wrong = (int(tail[at]) + random.randrange(1, 10)) % 10
        return f"{head}-{year}-{tail[:at]}{wrong}{tail[at + 1 :]}"
    if how == "swap":
        unequal = [at for at in range(len(tail) - 1) if tail[at] != tail[at + 1]]
        at = random.choice(unequal or [0])
        return f"{head}-{year}-{tail[:at]}{tail[at + 1]}{tail[at]}{tail[at + 2 :]}"
    if how == "trunc":
        return random.choice([tail.lstrip("0")[-4:] or tail, f"{head}-{year}-{tail[:-1]}", tail])
    return number
