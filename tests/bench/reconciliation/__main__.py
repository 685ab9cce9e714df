"""`make bench-reconcile`: accuracy, latency and throughput of reconciliation.

Without arguments: on the labelled sets that the project knows, written to docs/performance.md. With
`--labels FILE` (may come again) and `--register FILE`: on sets of your own, whose shapes `label_files` tells.
`fit` gives weights.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from services.credentials.adapters.register.readers import READERS
from services.credentials.domain.reconciliation.index import NameIndex
from services.credentials.domain.reconciliation.reconcile import Query, Reconciler
from services.credentials.domain.register.register import Register
from tests.bench.reconciliation.drawn import listed, names
from tests.bench.reconciliation.elsewhere import elsewhere
from tests.bench.reconciliation.fit import fit
from tests.bench.reconciliation.label_files import read_labels, resolved
from tests.bench.reconciliation.labelled import Labelled, draw, only
from tests.bench.reconciliation.measure import Accuracy, accuracy, mistakes
from tests.bench.reconciliation.noise import disturbed
from tests.bench.reconciliation.peers import full_text
from tests.bench.reconciliation.register_files import read_records
from tests.bench.reconciliation.speed import speed
from tests.bench.reconciliation.tables import accuracy_table, noise_table, peer_line, speed_table
from tests.bench.report import write_json, write_section

_BESIDE = Path(__file__).parents[3].parent / "shared" / "data"
FOLDER = Path(os.environ.get("SYMBOLON_TEST_DATA", _BESIDE)) / "registers"
AFFILIATIONS = FOLDER / "affiliations-springer-2023.json"
LISTED = FOLDER / "world_universities_and_domains.json"
DISTURBANCES_APART = 5
"""Of so many disturbances of a text one is learnt from."""


def main() -> None:
    """Fit, or measure, print and keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.reconciliation", description=__doc__)
    options.add_argument("command", nargs="?", choices=("measure", "fit"), default="measure")
    options.add_argument("--register", type=Path, default=FOLDER / "ror-education.jsonl.gz")
    options.add_argument("--register-kind", choices=READERS, default="ror")
    options.add_argument("--labels", type=Path, action="append", help="a file of labelled texts of your own")
    options.add_argument("--errors", type=Path, help="write every wrong or missed answer to this file")
    options.add_argument("--dry", action="store_true", help="leave docs/performance.md alone")
    chosen = options.parse_args()
    for path in (chosen.register, *(chosen.labels or (AFFILIATIONS, LISTED))):
        if not path.exists():
            raise SystemExit(f"not there: {path}")
    register = Register(read_records(chosen.register, chosen.register_kind), [], "benchmark")
    if chosen.command == "fit":
        weights, bias = fit(_reconciler(register), _to_learn_from(register))
        lines = "\n".join(f'    "{kind}": {weight:.3f},' for kind, weight in weights.items())
        print(f"WEIGHTS: dict[str, float] = {{\n{lines}\n}}\nBIAS = {bias:.3f}")  # noqa: T201
    elif chosen.labels:
        _measure_own(register, chosen.labels, chosen.errors)
    else:
        _measure_known(register, dry=chosen.dry)


def _reconciler(register: Register) -> Reconciler:
    return Reconciler(NameIndex(register.institutions))


def _to_learn_from(register: Register) -> list[Labelled]:
    """Give one half of everything; of the disturbed texts those of some disturbances, drawn by the text."""
    texts = only(read_labels(AFFILIATIONS), tuning=True)
    disturbances = [cases for _, cases in disturbed(texts)]
    chosen = [
        disturbances[(draw(text.query.text) + step) % len(disturbances)][at]
        for at, text in enumerate(texts)
        for step in range(0, len(disturbances), DISTURBANCES_APART)
    ]
    others = [*names(register), *listed(LISTED, register)]
    return [*texts, *disturbances[0], *chosen, *only(others, tuning=True)]


def _measure_own(register: Register, files: Sequence[Path], errors: Path | None) -> None:
    """Measure on files of other people; nothing was tuned on them, so nothing is held back."""
    found: dict[str, Accuracy] = {}
    wrong: list[str] = []
    reconciler = _reconciler(register)
    queries: list[Query] = []
    for file in files:
        cases, absent = resolved(read_labels(file), register)
        found[file.name] = accuracy(reconciler, cases)
        queries.extend(it.query for it in cases)
        wrong.extend(mistakes(register, cases))
        if absent:
            print(f"{file.name}: {absent} of its labels are in no register here and ask for nothing")  # noqa: T201
    print(accuracy_table(found), speed_table(speed(register, queries)), sep="\n\n")  # noqa: T201
    if errors is not None:
        errors.write_text("\n".join(wrong) + "\n", encoding="utf-8")


def _measure_known(register: Register, *, dry: bool) -> None:
    """Measure on the sets that the project knows, each in halves; write the tables down."""
    reconciler = _reconciler(register)
    texts = read_labels(AFFILIATIONS)
    other = only(texts, tuning=False)
    found = {
        "affiliations, tuning half": accuracy(reconciler, only(texts, tuning=True)),
        "affiliations, other half": accuracy(reconciler, other),
        "affiliations, all": accuracy(reconciler, texts),
    }
    drawn = [*names(register), *listed(LISTED, register)]
    for kind in dict.fromkeys(it.kind for it in drawn):
        cases = [it for it in only(drawn, tuning=False) if it.kind == kind]
        found[f"{kind}, other half"] = accuracy(reconciler, cases)
    found["no institution of education"] = accuracy(reconciler, elsewhere())
    noisy = {name: accuracy(reconciler, cases) for name, cases in disturbed(other)}
    pace = speed(register, [it.query for it in texts])
    peer = full_text(register.institutions, other)
    text = "\n\n".join((accuracy_table(found), noise_table(noisy), speed_table(pace), peer_line(peer)))
    print(text)  # noqa: T201
    figures = {name: asdict(it) for name, it in {**found, **noisy}.items()}
    print(  # noqa: T201
        write_json("reconciliation", {"accuracy": figures, "speed": asdict(pace), "full_text": asdict(peer)})
    )
    if not dry:
        write_section("reconciliation", text)


if __name__ == "__main__":
    main()
