"""The tables of the contract, their keys and the references between them."""

from bondroit.model.columns import Table
from bondroit.model.table_text import BENEFITS
from bondroit.model.tables_control import CONTROLS
from bondroit.model.tables_payer import PAYER
from bondroit.model.tables_people import PEOPLE_AND_RIGHTS

__all__ = ["BENEFITS", "PROVENANCE", "REFERENCES", "TABLES"]

TABLES: dict[str, Table] = {
    table.name: table for table in (*PEOPLE_AND_RIGHTS, *CONTROLS, *PAYER)
}

REFERENCES: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    (
        "household_members",
        ("source", "household_id", "month"),
        "households",
        ("source", "household_id", "month"),
    ),
    ("household_members", ("source", "person_id"), "people", ("source", "person_id")),
    ("rights", ("source", "person_id"), "people", ("source", "person_id")),
    ("payments", ("source", "person_id"), "people", ("source", "person_id")),
    ("payments", ("source", "right_id"), "rights", ("source", "right_id")),
    ("visits", ("provider_id",), "providers", ("provider_id",)),
    ("invoice_lines", ("provider_id",), "providers", ("provider_id",)),
    ("bank_returns", ("source", "payment_id"), "payments", ("source", "payment_id")),
    (
        "controls",
        ("source", "household_id", "month"),
        "households",
        ("source", "household_id", "month"),
    ),
    (
        "anomalies",
        ("source", "household_id", "month"),
        "households",
        ("source", "household_id", "month"),
    ),
)

PROVENANCE = ("source_file", "source_position")
