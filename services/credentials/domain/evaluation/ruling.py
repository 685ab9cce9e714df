"""What a release of the rules says of one application: every slot decided, and the trace of how.

First the rules conclude which instruments bind the two States; then each slot is decided on those facts. The
duty is decided as if nothing more were shown, for that is what the law presumes before anything is.

A format names how an application becomes facts and what the trace of its ruling holds, so that a ruling of
the past comes out to the byte. `ruling/1` traced the outcome and the duty alone, on the facts of its day.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from services.credentials.domain.evaluation.case_facts import NOTHING_MORE_SHOWN, case_facts, facts_of_old
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.legal_basis import Citation
from shared.kernel.canonical import canonical_json, hash_of
from shared.rules.checked import CheckedRule
from shared.rules.compiled import CompiledRelease
from shared.rules.conclusions import concluded, concluding_slots, traces_of
from shared.rules.decision import Decision, Need
from shared.rules.documents.rule import Cite, Rule
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Case
from shared.rules.evaluate.resolution import State
from shared.rules.facts import admit
from shared.rules.release import RuleSet
from shared.rules.trace import Trace

FIRST_FORMAT, FORMAT = "ruling/1", "ruling/2"
_FACTS = {FIRST_FORMAT: facts_of_old, FORMAT: case_facts}
DUTY, OUTCOME = "recognition.duty", "recognition.outcome"
BINDING = "binding."
NORM, BURDEN, EXCEPTION = "norm", "burden", "exception"


@dataclass(frozen=True)
class Ruling:
    """The answers of one release to one application.

    `facts` are admitted, with what the rules concluded of the instruments; `unknown` are the instruments of
    which the law itself is not known. `knowledge_date` is the day up to which the law was taken as known.
    """

    format: str
    release: RuleSet
    law: CompiledRelease
    slots: tuple[str, ...]
    given: Mapping[str, object]
    facts: Mapping[str, object]

    @property
    def knowledge_date(self) -> date:
        """The day up to which the law was taken as known."""
        return self.law.knowledge_date

    @property
    def binding(self) -> tuple[str, ...]:
        """Name the instruments that bind the two States."""
        return tuple(it.removeprefix(BINDING) for it in self.slots if self.facts.get(it) is True)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Name the instruments of which it is not known whether they bind."""
        return tuple(it.removeprefix(BINDING) for it in self.slots if it not in self.facts)

    @cached_property
    def outcome(self) -> Decision:
        """What follows for the case."""
        return self._decide(OUTCOME, self.facts)

    @cached_property
    def duty(self) -> Decision:
        """What the law obliges to, if nothing more is shown."""
        return self._decide(DUTY, self._presumed)

    @cached_property
    def _presumed(self) -> dict[str, object]:
        return {**self.facts, **NOTHING_MORE_SHOWN}

    @cached_property
    def further_slots(self) -> tuple[str, ...]:
        """Name the slots beside binding, duty and outcome: what else the law says of a case."""
        return tuple(sorted(self.law.slots.keys() - {DUTY, OUTCOME, *self.slots}))

    def _decide(self, slot: str, facts: Mapping[str, object]) -> Decision:
        if slot not in self.law.slots:
            return Decision(slot, State.OUT_OF_SCOPE, None, ("none",), (), None)
        return self.law.decide(facts, slot)

    def kindest(self, slot: str) -> tuple[CheckedRule, ...]:
        """Give the most favourable rules of a slot among the instruments that carry the case.

        Procedure follows the case: an instrument that neither binds the pair nor gives the duty adds nothing.
        """
        if slot not in self.law.slots:
            return ()
        rules = [it for it in self.holding(slot) if it.rule.instrument.id in self.carrying]
        best = max((it.rule.effect.favour for it in rules), default=0)
        return tuple(it for it in rules if it.rule.effect.favour == best)

    @cached_property
    def carrying(self) -> frozenset[str]:
        """Name the instruments that carry the case: they bind the pair, or give the duty."""
        return frozenset((*self.binding, *self.duty_bearing))

    @cached_property
    def duty_bearing(self) -> frozenset[str]:
        """Name the instruments that give the duty."""
        return frozenset(it.rule.instrument.id for it in self.rules_of(self.duty))

    def holding(self, slot: str) -> tuple[CheckedRule, ...]:
        """Give the rules of a slot whose conditions are all met, whatever their instrument."""
        return self._valued(slot, value=True)

    def undecided(self, slot: str) -> tuple[CheckedRule, ...]:
        """Give the rules of a slot of which it is not known whether they hold, whatever their instrument."""
        return self._valued(slot, value=None)

    @cached_property
    def _values(self) -> dict[str, Mapping[str, bool | None]]:
        """Keep the values of the rules of each slot that was asked for."""
        return {}

    def _valued(self, slot: str, *, value: bool | None) -> tuple[CheckedRule, ...]:
        values = self._values.get(slot)
        if values is None:
            values = self._values[slot] = self.law.values(self._presumed, slot)
        return tuple(it for it in self.law.slots[slot].rules if values[it.rule.id] is value)

    def lacking(self, slot: str, rules: Collection[CheckedRule]) -> tuple[Need, ...]:
        """Name the facts for want of which undecided rules of a slot are undecided."""
        compiled = self.law.slots[slot]
        numbers = [number for number, it in enumerate(compiled.rules) if it in rules]
        return compiled.needing.of(numbers, Case({**self._presumed, LEGAL_DAY: self.law.day}))

    def rules_of(self, decision: Decision) -> tuple[CheckedRule, ...]:
        """Give the rules that carry a decision."""
        if decision.slot not in self.law.slots:
            return ()
        carried = set(decision.rules)
        return tuple(it for it in self.law.slots[decision.slot].rules if it.rule.id in carried)

    def cites(self, checked: CheckedRule, role: str, topic: str) -> tuple[Citation, ...]:
        """List the articles that a rule cites in `role`, those for other kinds of case left out.

        An exception is one for this case where a condition holds that it covers. Articles of another
        instrument, which are cited with its name before them, are left out.
        """
        rule = checked.rule
        return tuple(
            Citation(rule.instrument.id, it.article, topic)
            for it in rule.cites
            if it.role == role
            and (role == BURDEN or self._concerns(rule, it))
            and (role != EXCEPTION or " " not in it.article)
        )

    def _concerns(self, rule: Rule, cite: Cite) -> bool:
        """Say whether an article that covers some conditions covers one that holds here."""
        if not cite.covers:
            return True
        slot = self.law.slots[rule.slot]
        index = next(i for i, it in enumerate(slot.rules) if it.rule.id == rule.id)
        case = Case({**self.facts, LEGAL_DAY: self.law.day})
        return any(slot.traced[index][name].value(case) is True for name in cite.covers)

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """Trace what binds, the outcome, the duty, and what else the law says, in this order."""
        law = self.law
        further = () if self.format == FIRST_FORMAT else self.further_slots
        return (
            *traces_of(law, self.slots, self.given),
            *law.traces(self.facts, (it for it in (OUTCOME,) if it in law.slots)),
            *law.traces(self._presumed, (it for it in (DUTY, *further) if it in law.slots)),
        )

    @cached_property
    def trace(self) -> bytes:
        """Write the traces down as canonical JSON (RFC 8785). Equal inputs, equal bytes."""
        head = canonical_json(
            {
                "format": self.format,
                "knowledge_date": self.knowledge_date.isoformat(),
                "legal_date": self.law.legal_date.isoformat(),
                "release": self.release.hash,
            }
        )
        return head[:-1] + b',"traces":[' + b",".join(it.bytes for it in self.traces) + b"]}"

    @cached_property
    def trace_hash(self) -> str:
        """Name the trace by its content."""
        return hash_of(self.trace)

    def gaps(self) -> Iterator[tuple[str, str]]:
        """Yield what is not known of the law: the instrument, and the State whose membership is in doubt."""
        for instrument in self.unknown:
            for need in self.law.decide(self.given, BINDING + instrument).needs:
                yield instrument, need.fact.rpartition(".")[2]


def rule_on(release: RuleSet, application: Application, knowledge_date: date, form: str = FORMAT) -> Ruling:
    """Let `release` decide `application`, on its legal date and by the law as known on `knowledge_date`.

    A fact that the vocabulary of an older release has no name for is not put to it. Raises KeyError on an
    unknown form.
    """
    law = release.compile(application.legal_date, knowledge_date)
    slots = concluding_slots(release)
    known = release.vocabulary.facts
    facts = {name: it for name, it in _FACTS[form](application).items() if name in known}
    given = admit(facts, release.vocabulary)
    return Ruling(form, release, law, slots, given, concluded(law, slots, given))
