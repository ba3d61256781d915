"""`python -m bondroit` is the command `bondroit`."""

from bondroit.cli import main

if __name__ == "__main__":
    main()
