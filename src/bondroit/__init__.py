"""bondroit finds likely errors, both ways, in solidarity allowances."""

__version__ = "0.1.0"
