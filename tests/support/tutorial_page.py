"""The tutorial page: its commands run, its files written, its outputs compared."""

import contextlib
import io
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from bondroit.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-rule.md"
RULE = Path("rules/dec/LOC-DEC-001.yml")
_BLOCK = re.compile(r"```(console|yaml|diff)\n(.*?)```", re.DOTALL)
_RUN = re.compile(r"2026-10-[0-9a-f]{12}")
_FAR_LINE = re.compile(r"\.yml:\d{3}:\d+:")
"""A place in the new file, which lists the columns of its view: it moves with them."""


@dataclass(slots=True)
class Tutorial:
    """Follows the page in the current folder, and writes what it should say."""

    text: str

    def followed(self) -> str:
        """Return the page with the outputs of this moment."""
        return _BLOCK.sub(lambda found: self._block(found[1], found[2]), self.text)

    def _block(self, kind: str, content: str) -> str:
        if kind == "yaml":
            RULE.write_text(content, encoding="utf-8")
        elif kind == "diff":
            before, after = (line[1:] for line in content.splitlines())
            text = RULE.read_text(encoding="utf-8")
            assert text.count(before) == 1, before
            RULE.write_text(text.replace(before, after), encoding="utf-8")
        else:
            commands = [line for line in content.splitlines() if line[:2] == "$ "]
            content = "".join(f"{line}\n{_output(line[2:])}" for line in commands)
        return f"```{kind}\n{content}```"


def _output(command: str) -> str:
    """Return what a command prints, then its exit status where it is not 0."""
    said = io.StringIO()
    status: object = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(shlex.split(command)[1:])
        except SystemExit as stop:
            status = stop.code
    lines = [
        _FAR_LINE.sub(".yml:…:", _RUN.sub("2026-10-…", line)).rstrip()
        for line in said.getvalue().splitlines()
    ]
    if status:
        lines.append(f"(état de sortie {int(str(status))})")
    return "".join(f"{line}\n" for line in lines)
