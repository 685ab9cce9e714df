"""`make agreement`: rules and resolver on every ordered pair of States, each on a day of its own.

Written to `build/bench/agreement.json` and to the section `agreement` of `docs/performance.md`. Status 1 when
anything differs. `make test` runs the same on fewer cases (tests/conformance/test_rules_and_resolver.py).
"""

import sys
import time
from itertools import permutations

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import read_release
from services.conventions.domain.instruments.book import TreatyBook
from tests.bench.report import table, write_json, write_section
from tests.support.two_readings import Cases, difference

SHOWN = 5


def main() -> int:
    """Ask both about every pair."""
    began = time.perf_counter()
    reference = read_reference_data()
    release, book, cases = read_release(reference), TreatyBook((reference.edition(),)), Cases(reference)
    pairs, differences = 0, []
    for award, host in permutations(cases.states, 2):
        pairs += 1
        said = difference(release, book, cases.of(award, host))
        differences += [said] if said else []
    for it in differences[:SHOWN]:
        print(it)  # noqa: T201 - what differs is the output
    seconds = round(time.perf_counter() - began, 1)
    found = {
        "rules": len(release.rules),
        "states": len(cases.states),
        "pairs": pairs,
        "differences": len(differences),
    }
    write_json("agreement", {**found, "seconds": seconds})
    text = table(("rules", "States", "ordered pairs", "differences"), [tuple(found.values())])
    write_section("agreement", "Rules and resolver, each pair of States on a day of its own:\n\n" + text)
    print(text)  # noqa: T201 - the table is the output
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
