"""What the demo refuses, each with a code, and how to go on; in the languages of the library."""

from typing import ClassVar, Final

import attrs

from orderkit.errors import ConflictError, InvalidValueError
from orderkit.locales import Sentences

__all__ = [
    "SENTENCES",
    "MixedCurrenciesError",
    "OtherFilesError",
    "OtherSeedError",
    "StoreInUseError",
    "UnknownStoreError",
]


@attrs.frozen(kw_only=True)
class MixedCurrenciesError(InvalidValueError):
    """The channels of the files have more than one currency, and figures are sums in one.

    Attributes:
        channels: Each with its currency.
    """

    code: ClassVar[str] = "demo.currencies"
    template: ClassVar[str] = (
        "the channels have more than one currency, and the figures are sums in one: {channels}."
        " Run each currency by itself, with folders of its own for DATA and OUT."
    )

    channels: str


@attrs.frozen(kw_only=True)
class OtherSeedError(ConflictError):
    """The store was begun with another seed: it has another company, and other receipts.

    Attributes:
        subject: The store.
        why: The seed it was begun with.
        asked: The seed of this run.
    """

    code: ClassVar[str] = "demo.other_seed"
    template: ClassVar[str] = "{subject} was begun with seed {why}, and this run has seed {asked}"

    asked: str


@attrs.frozen(kw_only=True)
class OtherFilesError(ConflictError):
    """The store has rows of a file that this run does not know; new files alone may differ.

    Attributes:
        subject: The store.
        why: The first such file, as it was named.
        data: Where this run looks for files.
    """

    code: ClassVar[str] = "demo.other_files"
    template: ClassVar[str] = (
        "{subject} was begun with other files: {why} is not below {data}, or is not as it was"
    )

    data: str


@attrs.frozen(kw_only=True)
class StoreInUseError(ConflictError):
    """Somebody else writes the store now; what this run has done before stands.

    Attributes:
        subject: The store.
        why: `busy` or `stale`, as for its base.
    """

    code: ClassVar[str] = "demo.in_use"
    template: ClassVar[str] = (
        "another run, or another program, is writing {subject} now."
        " Wait until it has ended, and run this again: it goes on where that one stopped."
    )


@attrs.frozen(kw_only=True)
class UnknownStoreError(ConflictError):
    """The store is not empty, and no run of the demo says what it was begun with.

    Attributes:
        subject: The store.
        why: What is missing in it.
    """

    code: ClassVar[str] = "demo.unknown_store"
    template: ClassVar[str] = (
        "{subject} is not empty and was not begun by this demo: it has no {why}."
        " Move that file away, or use another folder for OUT."
    )


# English is the template of each error.
SENTENCES: Final[Sentences] = {
    "zh_CN": {
        MixedCurrenciesError.code: (
            "各渠道的币种不止一种，而各项数字只能按一种币种合计：{channels}。"
            "请按币种分开运行，各用自己的 DATA 与 OUT 文件夹。"
        ),
        OtherSeedError.code: ("{subject} 以随机种子 {why} 开始，而本次运行的种子是 {asked}。"),
        OtherFilesError.code: ("{subject} 以其他文件开始：{why} 不在 {data} 之下，或内容已变。"),
        StoreInUseError.code: (
            "另一次运行或另一个程序正在写入 {subject}。请等它结束后重新运行：会从它停下的地方继续。"
        ),
        UnknownStoreError.code: (
            "{subject} 不为空，且并非由本演示开始：其中没有 {why}。"
            "请移走该文件，或用 OUT 指定另一个文件夹。"
        ),
    }
}
