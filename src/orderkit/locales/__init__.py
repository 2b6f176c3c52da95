"""Sentences and figures for people: English and simplified Chinese.

Nothing here is read back: what is stored and compared are codes and parameters.
"""

from orderkit.locales.catalogue import LOCALES, Kind, UnknownLocaleError, sentences
from orderkit.locales.say import Sentences, say, say_error, say_reason
from orderkit.locales.show import (
    show_date,
    show_instant,
    show_money,
    show_number,
    show_quantity,
    show_share,
)

__all__ = [
    "LOCALES",
    "Kind",
    "Sentences",
    "UnknownLocaleError",
    "say",
    "say_error",
    "say_reason",
    "sentences",
    "show_date",
    "show_instant",
    "show_money",
    "show_number",
    "show_quantity",
    "show_share",
]
