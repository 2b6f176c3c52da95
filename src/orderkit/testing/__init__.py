"""For the tests of hosts: hypothesis strategies, contract suites and consistency queries."""

__all__: list[str] = []
