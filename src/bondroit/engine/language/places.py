"""Place of a character of a clause in its YAML file, whatever the quoting."""

from pathlib import Path

from bondroit.yaml_file import KeyPath, YamlFile


def place_in_file(file: YamlFile, keys: KeyPath, offset: int) -> str:
    """Return `file:line:column` of one character of a scalar.

    Args:
        file: the file that holds the scalar.
        keys: path of the scalar.
        offset: rank of the character in the scalar's value.

    Returns:
        The place of the character; that of the scalar when it cannot be followed.

    """
    position = file.positions.get(keys)
    text = _scalar(file, keys)
    if position is None or text is None:
        return file.place(*keys)
    lines = _lines(file.path)
    found = _follow(lines, position[0] - 1, position[1] - 1, text[: offset + 1])
    if found is None:
        return file.place(*keys)
    return f"{file.path}:{found[0] + 1}:{found[1] + 1}"


def _scalar(file: YamlFile, keys: KeyPath) -> str | None:
    value = file.data
    for key in keys:
        value = value[key]
    return value if isinstance(value, str) else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _follow(
    lines: list[str], line: int, column: int, text: str
) -> tuple[int, int] | None:
    """Walk the raw text beside the value, letter by letter, spaces left out."""
    if line >= len(lines) or column >= len(lines[line]):
        return None
    quote = lines[line][column]
    if quote in "|>":
        line, column = line + 1, 0
    elif quote in "'\"":
        column += 1
    wanted = [letter for letter in text if not letter.isspace()]
    place = None
    for letter in wanted:
        place = _next(lines, line, column)
        if place is None:
            return None
        line, column = place
        if lines[line][column] == "\\" and quote == '"':
            column += 1
        if lines[line][column : column + 1] != letter:
            return None
        column += 2 if quote == "'" and letter == "'" else 1
    return place


def _next(lines: list[str], line: int, column: int) -> tuple[int, int] | None:
    """Return the next place that is not a space."""
    while line < len(lines):
        while column < len(lines[line]):
            if not lines[line][column].isspace():
                return line, column
            column += 1
        line, column = line + 1, 0
    return None
