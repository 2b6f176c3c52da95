"""Adapters: the ports on real things; each brings its own dependencies."""

__all__: list[str] = []
