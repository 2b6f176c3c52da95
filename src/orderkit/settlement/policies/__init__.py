"""Built-in matchers: by what a payer wrote, and by who paid how much."""
