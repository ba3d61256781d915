"""Connected components of records and links."""

import polars as pl


def components(rows: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Connected components: the smallest row reachable, by halving of paths.

    Args:
        rows: row.
        links: i, j.

    Returns:
        row, component.

    """
    label = rows.with_columns(pl.col("row").alias("component"))
    both = pl.concat(
        [
            links.select("i", "j"),
            links.select(pl.col("j").alias("i"), pl.col("i").alias("j")),
        ]
    )
    while True:
        best = (
            both.join(label.rename({"row": "j"}), on="j")
            .group_by("i")
            .agg(pl.col("component").min().alias("best"))
        )
        hooked = label.join(
            best, left_on="row", right_on="i", how="left", maintain_order="left"
        ).select("row", pl.min_horizontal("component", "best").alias("component"))
        jumped = hooked.join(
            hooked.rename({"row": "component", "component": "root"}),
            on="component",
            how="left",
            maintain_order="left",
        ).select("row", pl.col("root").alias("component"))
        if jumped.equals(label):
            return label
        label = jumped
