"""Whether the visits recorded cease when a person dies."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.persons import individual_deaths
from bondroit.engine.views.practice import mostly
from bondroit.engine.views.view import Scope
from bondroit.engine.views.visit_hours import recorded_visits
from bondroit.model.table_set import TableSet

NAME: Final = "visits_end_at_death"
_CERTAIN: Final = 1


def visits_end(tables: TableSet, parameters: Parameters, scope: Scope) -> bool | None:
    """Tell whether visits cease at death, or None where too many go on to the month end.

    Files whose visits run to the end of the month of death tell the month, not the
    days. Deaths of the last two days of a month say nothing.
    """
    if not scope.reads((NAME,)):
        return None
    day, death = pl.col("start").dt.date(), pl.col("date_of_death")
    deaths = individual_deaths(tables).filter(pl.col("rank") <= _CERTAIN)
    told = (
        with_individual(recorded_visits(tables), tables)
        .join(deaths.select("individual_id", "date_of_death"), on="individual_id")
        .filter(month_start(day) == month_start(death))
        .filter(death <= month_end(death).dt.offset_by("-2d"))
        .group_by("individual_id")
        .agg(ends=(day <= death).all())
    )
    return mostly(told, pl.col("ends"), parameters, scope.last_month)
