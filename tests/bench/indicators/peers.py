"""The same indicators as a user of pandas or Polars would compute them from the rows."""

from typing import Any

import pandas as pd
import polars as pl

KEYS = ["level", "sex", "year"]


def pandas_indicators(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum, largest, number of partners and HHI by origin and by host; market share of hosts."""
    found = []
    for side in ("origin", "host"):
        squared = rows.assign(square=rows["count"] * rows["count"], some=rows["count"] > 0)
        grouped = squared.groupby([side, *KEYS], observed=True, sort=False)
        table = grouped.agg(
            students=("count", "sum"),
            largest=("count", "max"),
            partners=("some", "sum"),
            squares=("square", "sum"),
        ).reset_index()
        table["hhi"] = table["squares"] / table["students"] ** 2
        table["mdi"] = 1 - table["hhi"]
        table["normalised"] = table["mdi"] / (1 - 1 / table["partners"])
        table["effective"] = 1 / table["hhi"]
        table["c1"] = table["largest"] / table["students"]
        found.append(table)
    origins, hosts = found
    world = hosts.groupby(KEYS, observed=True)["students"].transform("sum")
    hosts["market"] = 100 * hosts["students"] / world
    return origins, hosts


def polars_indicators(rows: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Do the same with Polars' lazy engine."""
    found = []
    for side in ("origin", "host"):
        students, squares = pl.col("students"), pl.col("squares")
        table = (
            rows.lazy()
            .group_by([side, *KEYS])
            .agg(
                students=pl.col("count").sum(),
                largest=pl.col("count").max(),
                partners=(pl.col("count") > 0).sum(),
                squares=(pl.col("count") * pl.col("count")).sum(),
            )
            .with_columns(hhi=squares / students**2)
            .with_columns(
                mdi=1 - pl.col("hhi"),
                normalised=(1 - pl.col("hhi")) / (1 - 1 / pl.col("partners")),
                effective=1 / pl.col("hhi"),
                c1=pl.col("largest") / students,
            )
        )
        if side == "host":
            table = table.with_columns(market=100 * students / students.sum().over(KEYS))
        found.append(table)
    origins, hosts = pl.collect_all(found)
    return origins, hosts
