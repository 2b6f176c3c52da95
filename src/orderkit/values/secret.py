"""Secrets: texts that are kept and compared, and never seen by accident."""

from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError

__all__ = ["STARS", "InvalidSecretError", "Secret", "starred"]

STARS: Final = "***"


@attrs.frozen(kw_only=True)
class InvalidSecretError(InvalidValueError):
    """Something else than a text was to be kept secret; it is not shown here either."""

    code: ClassVar[str] = "secret.invalid"
    template: ClassVar[str] = "a secret is a text, and not a {type}"

    type: str


@final
@attrs.frozen(repr=False)
class Secret:
    """A text such as an account number or a key, of which only `reveal` tells.

    Laws:
        starred: Its repr, its text and its pickle hold stars and nothing of it; so do those of
            whatever it stands in.
        compared: Equal texts are equal secrets, with equal digests. Two that were pickled are equal
            to each other, whatever they were.

    A store keeps the text itself: hide it there by encrypting the store.
    """

    _text: str

    def __attrs_post_init__(self) -> None:
        """Refuse what is no text."""
        if type(self._text) is not str:
            raise InvalidSecretError(type=type(self._text).__name__)

    def reveal(self) -> str:
        """The text itself, for whoever needs it."""
        return self._text

    def __repr__(self) -> str:
        """Stars."""
        return STARS

    def __str__(self) -> str:
        """Stars."""
        return STARS

    def __reduce__(self) -> tuple[type["Secret"], tuple[str]]:
        """Stars: a pickle may go anywhere."""
        return Secret, (STARS,)


def starred(text: object) -> str:
    """How a field that holds a number of an account shows it: stars, or that there is none."""
    return STARS if text else repr(text)
