"""`python -m tests.bench.indicators`: the indicators' engine on the real cube, in one run, with ratios."""

import argparse
from dataclasses import asdict

from tests.bench.indicators.compute import as_table, measure
from tests.bench.report import write_json
from tests.conformance.indicators.third_party import FOLDER


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.indicators", description=__doc__)
    options.add_argument("--rounds", type=int, default=5, help="runs of the slow peers; others run more")
    chosen = options.parse_args()
    path = FOLDER / "eurostat" / "educ_uoe_mobs02.parquet"
    if not path.exists():
        raise SystemExit(f"the cube is not there: {path.name} belongs into shared/data/indicators/eurostat")
    found = measure(path, chosen.rounds)
    print(as_table(found))  # noqa: T201 - the table is the output
    print(write_json("indicators", asdict(found)))  # noqa: T201


if __name__ == "__main__":
    main()
