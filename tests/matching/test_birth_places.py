"""Birth places written under two codes: communes that merged, countries that changed."""

from datetime import date

import polars as pl
import pytest

from bondroit.matching.communes import today
from bondroit.matching.linking import match_frames

_MERGED = "lieu de naissance: deux codes d'un même lieu, réuni ou renommé"
_EQUAL = "lieu de naissance: identique"
_AROUND = "lieu de naissance: même département ou ancien pays, autre lieu"
_OTHER = "lieu de naissance: différent"


def _reason(one: str, other: str, born: date) -> str | None:
    """Return what is said of two birth places, None where nothing is."""
    frames = [
        pl.DataFrame(
            {
                "person_id": ["1"],
                "nir": ["2380445234123"],
                "birth_name": ["LE GUILLOUZIC"],
                "first_names": ["MARIE JEANNE"],
                "birth_date": [born],
                "birth_place": [place],
            }
        )
        for place in (one, other)
    ]
    (reasons,) = match_frames(*frames)["reasons"]
    told = [reason for reason in reasons if reason.startswith("lieu")]
    return told[0] if told else None


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("01018", "01033", _MERGED),  # Bellegarde's neighbour, in Valserhône since 2019
        ("01018", "01018", _EQUAL),
        ("01033", "01033", _EQUAL),
        ("01018", "01091", _MERGED),  # both in Valserhône
        ("20004", "2A004", _MERGED),  # Ajaccio, before 1976
        ("75012", "92012", _MERGED),  # Boulogne-Billancourt, before 1968
        ("75112", "75056", _EQUAL),
        ("99141", "99109", _MERGED),  # Germany
        ("97123", "97701", _MERGED),  # Saint-Barthélemy
        ("92352", "99352", _EQUAL),  # Oran, Algeria
        ("99123", "99155", _AROUND),  # the USSR, Ukraine
        ("99115", "99117", _AROUND),  # Czechoslovakia, Slovakia
        ("98511", "97601", _AROUND),  # Mayotte
        ("99155", "99109", _OTHER),
        ("45234", "45018", _AROUND),
        ("99000", "99109", None),
        ("99999", "45234", None),
    ],
)
def test_two_codes_of_one_place_agree(one: str, other: str, said: str | None) -> None:
    """The reason says whether the code, the place, or only its surroundings agree."""
    told = _reason(one, other, date(1978, 4, 7))
    assert told == said if said is None else (told or "").startswith(said)
    assert told == _reason(other, one, date(1978, 4, 7))


def test_a_code_in_use_is_left_as_it_is() -> None:
    """Codes of today lead to themselves, those of the table to codes of today."""
    codes = pl.DataFrame({"code": ["45234", "75056", "2A004", "01018", "01033"]})
    now = codes.select(today(pl.col("code")))["code"]
    assert now.to_list() == ["45234", "75056", "2A004", "01033", "01033"]
    assert now.to_frame().select(today(pl.col("code")))["code"].equals(now)
