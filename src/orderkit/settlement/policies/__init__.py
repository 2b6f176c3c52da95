"""Built-in matchers: by what a payer wrote, and by who paid how much."""

__all__: list[str] = []
