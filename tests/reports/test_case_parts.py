"""The parts of a case file, as pages of the desk take them."""

from pathlib import Path

from bondroit.reports.case_parts import IDENTITY, read_parts


def test_names_stand_in_the_parts_of_identity_alone(
    judged_month: Path, secrets: tuple[str, ...]
) -> None:
    """Whoever shows the other parts shows nobody."""
    (file,) = (judged_month / "runs").glob("2*/case_files/*.html")
    parts = read_parts(file)
    named = {
        name
        for name, text in parts.items()
        if any(secret in text for secret in secrets)
    }

    assert set(parts) == {
        *("who", "headline", "clock", "warnings", "months", "timeline"),
        *("people", "rules", "annexes"),
    }
    assert named == IDENTITY
    assert all(
        part.count("<table") == part.count("</table>") for part in parts.values()
    )


def test_a_case_file_that_is_gone_has_no_part(tmp_path: Path) -> None:
    """Purged, or never written: nothing, and no error."""
    assert read_parts(tmp_path / "gone.html") == {}
