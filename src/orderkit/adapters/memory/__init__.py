"""Memory: the stores as dictionaries, for tests and trials; nothing outlives the process."""

from orderkit.adapters.memory.database import MemoryDatabase, MemoryWork

__all__ = ["MemoryDatabase", "MemoryWork"]
