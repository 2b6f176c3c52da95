"""The host's proof of its own rule, run like any other test."""

from host_rules_test import TestLiftable, TestLiftableAsRead

__all__ = ["TestLiftable", "TestLiftableAsRead"]
