"""View `person`: facts about the identifiers of each person, never the identifiers."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.identifiers import (
    nir_agrees_with_birth,
    nir_agrees_with_sex,
    nir_state,
)
from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.engine.views.view import (
    ROW_KEY,
    SUBJECT,
    Pass,
    Scope,
    View,
)
from bondroit.model.table_set import TableSet

NIR_STATES: Final = ("valid", "provisional", "wrong_key", "wrong_structure")

COLUMNS: Final = (
    declare.month("Dernier mois jugé : l'état des personnes est celui du jour.", ("people",), label="mois"),
    declare.code("nir_state", "contrôle du NIR", "valid, provisional (numéro d'attente ou temporaire), wrong_key, wrong_structure ; inconnu sans NIR, ou sans clé quand la structure est bonne.", ("people",), NIR_STATES, "valid"),
    declare.flag("nir_agrees_with_sex", "NIR conforme au sexe enregistré", "Le premier chiffre du NIR est celui du sexe enregistré ; inconnu sans l'un des deux, ou pour un numéro d'attente.", ("people",), typical=True),
    declare.flag("nir_agrees_with_birth", "NIR conforme à la naissance enregistrée", "Le NIR porte l'année et le mois de naissance enregistrés ; un mois présumé (au-delà de 12) est conforme, une date connue à l'année près n'est comparée que sur l'année.", ("people",), typical=True),
)  # fmt: skip
_FACTS: Final = ("nir_state", "nir_agrees_with_sex", "nir_agrees_with_birth")


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Yield one pass: one row a person of `people`."""
    text = pl.lit(None, pl.String)
    absent = ("household_id", "provider_id", "benefit", "element", "payment_id")
    frame = (
        tables.frame("people")
        .join(person_individuals(tables), on=PERSON, how="left")
        .with_columns(
            *(text.alias(name) for name in (*absent, "right_id", "counterpart")),
            month=pl.lit(scope.last_month),
            debtor=pl.lit("beneficiary"),
            nir_state=nir_state(pl.col("nir"), pl.col("nir_key")),
            nir_agrees_with_sex=nir_agrees_with_sex(pl.col("nir"), pl.col("sex")),
            nir_agrees_with_birth=nir_agrees_with_birth(
                pl.col("nir"), pl.col("birth_date"), pl.col("birth_date_precision")
            ),
            row_key=pl.concat_str(PERSON, separator=":"),
        )
        .select(*SUBJECT, ROW_KEY, *_FACTS)
    )
    yield Pass(source="people", frame=frame)


PERSON_VIEW = View(
    name="person",
    doc="Une personne d'un fichier, à la date du dernier mois jugé.",
    columns=COLUMNS,
    needs=("people",),
    build=build,
)
