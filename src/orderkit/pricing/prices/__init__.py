"""Price determination (取价): which of many prices a line is sold at, and why no other."""

__all__: list[str] = []
