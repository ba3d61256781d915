"""The seeded generator of a small département, in the real formats."""
