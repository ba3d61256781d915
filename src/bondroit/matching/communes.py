"""Places that changed code: communes that merged or moved, countries that joined or split.

`communes.csv` gives, for 4,200 codes that no commune has any more, the code of the commune that
has its territory today: communes merged, delegated and associated ones, and those that
changed département (Seine, Seine-et-Oise, Corsica). Facts of INSEE's Code officiel
géographique 2026, taken from the data of the package @etalab/decoupage-administratif 6.0.0
(Licence Ouverte), which gives no date; two codes shared out between communes are left out.
"""

from functools import cache
from importlib.resources import files

import polars as pl

_JOINED = {
    "99109": ("99141", "99142"),
    "99243": ("99244", "99245"),
    "99251": ("99202", "99233"),
    "99208": ("99124",),
    "99309": ("99308",),
    "99350": ("99325",),
    "99401": ("99402", "99403"),
    "99404": ("99504",),
    "99134": ("99313",),
    "99139": ("99319",),
    "99123": ("99209", "99211"),
    "99216": ("99218",),
    "97701": ("97123",),
    "97801": ("97127",),
}
"""Codes that a country, or a collectivity overseas, took over: Germany, Viet Nam, Yemen..."""

_SPLIT = {
    "TCS": "99115 99116 99117",
    "YUG": "99118 99119 99120 99121 99145 99156 99157",
    "URS": (
        "99123 99106 99107 99108 99148 99151 99155 99210 99252 99253 99255 99256"
        " 99257 99258 99259 99260"
    ),
    "COR": "99237 99238 99239",
    "SDN": "99343 99349",
    "ETH": "99315 99317",
    "ANT": "99431 99443 99444 99445",
}
"""States whose one code became several: a birth may be written under either."""


@cache
def _codes() -> dict[str, str]:
    """Return the codes of today by those that nobody has any more."""
    with (files(__package__) / "communes.csv").open("rb") as content:
        table = pl.read_csv(content.read(), infer_schema=False)
    joined = {old: new for new, olds in _JOINED.items() for old in olds}
    return dict(table.iter_rows()) | joined


def today(code: pl.Expr) -> pl.Expr:
    """Return the code that a place has today; itself where it did not change."""
    codes = _codes()
    return code.replace(list(codes), list(codes.values()))


def former_state(code: pl.Expr) -> pl.Expr:
    """Return the name of the state that split since, the code itself elsewhere."""
    names = {one: name for name, codes in _SPLIT.items() for one in codes.split()}
    return code.replace(list(names), list(names.values()))
