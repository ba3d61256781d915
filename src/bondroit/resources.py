"""Files that travel with the installed package."""

from pathlib import Path


def shipped(name: str) -> Path:
    """Return a folder of the package: `rules`, `checks` or `sample_data`."""
    return Path(__file__).parent / name
