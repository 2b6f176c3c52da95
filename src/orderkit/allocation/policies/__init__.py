"""The strategies that come with the library; one file each."""

from orderkit.allocation.policies.first_in import FirstIn

__all__ = ["FirstIn"]
