"""The ordinary case: what the instruments that bind the pair say about the qualification itself."""

from collections.abc import Callable, Sequence

from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.treatment.carried import (
    Carried,
    beside,
    in_order,
    never_more_than_at_home,
    procedural,
)
from services.conventions.domain.treatment.procedure import READ_IN_THE_TEXT, Procedure, procedure
from services.conventions.domain.treatment.substance import most_favourable, substance
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import (
    Burden,
    Effect,
    OutcomeClass,
    Presumption,
    QualificationType,
    Term,
)

FIRST_GENERATION = frozenset({"0", "1"})


def ordinary(case: Case, binding: Sequence[Candidate]) -> Treatment | None:
    """Treat the case by the provisions kindest to recognition; None when no instrument carries it."""
    weighed = [substance(case, it.id) for it in binding]
    best = {it.instrument: it for it in most_favourable(weighed)}
    if not best:
        return _assessment_alone(case, binding)
    first = in_order(best)
    carried = Carried(
        case=case,
        force=best[first[0]].force,
        provisions=tuple(provision for id_ in first for provision in best[id_].provisions),
        first=first,
        all=in_order(it.instrument for it in weighed if it.force),
    )
    return _BY_EFFECT[carried.provisions[0].effect](carried)


def _automatic(carried: Carried) -> Treatment:
    """Automatic recognition is of the level, never of a place or a licence; no procedure takes place."""
    return Treatment(
        presumption=Presumption.AUTOMATIC_LEVEL,
        outcome=OutcomeClass.AUTOMATIC_LEVEL,
        burden=Burden.NONE,
        must=wording.AUTOMATIC_LEVEL,
        deadline=wording.AT_ONCE,
        governing=carried.provisions,
        force=carried.force,
        leading=carried.first,
    )


def _under_procedure(
    carried: Carried, rules: Procedure, presumption: Presumption, outcome: OutcomeClass, must: tuple[str, ...]
) -> Treatment:
    """Build a treatment whose burden, limit and appeal come from the instruments themselves."""
    return Treatment(
        presumption=presumption,
        outcome=outcome,
        burden=rules.burden,
        must=must,
        deadline=rules.deadline,
        appeal=rules.appeal,
        governing=(
            *carried.provisions,
            *beside(carried),
            *procedural(carried, rules, presumption),
        ),
        force=carried.force,
        leading=carried.all,
    )


def _presumption(carried: Carried) -> Treatment:
    """The second generation: recognise unless a substantial difference is shown."""
    rules = procedure(carried.case, carried.all)
    if carried.is_selective_admission:
        language = next((it.article for it in carried.on("language")), "")
        must = tuple(it.format(article=language) for it in wording.SELECTIVE_ADMISSION)
    elif rules.burden is Burden.AUTHORITY_ONCE_INFORMED:
        must = wording.PRESUMPTION_ONCE_INFORMED
    else:
        must = wording.PRESUMPTION
    if carried.assessment_for_work:
        must = (*must, wording.ASSESSMENT_FOR_WORK)
    return _under_procedure(
        carried, rules, Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE, OutcomeClass.PRESUMPTION, must
    )


def _firm_duty(carried: Carried) -> Treatment:
    """A duty without a substantial-difference test: measured by national law, for study, or of the level."""
    rules = procedure(carried.case, carried.all)
    first = carried.provisions[0]
    if Term.UNDER_NATIONAL_LAW in first.terms:
        return _under_procedure(
            carried,
            rules,
            Presumption.UNDER_NATIONAL_LAW,
            OutcomeClass.UNDER_NATIONAL_LAW,
            wording.NATIONAL_LAW_MEASURE,
        )
    if carried.case.edition.instruments[first.instrument].generation in FIRST_GENERATION:
        return _under_procedure(
            carried, rules, Presumption.RECOGNISE, OutcomeClass.FOR_STUDY, wording.FOR_STUDY
        )
    return _under_procedure(
        carried, rules, Presumption.RECOGNISE, OutcomeClass.PRESUMPTION, wording.LEVEL_OF_OUTCOMES
    )


def _assessment_is_enough(carried: Carried) -> Treatment | None:
    """Recognise or at least assess (Tokyo V.1); may recognise, assessing is enough (Global VI.1)."""
    first = carried.provisions[0]
    if first.effect is Effect.SHALL_ALT:
        must = wording.RECOGNISE_OR_ASSESS
    elif Term.AFTER_ASSESSMENT in first.terms:
        must = wording.ASSESSMENT_OR_MORE
    else:
        return None
    rules = procedure(carried.case, carried.all)
    return _under_procedure(carried, rules, Presumption.ASSESS_ONLY, OutcomeClass.ASSESS_ONLY, must)


def _steps(carried: Carried) -> Treatment:
    """The soft duties of the first generation: encourage, take feasible steps, endeavour."""
    first = carried.provisions[0]
    if Term.ENCOURAGE in first.terms:
        outcome, must = OutcomeClass.ENCOURAGE, wording.OLD_ENCOURAGEMENT
    elif first.effect is Effect.AGREE_STEPS:
        outcome, must = OutcomeClass.FEASIBLE_STEPS, wording.OLD_STEPS
    else:
        outcome, must = OutcomeClass.ENDEAVOUR, wording.OLD_ENDEAVOUR
    if never_more_than_at_home(carried):
        must = (*must, wording.NEVER_MORE_THAN_AT_HOME)
    rules = procedure(carried.case, carried.all)
    return _under_procedure(carried, rules, Presumption.NONE, outcome, must)


_BY_EFFECT: dict[Effect, Callable[[Carried], Treatment | None]] = {
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
    rights = {
        candidate.id: right
        for candidate in binding
        for right in reversed(case.provisions(candidate.id, "right_to_assessment"))
        if right.effect is Effect.SHALL and right.evidence.confidence >= READ_IN_THE_TEXT
    }
    if not rights:
        return None
    leading = in_order(rights)
    carried = Carried(
        case=case,
        force=1,
        provisions=(*_for_work(case, leading), *(rights[id_] for id_ in leading)),
        first=leading,
        all=leading,
    )
    rules = procedure(case, leading)
    return _under_procedure(
        carried, rules, Presumption.ASSESS_ONLY, OutcomeClass.ASSESS_ONLY, wording.RIGHT_TO_ASSESSMENT
    )


def _for_work(case: Case, leading: Sequence[str]) -> tuple[Provision, ...]:
    """Find the consequences for work that a convention without a rule on the degree still names (Addis)."""
    if not case.facts.purpose.work:
        return ()
    return tuple(
        it for id_ in leading for it in case.provisions(id_, "legal_consequence") if Term.FOR_WORK in it.terms
    )
