"""The order path of a business, as pure, exact, explained values and functions."""

__all__: list[str] = []
