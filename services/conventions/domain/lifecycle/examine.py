"""The publish gate: every check over a candidate release, in steps, and the report of them all.

Language, types, limits and citations were checked when the candidate was put together; here its rules are
tried. What changed is tried hard, what stayed must still pass its own tests.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from math import ceil

import numpy as np

from services.conventions.domain.lifecycle.document import Kind
from services.conventions.domain.lifecycle.floor import (
    HOST,
    Breach,
    breaches,
    doubts,
    is_national,
    made_for_a_state,
    without_national,
)
from services.conventions.domain.lifecycle.gate import Finding, Report
from services.conventions.domain.lifecycle.release import Candidate
from services.conventions.domain.lifecycle.replayed import NOTHING_BROUGHT, Evidence, faults
from shared.kernel.errors import Invalid
from shared.rules.batch.columns import FactColumns
from shared.rules.checked import CheckedRule
from shared.rules.compiled import CompiledRelease
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule import Example, Rule
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.facts import admit
from shared.rules.gate.agreement import compare
from shared.rules.gate.cases import make_cases
from shared.rules.gate.certainties import hidden_certainty, searchable
from shared.rules.gate.conflicts import meetings
from shared.rules.gate.coverage import idle_conditions, missing_values
from shared.rules.gate.examples import WORDS, run_examples
from shared.rules.gate.mutation_check import check_mutants
from shared.rules.gate.oracle import Oracle

CASES = 100_000
"""Made-up fact sets on which the evaluators must agree, over all slots that changed."""
FLOOR_CASES = 20_000
"""Fact sets among which a case is looked for that a national rule leaves worse off."""
ORACLE_CASES = 400
"""Fact sets of a slot that cel-cpp judges too."""
AT_ONCE = 2_500
"""Fact sets of one step."""
WAIVABLE = frozenset({"mutation", "coverage"})
"""What a reviewer may accept by name. That evaluators differ, or a treaty is undercut, nobody may accept."""
SEED = 20_261_124

Step = Callable[[], None]


@dataclass
class Examination:
    """One examination. `steps` are carried out in order; then there is a report.

    `waivers` are the names of findings that a reviewer accepts; only those of WAIVABLE checks count.
    `evidence` is what a replay over decided cases showed.
    """

    candidate: Candidate
    today: date
    cases: int = CASES
    waivers: frozenset[str] = frozenset()
    evidence: Evidence = NOTHING_BROUGHT
    found: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    measures: dict[str, int] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Give every step; each takes at most some seconds."""
        changed = list(changed_rules(self.candidate))
        yield self._all_examples
        for start in range(0, len(changed), 20):
            yield lambda part=changed[start : start + 20]: self._try_hard(part)  # type: ignore[misc]
        slots = list(self._slots({it.rule.slot for it in changed}))
        for slot in slots:
            share = ceil(self.cases / len(slots))  # never fewer cases than were asked for
            for start in range(0, share, AT_ONCE):
                count = min(AT_ONCE, share - start)
                yield lambda it=slot, n=count, s=start: self._try_cases(it, n, SEED + s)  # type: ignore[misc]
        if any(is_national(it) for it in self.candidate.rules.rules):
            yield self._hold_the_floor
        yield self._ask_for_a_replay

    def report(self) -> Report:
        """Give the report of the steps carried out so far."""
        documents = tuple(it.hash for it in self.candidate.changes)
        return Report(
            self.candidate.hash,
            documents,
            tuple(it for it in self.found if not self._accepted(it)),
            tuple(it for it in self.found if self._accepted(it)),
            tuple(self.notes),
            {key: self.measures[key] for key in sorted(self.measures)},
            self.evidence,
        )

    def _accepted(self, finding: Finding) -> bool:
        return finding.name in self.waivers and finding.check in WAIVABLE

    def _count(self, name: str, number: int) -> None:
        self.measures[name] = self.measures.get(name, 0) + number

    def _find(self, check: str, document: str, message: str, name: str = "") -> None:
        self.found.append(Finding(check, document, message, name or f"{check}:{document}:{message}"))

    def _note(self, check: str, document: str, message: str) -> None:
        self.notes.append(Finding(check, document, message, f"{check}:{document}:{message}"))

    def _all_examples(self) -> None:
        """Every rule in its newest version, as all of it is known."""
        newest = {it.rule.id: it.rule for it in self.candidate.rules.rules}
        known = max(self.candidate.rules.published.values(), default=date.min)
        for rule in newest.values():
            self._count("rules", 1)
            for it in rule.examples:
                self._count("examples", 1)
                said = _fault(self.candidate.rules.compile(it.as_of, max(known, it.as_of)), rule, it)
                if said:
                    self._find("examples", rule.id, f"{it.name}: {said}")

    def _try_hard(self, rules: list[CheckedRule]) -> None:
        """Every evaluator on every test, every value and condition at work, every small wrong noticed."""
        release = self.candidate.rules
        sound = []
        for checked in rules:
            name = checked.rule.id
            results = run_examples(checked, release.vocabulary, release.parameters)
            faults = [f"{it.example.name}: {fault}" for it in results for fault in it.faults]
            for fault in faults:
                self._find("examples", name, fault)
            for word in missing_values(results):
                self._find("coverage", name, f"no test ends in {word}")
            for condition in idle_conditions(checked, results):
                self._find("coverage", name, f"{condition} decides no test")
            hidden = hidden_certainty(checked)
            if hidden is not None:
                lacking = ", ".join(hidden.unknown)
                self._note("certainty", name, f"asks for {lacking}, which change nothing")
            if not searchable(checked):
                self._note("certainty", name, "has too many parts to look for facts that change nothing")
            sound += [] if faults else [checked]
        found = check_mutants(sound, release.vocabulary, release.parameters)
        self._count("mutants", found.tried)
        for it in found.survivors:
            self._find("mutation", it.rule, f"no test notices {it.change} in {it.place}", it.id)

    def _slots(self, names: set[str]) -> Iterator[tuple[CompiledSlot, date]]:
        """Give the slots that changed on the days on which what changed is in force."""
        days = {
            self.today,
            *(it.rule.valid_from for it in changed_rules(self.candidate) if it.rule.valid_from),
        }
        seen: set[tuple[str, ...]] = set()
        for day in sorted(days, reverse=True):
            compiled = self.candidate.rules.compile(day, self.today)
            for name in sorted(names & compiled.slots.keys()):
                slot = compiled.slots[name]
                key = (name, *(it.rule.hash for it in slot.rules))
                if key not in seen:
                    seen.add(key)
                    yield slot, day

    def _try_cases(self, at: tuple[CompiledSlot, date], count: int, seed: int) -> None:
        """Made-up cases: the evaluators agree, and rules that meet do not leave a case to chance."""
        slot, day = at
        cases = make_cases(slot, count, seed).on(epoch_day(day))
        agreement = compare(slot, cases)
        self._count("fact_sets", count)
        self._count("evaluations", agreement.evaluations)
        for difference in agreement.differences:
            self._find("agreement", difference.rule, f"the evaluators differ: {dict(difference.values)}")
        if seed == SEED:
            self._ask_the_oracle(slot, cases.take(np.arange(min(count, ORACLE_CASES))))
        for it in meetings(slot, cases):
            self._count("meetings", it.cases)
            if it.conflicts:
                message = f"meets {it.other} and neither prevails: such a case goes to a person"
                self._note_once("conflict", it.rule, message)

    def _ask_the_oracle(self, slot: CompiledSlot, cases: FactColumns) -> None:
        """Let cel-cpp judge the author's own text, on a part: it takes a hundred times as long."""
        agreement = compare(slot, cases, Oracle(slot).answers)
        self._count("judged_by_oracle", agreement.judged)
        for difference in agreement.differences:
            self._find("oracle", difference.rule, f"cel-cpp differs: {dict(difference.values)}")

    def _ask_for_a_replay(self) -> None:
        """Decided cases were replayed by this very candidate, beside the release in force."""
        for fault in faults(self.candidate, self.evidence, self.today):
            self._find("replay", "release", fault)

    def _hold_the_floor(self) -> None:
        """National rules give no less than the treaties: proven slot by slot, or shown by a case."""
        for it in self.candidate.rules.rules:
            if is_national(it) and not made_for_a_state(it):
                self._find("floor", it.rule.id, f"a national rule says for which {HOST} it is made")
        treaties = without_national(self.candidate.rules)
        for slot, day in self._slots({it.rule.slot for it in self.candidate.rules.rules if is_national(it)}):
            self._count("national_slots", 1)
            open_doubts = list(doubts(slot))
            base = treaties.compile(day, self.today).slots.get(slot.name)
            if not open_doubts or base is None:
                self._count("national_slots_proven", 1)
                continue
            cases = make_cases(slot, min(self.cases, FLOOR_CASES), SEED, missing=0.05).on(epoch_day(day))
            shown = next(breaches(base, slot, cases), None)
            for rule, why in open_doubts:
                self._find("floor", rule, _undercut(why, shown))

    def _note_once(self, check: str, document: str, message: str) -> None:
        if (check, document, message) not in {(it.check, it.document, it.message) for it in self.notes}:
            self._note(check, document, message)


