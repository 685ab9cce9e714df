"""`make gate`: the whole publish gate over the rules that ship, every one of them tried as if it were new.

When rules are loaded only their own tests run, for they were examined before they shipped: here. Written
to `build/bench/gate.json` and to the section `gate` of `docs/performance.md`. Status 1 when anything stands
in the way or is noted. `make test` holds the mutants and the conflicts of the same rules
(tests/conformance/rules/test_published_rules.py).
"""

import sys
import time
from datetime import date

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import rule_texts
from services.conventions.domain.lifecycle.document import read_document
from services.conventions.domain.lifecycle.examine import examine
from services.conventions.domain.lifecycle.gate import Finding
from services.conventions.domain.lifecycle.release import Entry, next_release
from services.conventions.domain.lifecycle.replayed import Evidence, Waiver
from tests.bench.report import table, write_json, write_section

TODAY = date(2026, 11, 24)
NO_CASES = Evidence(waiver=Waiver("a first release, before any case was decided", "make gate"))


def main() -> int:
    """Examine the shipped rules."""
    began = time.perf_counter()
    texts = rule_texts(read_reference_data())
    entries = [Entry(read_document(it.text, path=it.path), None) for it in texts]
    candidate = next_release((), entries, previous=None, number=1)
    report = examine(candidate, TODAY, evidence=NO_CASES)
    seconds = round(time.perf_counter() - began, 1)
    for kind, listed in (("stands in the way", report.findings), ("to be known", report.notes)):
        _show(kind, listed)
    measures = {name.replace("_", " "): count for name, count in report.measures.items()}
    counted = {**measures, "findings": len(report.findings), "notes": len(report.notes)}
    write_json("gate", {**counted, "seconds": seconds})
    text = table(("looked at", "number"), [(name, f"{count:,}") for name, count in counted.items()])
    write_section("gate", f"Every shipped rule through the whole publish gate, in {seconds} s:\n\n{text}")
    print(text)  # noqa: T201 - the table is the output
    return 1 if report.findings or report.notes else 0


def _show(kind: str, listed: tuple[Finding, ...]) -> None:
    for it in listed:
        print(f"{kind}: {it.document}: {it.message} [{it.check}]")  # noqa: T201 - what was found is the output


if __name__ == "__main__":
    sys.exit(main())
