"""The ordinary case: what the instruments that bind the pair say about the qualification itself."""

from collections.abc import Callable, Sequence

from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.treatment.substance import (
    Substance,
    most_favourable,
    substance,
)
from services.conventions.domain.treatment.treatment import (
    READ_IN_THE_TEXT,
    Procedure,
    Treatment,
    cited_burden,
    procedure,
)
from services.conventions.domain.vocabulary import (
    Burden,
    Effect,
    Mode,
    OutcomeClass,
    Presumption,
    QualificationType,
    Term,
)

FIRST_GENERATION = frozenset({"0", "1"})


def ordinary(case: Case, binding: Sequence[Candidate]) -> Treatment | None:
    """Treat the case by the provisions kindest to recognition; None when no instrument carries it."""
    found = most_favourable(substance(case, it.id) for it in binding)
    if not found:
        return _assessment_alone(case, binding)
    leading = _in_order([it.instrument for it in found])
    provisions = tuple(p for id_ in leading for it in found if it.instrument == id_ for p in it.provisions)
    treat = _BY_EFFECT[provisions[0].effect]
    return treat(case, found[0], provisions, leading)


Treat = Callable[[Case, Substance, tuple[Provision, ...], tuple[str, ...]], Treatment | None]


def _in_order(instruments: Sequence[str]) -> tuple[str, ...]:
    """Regional conventions are cited before the worldwide one, which leaves them untouched (Global XIX)."""
    return tuple(sorted(instruments, key=lambda id_: (id_ == "global_2019", id_)))


def _automatic(
    _case: Case, found: Substance, provisions: tuple[Provision, ...], leading: tuple[str, ...]
) -> Treatment:
    """Automatic recognition is of the level, never of a place or a licence; no procedure takes place."""
    return Treatment(
        presumption=Presumption.AUTOMATIC_LEVEL,
        outcome=OutcomeClass.AUTOMATIC_LEVEL,
        burden=Burden.NONE,
        must=wording.AUTOMATIC_LEVEL,
        deadline=wording.AT_ONCE,
        governing=provisions,
        force=found.force,
        leading=leading,
    )


def _presumption(
    case: Case, found: Substance, provisions: tuple[Provision, ...], leading: tuple[str, ...]
) -> Treatment:
    rules = procedure(case, leading)
    presumption = Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE
    return Treatment(
        presumption=presumption,
        outcome=OutcomeClass.PRESUMPTION,
        burden=rules.burden,
        must=_duties_of_the_presumption(case, rules, leading),
        deadline=rules.deadline,
        appeal=rules.appeal,
        governing=(*provisions, *_beside(case, leading), *_procedural(case, rules, leading, presumption)),
        force=found.force,
        leading=leading,
    )


def _duties_of_the_presumption(case: Case, rules: Procedure, leading: tuple[str, ...]) -> tuple[str, ...]:
    if _is_selective_admission(case):
        language = next((it.article for id_ in leading for it in case.provisions(id_, "language")), "")
        return tuple(it.format(article=language) for it in wording.SELECTIVE_ADMISSION)
    once_informed = rules.burden is Burden.AUTHORITY_ONCE_INFORMED
    duties = wording.PRESUMPTION_ONCE_INFORMED if once_informed else wording.PRESUMPTION
    if _assessment_for_work(case, leading):
        return (*duties, wording.ASSESSMENT_FOR_WORK)
    return duties


def _procedural(
    case: Case, rules: Procedure, leading: tuple[str, ...], presumption: Presumption
) -> tuple[Provision, ...]:
    """Cite burden and limit, or what takes their place.

    For a selective programme the question is admission (Lisbon IV.4, IV.6), a stage after access. For work
    no instrument promises a consequence (Lisbon VI.3, Global V.4: "may"): what the holder can claim is the
    assessment, so the right to one (Global III.1) is cited in place of the burden rule.
    """
    if _is_selective_admission(case):
        return ()
    rights = _assessment_for_work(case, leading)
    return (*rights, *(() if rights else cited_burden(rules.burden_rules, presumption)), *rules.limits)


def _beside(case: Case, leading: tuple[str, ...]) -> tuple[Provision, ...]:
    """Cite the provisions on what is special in the facts: joint award, mode, admission, status, title."""
    facts = case.facts
    topics = []
    if facts.is_joint:
        topics.append("joint_degree")
    if facts.mode in (Mode.ONLINE, Mode.BLENDED):
        topics.append("non_traditional")
    if _is_selective_admission(case):
        topics += ["additional_requirements", "selective_admission"]
    if facts.holder_status == "stateless":
        topics += ["non_discrimination", "beneficiaries"]
    if facts.purpose.title:
        topics.append("legal_consequence")
    found = [
        it
        for id_ in leading
        for topic in topics
        for it in case.provisions(id_, topic)
        if it.speaks_to(facts.qualification_type)
        and it.effect is not Effect.NONE
        and Term.NOTIFIED_EXTRA_EXAMINATION not in it.terms
    ]
    found += [
        it
        for id_ in leading
        for it in case.provisions(id_, "legal_consequence")
        if Term.NEVER_MORE_THAN_AT_HOME in it.terms
    ]
    return tuple(found)


def _is_selective_admission(case: Case) -> bool:
    return case.facts.qualification_type is QualificationType.ACCESS and case.facts.purpose.selective


def _assessment_for_work(case: Case, leading: tuple[str, ...]) -> tuple[Provision, ...]:
    """Find a right to assessment that names work as a purpose (Global III.1)."""
    if not case.facts.purpose.work:
        return ()
    return tuple(
        it
        for id_ in leading
        for it in case.provisions(id_, "right_to_assessment")
        if Term.FOR_WORK in it.terms
    )


