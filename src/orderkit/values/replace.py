"""The quick ways for hot frozen values: the one place where a value is made without its checks.

A frozen class sets each field through `object.__setattr__`, and `attrs.evolve` looks fields up
before that. Hot values are replaced at each event of an order's life, so they take another way: a
twin of the class that is not frozen is filled, and then becomes the value.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Protocol, TypeVar

import attrs

__all__ = ["Make", "Replace", "maker", "replacer"]

T = TypeVar("T", bound=attrs.AttrsInstance)
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class Replace(Protocol[V]):
    """Gives a copy of a value with some fields changed.

    Laws:
        plain: It equals what `attrs.evolve` gives, for changes that the constructor would take.
    """

    def __call__(self, value: V, /, **changes: object) -> V:
        """Copy `value` with these fields changed; an unknown name raises AttributeError."""
        ...


class Make(Protocol[V_co]):
    """Gives a value of all its fields, in their order.

    Laws:
        plain: It equals what the constructor gives, for parts that the constructor would take.
    """

    def __call__(self, *parts: object) -> V_co:
        """Make the value."""
        ...


def replacer(cls: type[T]) -> Replace[T]:
    """Make the quick replace of a frozen, slotted class of at least two fields.

    The changes are trusted: neither converters nor checks run again.
    """
    read = attrgetter(*(field.name for field in attrs.fields(cls)))
    twin = _twin(cls)

    def replace(value: T, /, **changes: object) -> T:
        made = twin(*read(value))
        for name, part in changes.items():
            setattr(made, name, part)
        made.__class__ = cls
        return made

    return replace


def maker(cls: type[T]) -> Make[T]:
    """Make the quick constructor of such a class; its parts are trusted likewise."""
    twin = _twin(cls)

    def make(*parts: object) -> T:
        made = twin(*parts)
        made.__class__ = cls
        return made

    return make


def _twin(cls: type[T]) -> Callable[..., T]:
    """A kind of `cls` that lets itself be filled, told to the type checker as `cls` itself."""
    fields = [field.name for field in attrs.fields(cls)]
    plain = attrs.make_class("Plain", fields, eq=False, repr=False)
    # It adds no slot, so its layout is that of `cls`; the constructor is one that only sets. Both
    # of the frozen methods are taken back, or the interpreter keeps to the slow way for either.
    body = {
        "__slots__": (),
        "__init__": vars(plain)["__init__"],
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    twin: Callable[..., T] = type(f"{cls.__name__}Twin", (cls,), body)
    return twin
