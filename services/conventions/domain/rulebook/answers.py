"""What the rules say of a case, in the words of the legal basis: for holding rules and resolver together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from services.conventions.domain.case.facts import Facts
from services.conventions.domain.rulebook.facts import NOTHING_SHOWN, rule_facts
from services.conventions.domain.vocabulary import Burden, OutcomeClass, Presumption, QualificationType
from shared.rules.compiled import CompiledRelease
from shared.rules.conclusions import concluded, concluding_slots
from shared.rules.decision import Decision
from shared.rules.evaluate.resolution import State
from shared.rules.facts import admit
from shared.rules.release import RuleSet

DUTY = "recognition.duty"
AUTOMATIC = "recognise_level_automatically"
GAP = "parameter:"
UNLESS = "recognise_unless_difference"
INSTITUTIONS = "encourage_institutions"
OUTSIDE = "outside_scope"

_CLASSES: Mapping[str, tuple[Presumption, OutcomeClass]] = {
    AUTOMATIC: (Presumption.AUTOMATIC_LEVEL, OutcomeClass.AUTOMATIC_LEVEL),
    "recognise_listed_title": (Presumption.AUTOMATIC_IF_LISTED, OutcomeClass.DIRECTIVE_AUTOMATIC),
    "give_access_unless_difference": (
        Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE,
        OutcomeClass.PRESUMPTION,
    ),
    UNLESS: (Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE, OutcomeClass.PRESUMPTION),
    "recognise_for_study": (Presumption.RECOGNISE, OutcomeClass.FOR_STUDY),
    "recognise_level_of_outcomes": (Presumption.RECOGNISE, OutcomeClass.PRESUMPTION),
    "recognise_under_national_law": (Presumption.UNDER_NATIONAL_LAW, OutcomeClass.UNDER_NATIONAL_LAW),
    "host_law": (Presumption.ON_HOST_LAW, OutcomeClass.HOST_LAW),
    "recognise_or_assess": (Presumption.ASSESS_ONLY, OutcomeClass.ASSESS_ONLY),
    "may_recognise_after_assessment": (Presumption.ASSESS_ONLY, OutcomeClass.ASSESS_ONLY),
    "assess_on_request": (Presumption.ASSESS_ONLY, OutcomeClass.ASSESS_ONLY),
    "assess_displaced": (Presumption.ASSESS_ONLY, OutcomeClass.HOST_DUTY),
    "assess_displaced_under_general_duty": (Presumption.ASSESS_ONLY, OutcomeClass.HOST_DUTY),
    "assess_displaced_without_papers": (Presumption.ASSESS_ONLY, OutcomeClass.HOST_DUTY),
    "take_feasible_steps": (Presumption.NONE, OutcomeClass.FEASIBLE_STEPS),
    "encourage": (Presumption.NONE, OutcomeClass.ENCOURAGE),
    INSTITUTIONS: (Presumption.NONE, OutcomeClass.ENCOURAGE),
    "endeavour": (Presumption.NONE, OutcomeClass.ENDEAVOUR),
    OUTSIDE: (Presumption.NONE, OutcomeClass.OUT_OF_SCOPE),
}
"""The presumption and the class of each duty that a rule can give."""

_DEGREES = (QualificationType.DEGREE, QualificationType.JOINT_DEGREE)

_BURDENS = {
    "authority": Burden.AUTHORITY,
    "authority_once_informed": Burden.AUTHORITY_ONCE_INFORMED,
    "nobody": Burden.NONE,
}


@dataclass(frozen=True, slots=True)
class RuledBasis:
    """The legal basis as the rules give it; `articles` are (instrument, article) of all rules that carry it.

    `open` names the instruments of which it is not known whether they bind; they are not counted as binding.
    `doubtful` are memberships of the host, not known on the day, on which a duty of the host alone depends.
    """

    binding: tuple[str, ...]
    presumption: Presumption
    outcome: OutcomeClass
    burden: Burden
    duty: frozenset[tuple[str, str]]
    articles: frozenset[tuple[str, str]]
    open: tuple[str, ...]
    doubtful: tuple[str, ...] = ()


class Unsettled(RuntimeError):
    """The rules contradict each other, or ask for a fact, where every fact is given: a fault in the rules."""


def ruled_basis(release: RuleSet, facts: Facts, *, known: date) -> RuledBasis:
    """Decide every slot for a case of which nothing more will be shown. Raises Unsettled."""
    law = release.compile(facts.decision_date, known)
    bindings = concluding_slots(release)
    given = admit({**rule_facts(facts), **NOTHING_SHOWN}, release.vocabulary)
    whole = concluded(law, bindings, given)
    gaps = tuple(it for it in bindings if it not in whole)
    binding = tuple(it.removeprefix("binding.") for it in bindings if whole.get(it) is True)
    answers = _Answers(law, whole | dict.fromkeys(gaps, False), bindings)
    cited = {name: _articles(release, it) for name, it in answers.decided.items()}
    duty = cited.get(DUTY, frozenset())
    carrying = {*binding, *(instrument for instrument, _ in duty)}
    presumption, outcome = _class(facts, answers, carrying)
    return RuledBasis(
        binding=binding,
        presumption=presumption,
        outcome=outcome,
        burden=_burden(answers, carrying),
        duty=duty,
        articles=frozenset().union(*cited.values()),
        open=gaps,
        doubtful=tuple(sorted(answers.doubtful)),
    )


def _articles(release: RuleSet, decision: Decision) -> frozenset[tuple[str, str]]:
    carrying = set(decision.rules)
    return frozenset(
        (it.rule.instrument.id, article)
        for it in release.rules
        if it.rule.id in carrying
        for article in it.rule.articles
    )


class _Answers:
    """The slots of one case; procedure is read from the instruments that carry the case only."""

    def __init__(self, law: CompiledRelease, facts: Mapping[str, object], bindings: Collection[str]) -> None:
        self._law = law
        self._facts = facts
        self.doubtful: set[str] = set()
        self.decided = {name: law.decide(facts, name) for name in law.slots if name not in bindings}

    def act(self, slot: str) -> str | None:
        """Give the effect of a slot; None where no rule gives one. Raises Unsettled on anything open."""
        decision = self.decided.get(slot)
        if decision is None or decision.state is State.OUT_OF_SCOPE:
            return None
        if decision.state is State.NEEDS and all(it.fact.startswith(GAP) for it in decision.needs):
            self.doubtful |= {it.fact.removeprefix(GAP) for it in decision.needs}
            return self.kindest(slot, None)
        if decision.act is None:
            raise Unsettled(f"{slot}: {decision.outcome} between {', '.join(decision.possible)}")
        return decision.act

    def kindest(self, slot: str, carrying: Collection[str] | None) -> str | None:
        """Give the most favourable effect of a slot among the instruments that carry the case; None: all."""
        if slot not in self._law.slots:
            return None
        values = self._law.values(self._facts, slot)
        effects = [
            it.rule.effect
            for it in self._law.slots[slot].rules
            if values[it.rule.id] and (carrying is None or it.rule.instrument.id in carrying)
        ]
        return max(effects, key=lambda it: it.favour).act if effects else None


def _class(facts: Facts, answers: _Answers, carrying: Collection[str]) -> tuple[Presumption, OutcomeClass]:
    act = answers.act(DUTY)
    if act is None:
        return Presumption.NONE, OutcomeClass.NATIONAL_LAW
    presumption, outcome = _CLASSES[act]
    if act == OUTSIDE and facts.retroactive_recognition_confirmed is None:
        presumption = Presumption.IF_AWARDING_STATE_CONFIRMS
    if act == UNLESS and facts.is_displaced and facts.lacks_papers:
        outcome = OutcomeClass.WITHOUT_DOCUMENTS
    if act == UNLESS and facts.qualification_type in _DEGREES and not answers.act("legal_consequence"):
        outcome = OutcomeClass.WITHOUT_EFFECTS  # a reservation has taken the consequences away
    if act != AUTOMATIC and answers.kindest("appeal", carrying) == "open_against_silence":
        outcome = OutcomeClass.APPEAL_OPEN
    return presumption, outcome


def _burden(answers: _Answers, carrying: Collection[str]) -> Burden:
    if answers.act(DUTY) in (None, INSTITUTIONS, OUTSIDE):
        return Burden.NATIONAL_LAW
    act = answers.kindest("burden_of_proof", carrying)
    return _BURDENS[act] if act else Burden.NATIONAL_LAW