def _firm_duty(
    case: Case, found: Substance, provisions: tuple[Provision, ...], leading: tuple[str, ...]
) -> Treatment:
    """A duty without a substantial-difference test: measured by national law, for study, or of the level."""
    rules = procedure(case, leading)
    first = provisions[0]
    generation = case.edition.instruments[first.instrument].generation
    if Term.UNDER_NATIONAL_LAW in first.terms:
        presumption, outcome = Presumption.UNDER_NATIONAL_LAW, OutcomeClass.UNDER_NATIONAL_LAW
        must = wording.NATIONAL_LAW_MEASURE
    elif generation in FIRST_GENERATION:
        presumption, outcome = Presumption.RECOGNISE, OutcomeClass.FOR_STUDY
        must = wording.FOR_STUDY
    else:
        presumption, outcome = Presumption.RECOGNISE, OutcomeClass.PRESUMPTION
        must = wording.LEVEL_OF_OUTCOMES
    return Treatment(
        presumption=presumption,
        outcome=outcome,
        burden=rules.burden,
        must=must,
        deadline=rules.deadline,
        appeal=rules.appeal,
        governing=(*provisions, *_beside(case, leading), *_procedural(case, rules, leading, presumption)),
        force=found.force,
        leading=leading,
    )


def _assessment_is_enough(
    case: Case, found: Substance, provisions: tuple[Provision, ...], leading: tuple[str, ...]
) -> Treatment | None:
    """Recognise or at least assess (Tokyo V.1); may recognise, assessing is enough (Global VI.1)."""
    first = provisions[0]
    if first.effect is Effect.MAY and Term.AFTER_ASSESSMENT not in first.terms:
        return None
    rules = procedure(case, leading)
    must = wording.ASSESSMENT_OR_MORE if first.effect is Effect.MAY else wording.RECOGNISE_OR_ASSESS
    return Treatment(
        presumption=Presumption.ASSESS_ONLY,
        outcome=OutcomeClass.ASSESS_ONLY,
        burden=rules.burden,
        must=must,
        deadline=rules.deadline,
        appeal=rules.appeal,
        governing=(
            *provisions,
            *_beside(case, leading),
            *_procedural(case, rules, leading, Presumption.ASSESS_ONLY),
        ),
        force=found.force,
        leading=leading,
    )


def _steps(
    case: Case, found: Substance, provisions: tuple[Provision, ...], leading: tuple[str, ...]
) -> Treatment:
    """The soft duties of the first generation: encourage, take feasible steps, endeavour."""
    first = provisions[0]
    if Term.ENCOURAGE in first.terms:
        outcome, must = OutcomeClass.ENCOURAGE, wording.OLD_ENCOURAGEMENT
    elif first.effect is Effect.AGREE_STEPS:
        outcome, must = OutcomeClass.FEASIBLE_STEPS, wording.OLD_STEPS
    else:
        outcome, must = OutcomeClass.ENDEAVOUR, wording.OLD_ENDEAVOUR
    beside = _beside(case, leading)
    if any(Term.NEVER_MORE_THAN_AT_HOME in it.terms for it in beside):
        must = (*must, wording.NEVER_MORE_THAN_AT_HOME)
    rules = procedure(case, leading)
    return Treatment(
        presumption=Presumption.NONE,
        outcome=outcome,
        burden=rules.burden,
        must=must,
        deadline=rules.deadline,
        appeal=rules.appeal,
        governing=(*provisions, *beside, *rules.burden_rules, *rules.limits),
        force=found.force,
        leading=leading,
    )


_BY_EFFECT: dict[Effect, Treat] = {
    Effect.SHALL_AUTO: _automatic,
    Effect.SHALL_UNLESS: _presumption,
    Effect.SHALL: _firm_duty,
    Effect.SHALL_ALT: _assessment_is_enough,
    Effect.MAY: _assessment_is_enough,
    Effect.AGREE_STEPS: _steps,
    Effect.BEST_EFFORT: _steps,
}


def _assessment_alone(case: Case, binding: Sequence[Candidate]) -> Treatment | None:
    """An instrument without a rule on this qualification may still give a firm right to an assessment.

    So Addis for a degree that is not used for access to a programme: III.2.1 is its only clause with a
    test, IV.2.1 the right that remains.
    """
    if case.facts.qualification_type is QualificationType.PROFESSIONAL:
        return None
    leading = _in_order([it.id for it in binding])
    rights = tuple(
        it
        for id_ in leading
        for it in case.provisions(id_, "right_to_assessment")
        if it.effect is Effect.SHALL and it.evidence.confidence >= READ_IN_THE_TEXT
    )
    if not rights:
        return None
    leading = tuple(id_ for id_ in leading if any(it.instrument == id_ for it in rights))
    rules = procedure(case, leading)
    consequences = tuple(
        it
        for id_ in leading
        for it in case.provisions(id_, "legal_consequence")
        if Term.FOR_WORK in it.terms and case.facts.purpose.work
    )
    return Treatment(
        presumption=Presumption.ASSESS_ONLY,
        outcome=OutcomeClass.ASSESS_ONLY,
        burden=rules.burden,
        must=wording.RIGHT_TO_ASSESSMENT,
        deadline=rules.deadline,
        appeal=rules.appeal,
        governing=(
            *consequences,
            *rights[:1],
            *_procedural(case, rules, leading, Presumption.ASSESS_ONLY),
        ),
        force=1,
        leading=leading,
    )