def _undercut(why: str, shown: Breach | None) -> str:
    if shown is None:
        return f"not proven to give no less than the treaties: {why}"
    return (
        f"gives less than the treaties: {shown.layered} instead of {shown.treaty} for {shown.facts} ({why})"
    )


def _fault(law: CompiledRelease, rule: Rule, example: Example) -> str | None:
    try:
        facts = admit(example.facts, law.segment.vocabulary)
    except Invalid as error:
        return error.detail
    slot = law.slots.get(rule.slot)
    if slot is None or rule.hash not in {it.rule.hash for it in slot.rules}:
        return f"the rule is not in force on {example.as_of}"
    found = WORDS[slot.supposing(example.suppose).values(facts, law.day)[rule.id]]
    return None if found == example.expect else f"expected {example.expect}, found {found}"


def changed_rules(candidate: Candidate) -> Iterator[CheckedRule]:
    """Give the rules that the candidate adds, and those that read what it adds."""
    added = {it.hash for it in candidate.changes}
    parameters = {it.name for it in candidate.changes if it.kind is Kind.PARAMETER}
    everything = any(it.kind is Kind.VOCABULARY for it in candidate.changes)
    for it in candidate.rules.rules:
        if everything or it.rule.hash in added or it.parameters & parameters:
            yield it


def examine(
    candidate: Candidate,
    today: date,
    *,
    cases: int = CASES,
    waivers: frozenset[str] = frozenset(),
    evidence: Evidence = NOTHING_BROUGHT,
) -> Report:
    """Carry out a whole examination."""
    examination = Examination(candidate, today, cases, waivers, evidence)
    for step in examination.steps():
        step()
    return examination.report()


def own_tests(candidate: Candidate) -> Report:
    """Run every rule's own tests and no more: for rules that were examined before they were shipped."""
    examination = Examination(candidate, date.min)
    next(examination.steps())()
    return examination.report()
