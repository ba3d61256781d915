"""One woman of the APA file, whom small cases of matching change."""

from datetime import date

import polars as pl

from bondroit.model.tables import TABLES

WOMAN: dict[str, object] = {
    "source": "apa",
    "person_id": "1",
    "birth_name": "LE GUILLOUZIC",
    "first_names": "Marie Jeanne",
    "sex": "F",
    "birth_date": date(1938, 4, 7),
    "birth_place": "45234",
}


def women(*changes: dict[str, object]) -> pl.DataFrame:
    """Return rows of `people`: the woman, changed."""
    return pl.DataFrame(
        [WOMAN | change for change in changes], schema=TABLES["people"].schema
    )
