"""The one bridge to Great Expectations and pandas."""

import logging
import os
import warnings
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, cast

import polars as pl

from bondroit.checks.declarations import Expectation, OnFailure, Suite
from bondroit.checks.metrics import outside
from bondroit.checks.results import CHECKS
from bondroit.counted import counted, whole
from bondroit.errors import ConfigurationError

os.environ["GX_ANALYTICS_ENABLED"] = "false"
warnings.filterwarnings("ignore", module=r"great_expectations|marshmallow|altair")

import great_expectations as gx  # noqa: E402 - telemetry is off before the import
from great_expectations.core.run_identifier import RunIdentifier  # noqa: E402
from great_expectations.exceptions.exceptions import (  # noqa: E402
    ExpectationNotFoundError,
)
from great_expectations.expectations.registry import (  # noqa: E402
    get_expectation_impl,
)

for _name in list(logging.root.manager.loggerDict):
    if _name.startswith("great_expectations"):
        logging.getLogger(_name).setLevel(logging.ERROR)

_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


class CheckSession:
    """Suites validated for one run, and their Data Docs.

    No value of a row is ever kept: results hold counts only.
    """

    def __init__(self, run_name: str, day: date) -> None:
        """Open an in-memory context.

        Args:
            run_name: shown in the Data Docs.
            day: shown as the run's time, so that the same run gives the same pages.

        """
        self._context = cast("Any", gx.get_context(mode="ephemeral"))
        self._context.variables.progress_bars = {"globally": False}
        self._context.delete_data_docs_site("local_site")
        self._source = self._context.data_sources.add_pandas("tables")
        self._run = RunIdentifier(
            run_name=run_name, run_time=datetime.combine(day, time(), tzinfo=UTC)
        )

    def validate(self, suite: Suite, rows: pl.DataFrame) -> pl.DataFrame:
        """Hold rows against a suite.

        Args:
            suite: the declared expectations.
            rows: any frame; only the columns the suite reads are converted.

        Returns:
            One row an expectation, columns of `CHECKS`.

        """
        batch = self._source.add_dataframe_asset(
            suite.name
        ).add_batch_definition_whole_dataframe("mois")
        definition = self._context.validation_definitions.add(
            gx.ValidationDefinition(
                name=suite.name, data=batch, suite=self._suite(suite)
            )
        )
        result = definition.run(
            batch_parameters={"dataframe": _to_pandas(rows, suite.columns)},
            result_format=_FORMAT,
            run_id=self._run,
        )
        answers = {
            found.expectation_config.meta["rank"]: found for found in result.results
        }
        return pl.DataFrame(
            [
                _row(suite, item, answers.get(rank), rows)
                for rank, item in enumerate(suite.expectations)
            ],
            schema=CHECKS,
        )

    def _suite(self, suite: Suite) -> Any:  # noqa: ANN401 - GX is untyped here
        declared = gx.ExpectationSuite(name=suite.name)
        for rank, item in enumerate(suite.expectations):
            declared.add_expectation(_declared(suite, rank, item))
        return self._context.suites.add(declared)

    def write_docs(self, folder: Path) -> None:
        """Write the Data Docs below `folder`."""
        self._context.add_data_docs_site(
            "run",
            {
                "class_name": "SiteBuilder",
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(folder.resolve()),
                },
            },
        )
        self._context.build_data_docs()


def _declared(suite: Suite, rank: int, item: Expectation) -> Any:  # noqa: ANN401 - GX is untyped here
    """Return an expectation of Great Expectations.

    Raises:
        ConfigurationError: it has no expectation of this name, or not these arguments.

    """
    try:
        return get_expectation_impl(item.expect)(
            **{key: _moment(value) for key, value in item.arguments.items()},
            notes=item.why,
            meta={"rank": rank, "on_failure": str(item.on_failure)},
        )
    except ExpectationNotFoundError as error:
        raise ConfigurationError(
            f"{suite.name}.yml",
            f"Great Expectations knows no '{item.expect}'",
            "use a name of its gallery, such as expect_column_values_to_not_be_null",
        ) from error
    except (ValueError, TypeError) as error:
        raise ConfigurationError(
            f"{suite.name}.yml",
            f"expectation {rank + 1}, '{item.expect}', has wrong arguments",
            "give it the arguments that Great Expectations documents",
        ) from error


def _moment(value: Any) -> Any:  # noqa: ANN401 - YAML holds anything
    """Return dates as moments, which pandas compares with its own."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def _to_pandas(rows: pl.DataFrame, columns: tuple[str, ...]) -> Any:  # noqa: ANN401 - a pandas frame
    wanted = rows.select(columns) if columns else rows.select(pl.first())
    return wanted.with_columns(
        pl.selectors.decimal().cast(pl.Float64),
        pl.selectors.date().cast(pl.Datetime("us")),
    ).to_pandas()


def _row(
    suite: Suite,
    item: Expectation,
    answer: Any,  # noqa: ANN401 - GX result
    rows: pl.DataFrame,
) -> dict[str, object]:
    raised = answer is None or bool(answer.exception_info.get("raised_exception"))
    found = {} if raised else answer.result
    met = False if raised else bool(answer.success)
    return {
        "suite": suite.name,
        "title": suite.title,
        "expectation": item.expect,
        "columns": ", ".join(item.columns),
        "why": item.why,
        "on_failure": str(OnFailure(item.on_failure)),
        "outcome": "unknown" if raised else "met" if met else "failed",
        "checked": found.get("element_count"),
        "unexpected": found.get("unexpected_count"),
        "observed": _observed(found, item, rows),
    }


def _observed(
    found: dict[str, Any], item: Expectation, rows: pl.DataFrame
) -> str | None:
    if "observed_value" in found:
        value = found["observed_value"]
        return (
            f"{value:.4g}".replace(".", ",") if isinstance(value, float) else str(value)
        )
    if found.get("element_count") is None or "unexpected_count" not in found:
        return None
    lines = counted(found["unexpected_count"], "ligne")
    count = f"{lines} sur {whole(found['element_count'])}"
    if not found["unexpected_count"] or "usual_rows" not in rows.columns:
        return count
    bounds = item.arguments["min_value"], item.arguments["max_value"]
    return f"{count}, {', '.join(outside(rows, item.arguments['column'], *bounds))}"
