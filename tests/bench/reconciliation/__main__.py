"""`make bench-reconcile`: accuracy, latency and throughput of reconciliation; with `fit`, new weights."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from services.credentials.domain.reconciliation.index import NameIndex
from services.credentials.domain.reconciliation.reconcile import Reconciler
from services.credentials.domain.register.register import Register
from tests.bench.reconciliation.fit import fit
from tests.bench.reconciliation.labelled import affiliations, names, only, read_records
from tests.bench.reconciliation.measure import accuracy
from tests.bench.reconciliation.peers import full_text
from tests.bench.reconciliation.speed import speed
from tests.bench.reconciliation.tables import as_text
from tests.bench.report import write_json, write_section

_BESIDE = Path(__file__).parents[3].parent / "shared" / "data"
FOLDER = Path(os.environ.get("SYMBOLON_TEST_DATA", _BESIDE)) / "registers"


def main() -> None:
    """Fit, or measure, print and keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.reconciliation", description=__doc__)
    options.add_argument("command", nargs="?", choices=("measure", "fit"), default="measure")
    options.add_argument("--register", type=Path, default=FOLDER / "ror-education.jsonl.gz")
    options.add_argument("--labelled", type=Path, default=FOLDER / "affiliations-springer-2023.json")
    options.add_argument("--dry", action="store_true", help="leave docs/performance.md alone")
    chosen = options.parse_args()
    for path in (chosen.register, chosen.labelled):
        if not path.exists():
            raise SystemExit(f"not there: {path}")
    register = Register(read_records(chosen.register), [], "benchmark")
    reconciler = Reconciler(NameIndex(register.institutions))
    texts = affiliations(chosen.labelled)
    drawn = list(names(register))
    if chosen.command == "fit":
        weights, bias = fit(reconciler, [*only(texts, tuning=True), *only(drawn, tuning=True)])
        lines = "\n".join(f'    "{kind}": {weight:.3f},' for kind, weight in weights.items())
        print(f"WEIGHTS: dict[str, float] = {{\n{lines}\n}}\nBIAS = {bias:.3f}")  # noqa: T201
        return
    found = {
        "affiliations, tuning half": accuracy(reconciler, only(texts, tuning=True)),
        "affiliations, other half": accuracy(reconciler, only(texts, tuning=False)),
        "affiliations, all": accuracy(reconciler, texts),
    }
    for kind in dict.fromkeys(it.kind for it in drawn):
        cases = [it for it in only(drawn, tuning=False) if it.kind == kind]
        found[f"{kind}, other half"] = accuracy(reconciler, cases)
    pace = speed(register, [it.query for it in texts])
    peer = full_text(register.institutions, only(texts, tuning=False))
    text = as_text(found, pace, peer)
    print(text)  # noqa: T201
    figures = {"accuracy": {name: asdict(it) for name, it in found.items()}, "speed": asdict(pace)}
    figures["full_text"] = asdict(peer)
    print(write_json("reconciliation", figures))  # noqa: T201
    if not chosen.dry:
        write_section("reconciliation", text)


if __name__ == "__main__":
    main()
