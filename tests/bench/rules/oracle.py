"""`make oracle`: four evaluators on a million random evaluations and more; what facts that come later do.

Written to `build/bench/oracle.json` and to the section `oracle` of `docs/performance.md`. Status 1 when
anything differs. `make test` runs the same on fewer cases (tests/unit/rules).
"""

import argparse
import sys
import time
from collections import Counter
from random import Random

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import read_release
from shared.rules.batch.reading import from_facts
from shared.rules.evaluate.resolution import State
from shared.rules.gate.agreement import compare
from shared.rules.gate.cases import make_cases
from shared.rules.gate.oracle import Oracle
from tests.bench.report import table, write_json, write_section
from tests.support import random_rules
from tests.support.partial_knowledge import always_open, complete, supplied, with_holes
from tests.support.random_rules import DAY, SLOT

RULES, CASES = 20, 1_000


def agreement(seed: int, found: Counter[str]) -> None:
    """Compare the evaluators on one random release."""
    random = Random(seed)
    law = random_rules.release(random, RULES).compile(DAY, DAY)
    cases = [random_rules.facts(random, random.choice((0.0, 0.15, 0.3, 0.6))) for _ in range(CASES)]
    slot = law.slots[SLOT]
    oracle = Oracle(slot)
    result = compare(slot, from_facts(cases, law.segment.vocabulary).on(law.day), oracle.answers)
    found["evaluations"] += result.evaluations
    found["judged by cel-cpp"] += result.judged
    found["differences"] += len(result.differences)
    for it in result.differences[:3]:
        print(it)  # noqa: T201 - what differs is the output


def published(found: Counter[str]) -> None:
    """Compare the evaluators on the rules of the real instruments, on cases made up around their tests."""
    release = read_release(read_reference_data())
    law = release.compile(DAY, DAY)
    for slot in law.slots.values():
        oracle = Oracle(slot)
        result = compare(slot, make_cases(slot, CASES, seed=1).on(law.day), oracle.answers)
        found["evaluations of published rules"] += result.evaluations
        found["of these judged by cel-cpp"] += result.judged
        found["differences"] += len(result.differences)


def knowledge(seed: int, found: Counter[str]) -> None:
    """Settle cases known in part by what they ask for, and by everything."""
    random = Random(seed)
    law = random_rules.release(random, 8, gaps=False, silence=False).compile(DAY, DAY)
    growing = always_open(law)
    for _ in range(CASES):
        whole = complete(random)
        part = with_holes(random, whole, growing)
        early, late = law.values(part, SLOT), law.values(whole, SLOT)
        settled = [name for name, value in early.items() if value is not None]
        found["settled early"] += len(settled)
        found["turned by further facts"] += sum(1 for name in settled if late[name] is not early[name])
        decision, whole_decision = law.decide(part, SLOT), law.decide(whole, SLOT)
        if decision.state is not State.NEEDS:
            found["outcomes settled early"] += 1
            found["outcomes turned"] += decision.outcome != whole_decision.outcome
            continue
        found["outcomes open"] += 1
        answered = law.decide(supplied(part, whole, decision), SLOT)
        found["settled by what was asked for"] += answered.outcome == whole_decision.outcome


def main() -> None:
    """Run until enough was compared; print, keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.rules.oracle", description=__doc__)
    options.add_argument("--evaluations", type=int, default=1_000_000)
    options.add_argument("--dry", action="store_true", help="leave docs/performance.md alone")
    chosen = options.parse_args()
    found: Counter[str] = Counter()
    started, seed = time.perf_counter(), 0
    while found["judged by cel-cpp"] < chosen.evaluations:
        agreement(seed, found)
        seed += 1
    published(found)
    for number in range(max(1, chosen.evaluations // 50_000)):
        knowledge(1_000_000 + number, found)
    found["releases"] = seed
    found["seconds"] = round(time.perf_counter() - started)
    text = table(("what", "how many"), [(name, f"{count:,}") for name, count in found.items()])
    print(text)  # noqa: T201 - the table is the output
    print(write_json("oracle", dict(found)))  # noqa: T201
    if not chosen.dry:
        write_section("oracle", text)
    sound = found["settled by what was asked for"] == found["outcomes open"]
    if found["differences"] or found["turned by further facts"] or found["outcomes turned"] or not sound:
        sys.exit(1)


if __name__ == "__main__":
    main()
