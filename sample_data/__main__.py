"""`python -m bondroit.sample_data --out DIR`: write the sample département."""

import argparse
from pathlib import Path

from bondroit.sample_data.large import write_large
from bondroit.sample_data.population import Size
from bondroit.sample_data.workspace import write_workspace


def main(arguments: list[str] | None = None) -> None:
    """Write the sample, or large tables for measurements (`--scale large`).

    Args:
        arguments: those of the command line by default.

    """
    parser = argparse.ArgumentParser(
        prog="python -m bondroit.sample_data", description=__doc__
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--seed", type=int, default=45)
    parser.add_argument(
        "--scale",
        default="1",
        help="factor on the number of ordinary people, or 'large' for tables of a whole département",
    )
    found = parser.parse_args(arguments)
    if found.scale == "large":
        write_large(found.out, seed=found.seed)
    else:
        write_workspace(
            found.out, seed=found.seed, size=Size().scaled(float(found.scale))
        )


if __name__ == "__main__":
    main()
