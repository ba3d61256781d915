"""The seeded generator of a small département, in the real formats, with planted truth."""

from bondroit.sample_data.population import Size
from bondroit.sample_data.workspace import write_workspace

__all__ = ["Size", "write_workspace"]
