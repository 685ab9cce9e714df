"""Full recomputation of the real cube, what-if and update, against pandas and Polars on the same rows."""

import gc
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import polars as pl

from services.indicators.adapters.cubes.mapped import open_flows, write_flows
from services.indicators.adapters.cubes.parquet import read_columns
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.cube.columns import Correction
from services.indicators.domain.cube.cube import Cube
from services.indicators.domain.cube.engine import Computed, HostYear, compute, update
from services.indicators.domain.cube.eurostat import flow_cube
from services.indicators.domain.cube.flows import AXES, FlowCube
from services.indicators.domain.cube.whatif import Scenario, Unknown, assume
from tests.bench.indicators.peers import pandas_indicators, polars_indicators
from tests.bench.report import table

DIMENSIONS = ("partner", "geo", "isced11", "sex")
NAMIBIA = Correction("partner", "NA", "the file's SOURCES.md: an upstream cleaning step lost the code")


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians in milliseconds; resident growth in megabytes."""

    cells: int
    engine: float
    pandas: float
    pandas_categorical: float
    polars: float
    polars_categorical: float
    drop_host: float
    allocate: float
    bounds: float
    update: float
    resident: float
    arrays: float


def measure(path: Path, rounds: int) -> Measured:
    """Measure everything on the cube at `path`. Raises ValueError when the engines disagree."""
    flows, findings = flow_cube(
        read_columns(path, DIMENSIONS), country_groups(), release="ESTAT-2025", corrections=(NAMIBIA,)
    )
    if flows is None:
        raise ValueError(f"the cube is refused: {[it.detail for it in findings]}")
    rows = _rows(flows.known)
    plain = pd.DataFrame({name: rows[name].astype(str) for name in AXES[:-1]} | {"year": rows["year"]})
    plain["count"] = rows["count"]
    coded = rows
    _check_agreement(flows, coded)
    frame, coded_frame = pl.from_pandas(plain), pl.from_pandas(coded)
    with tempfile.TemporaryDirectory() as folder:
        kept = write_flows(Path(folder), flows, known_at=datetime(2026, 1, 1, tzinfo=UTC))
        resident = _resident_of_engine(kept)
    drop = Scenario(frozenset({"FRA"}))
    return Measured(
        cells=len(rows),
        engine=_timed(lambda: _all(compute(flows.known)), 3 * rounds),
        pandas=_timed(lambda: pandas_indicators(plain), rounds),
        pandas_categorical=_timed(lambda: pandas_indicators(coded), rounds),
        polars=_timed(lambda: polars_indicators(frame), 3 * rounds),
        polars_categorical=_timed(lambda: polars_indicators(coded_frame), 3 * rounds),
        drop_host=_timed(lambda: _scenario(flows, drop), 3 * rounds),
        allocate=_timed(lambda: _scenario(flows, Scenario(unknown=Unknown.PROPORTIONAL)), 3 * rounds),
        bounds=_timed(lambda: _scenario(flows, Scenario(unknown=Unknown.BOUNDS)), 3 * rounds),
        update=_timed_update(flows.known, rounds),
        resident=resident,
        arrays=flows.nbytes() / 1e6,
    )


def as_table(it: Measured) -> str:
    """Give the figures with their ratios to the engine."""
    peers = (
        ("engine (dense arrays)", it.engine),
        ("pandas", it.pandas),
        ("pandas, categorical", it.pandas_categorical),
        ("Polars", it.polars),
        ("Polars, categorical", it.polars_categorical),
    )
    rows: list[tuple[object, ...]] = [
        (f"all indicators, {it.cells:,} published cells: {name}", f"{ms:.1f} ms", f"{ms / it.engine:.1f}x")
        for name, ms in peers
    ]
    rows += [
        ("what-if: a host dropped, all indicators", f"{it.drop_host:.1f} ms", ""),
        ("what-if: unknown origins allocated, all indicators", f"{it.allocate:.1f} ms", ""),
        ("what-if: bounds of unknown origins", f"{it.bounds:.1f} ms", ""),
        ("update of one host-year, all indicators", f"{it.update:.2f} ms", ""),
        ("memory: arrays of the cube", f"{it.arrays:.1f} MB", ""),
        ("memory: resident growth, cube mapped and all indicators computed", f"{it.resident:.1f} MB", ""),
    ]
    return table(("work", "median", "against the engine"), rows)


def _rows(cube: Cube) -> pd.DataFrame:
    where = np.nonzero(cube.reported)
    columns: dict[str, object] = {
        name: pd.Categorical.from_codes(where[place], categories=list(cube.axes[place].codes))
        for place, name in enumerate(AXES[:-1])
    }
    columns["year"] = where[-1].astype(np.int32) + int(cube.axes[-1].codes[0])
    return pd.DataFrame({**columns, "count": cube.counts[where]})


def _all(computed: Computed) -> None:
    for side in (computed.origins, computed.hosts):
        side.herfindahl()
        side.gini_simpson_normalised()
        side.effective_partners()
        side.largest_share()


def _scenario(flows: FlowCube, scenario: Scenario) -> None:
    _all(compute(assume(flows, scenario).flows))


def _timed(work: Callable[[], object], rounds: int) -> float:
    work()
    gc.collect()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def _timed_update(cube: Cube, rounds: int) -> float:
    computed = compute(cube)
    place = cube.axis("host").position("DEU")
    sent = HostYear(
        "DEU", "2022", cube.counts[:, place, :, :, 10].copy(), cube.reported[:, place, :, :, 10].copy()
    )
    return _timed(lambda: update(computed, cube, sent), 10 * rounds)


def _resident_of_engine(folder: Path) -> float:
    gc.collect()
    before = _resident()
    flows = open_flows(folder)
    computed = compute(flows.known)
    _all(computed)
    return _resident() - before


def _resident() -> float:
    line = next(it for it in Path("/proc/self/status").read_text().splitlines() if it.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def _check_agreement(flows: FlowCube, rows: pd.DataFrame) -> None:
    cube, computed = flows.known, compute(flows.known)
    for side, table_, axis in zip(
        (computed.origins, computed.hosts), pandas_indicators(rows), ("origin", "host"), strict=True
    ):
        index = tuple(
            table_[name].map(cube.axis(name).positions).to_numpy() for name in (axis, "level", "sex")
        )
        where = (*index, table_["year"].to_numpy() - int(cube.axes[-1].codes[0]))
        if not np.allclose(side.herfindahl()[where], table_["hhi"], rtol=1e-12, equal_nan=True):
            raise ValueError(f"the engines disagree by {axis}")
