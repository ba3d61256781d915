"""The store: what was delivered, month after month, and what a run takes from it."""

from datetime import date
from typing import Any

import polars as pl

from bondroit.config import Config
from bondroit.model.outputs import QUARANTINE
from bondroit.model.table_set import TableSet
from bondroit.sources import selection
from bondroit.sources.ledger import month_name
from bondroit.sources.partitions import Partitions


class Store(Partitions):
    """The folder `store/` of a workspace."""

    def table_set(self, config: Config, month: date) -> TableSet:
        """Return the tables that a run of a month works on, with their coverage."""
        return selection.select_tables(self, config, month)

    def delivery(self, config: Config, month: date) -> dict[str, pl.LazyFrame]:
        """Return what was delivered for one month alone, table by table."""
        return selection.delivered_tables(self, config, month)

    def inputs(self, config: Config, month: date) -> list[dict[str, Any]]:
        """Return one entry a file that the tables of a run stand on."""
        deliveries = selection.input_deliveries(self, config, month)
        return [
            {"month": month_name(delivery.month), **file.summary()}
            for delivery in deliveries
            for file in delivery.files
        ]

    def quarantine(self, config: Config, month: date) -> pl.DataFrame:
        """Return what those files hold and no table could take."""
        deliveries = selection.input_deliveries(self, config, month)
        frames = [self.ledger.quarantine(delivery) for delivery in deliveries]
        return pl.concat([pl.DataFrame(schema=QUARANTINE), *frames])
