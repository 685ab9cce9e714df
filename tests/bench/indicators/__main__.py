"""`make bench-indicators`: engine, memory, writers and HTTP on the real cube, in one run, with ratios."""

import argparse
import asyncio
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from services.indicators.adapters.cubes.parquet import read_columns
from services.indicators.adapters.observations.packing import pack
from services.indicators.adapters.observations.segment import Segment
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.loading.eurostat.eurostat_table import partner_table
from tests.bench.indicators import compute, http, platform, writing
from tests.bench.indicators.compute import DIMENSIONS, NAMIBIA
from tests.bench.report import write_json, write_section
from tests.conformance.indicators.third_party import FOLDER


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.indicators", description=__doc__)
    options.add_argument("--rounds", type=int, default=5, help="runs of the slow peers; others run more")
    chosen = options.parse_args()
    path = FOLDER / "eurostat" / "educ_uoe_mobs02.parquet"
    if not path.exists():
        raise SystemExit(f"the cube is not there: {path.name} belongs into shared/data/indicators/eurostat")
    computed = compute.measure(path, chosen.rounds)
    with tempfile.TemporaryDirectory() as folder:
        packed = _packed(path, Path(folder))
        written = writing.measure(pa.memory_map(str(packed)).read_buffer(), chosen.rounds)
        hosts = sorted(
            code
            for code in Segment(pa.memory_map(str(packed)).read_buffer()).codes()["REF_AREA"]
            if len(code) == 3
        )
        served = http.measure(packed, hosts)
        reached = asyncio.run(platform.measure(path, hosts))
    tables = (
        *(compute.as_table(computed), writing.as_table(written)),
        *(http.as_table(served), platform.as_table(reached)),
    )
    text = "\n\n".join(tables)
    print(text)  # noqa: T201 - the tables are the output
    figures = {
        "compute": asdict(computed),
        "write": [asdict(it) for it in written],
        "http": asdict(served),
        "platform": asdict(reached),
    }
    print(write_json("indicators", figures))  # noqa: T201
    write_section("indicators", text)


def _packed(path: Path, folder: Path) -> Path:
    known_at = datetime(2026, 1, 1, tzinfo=UTC)
    table, findings = partner_table(
        read_columns(path, DIMENSIONS),
        country_groups(),
        release="ESTAT-2025-09",
        known_at=known_at,
        corrections=(NAMIBIA,),
    )
    if table is None:
        raise ValueError(f"the cube is refused: {[it.detail for it in findings]}")
    file = folder / "segment"
    file.write_bytes(pack(table))
    return file


if __name__ == "__main__":
    main()
