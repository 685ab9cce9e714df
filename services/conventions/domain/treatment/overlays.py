"""What changes a treatment after it was found: who decides, a reservation, a limit that has passed."""

from dataclasses import replace

from services.conventions.domain.case.standing import Case
from services.conventions.domain.treatment import wording
from services.conventions.domain.treatment.substance import TOPIC_OF
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import (
    Burden,
    Decider,
    Effect,
    OutcomeClass,
    Presumption,
    Term,
)

_STATES_OWN_DUTY = frozenset(
    {OutcomeClass.PRESUMPTION, OutcomeClass.ASSESS_ONLY, OutcomeClass.FOR_STUDY, OutcomeClass.FEASIBLE_STEPS}
)
"""Outcomes that presuppose a deciding authority which the State commands."""


def institutions_decide(case: Case, treatment: Treatment) -> Treatment:
    """Where autonomous institutions decide the State owes encouragement only (Lisbon II.1.2, Tokyo II.1)."""
    if case.facts.competent_decider is not Decider.INSTITUTION or treatment.outcome not in _STATES_OWN_DUTY:
        return treatment
    carrying = {it.instrument for it in treatment.governing if it.topic in TOPIC_OF.values()}
    competence = tuple(
        it
        for id_ in treatment.leading
        for it in case.provisions(id_, "competence")
        if Term.INSTITUTIONS_DECIDE in it.terms
    )
    if not competence or not carrying <= {it.instrument for it in competence}:
        return treatment  # an instrument without such an article keeps its duty (1976 beside 1979)
    return replace(
        treatment,
        presumption=Presumption.NONE,
        outcome=OutcomeClass.ENCOURAGE,
        burden=Burden.NATIONAL_LAW,
        must=wording.INSTITUTIONS_DECIDE,
        governing=(*competence, *treatment.governing),
    )


def reserved(case: Case, treatment: Treatment) -> Treatment:
    """Take away the guaranteed consequences where a reservation reaches the article that gives them."""
    if not case.reserved or treatment.presumption is not Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE:
        return treatment
    lost = [
        it
        for id_ in treatment.leading
        for it in case.edition.on(id_, "legal_consequence")
        if it.effect is Effect.SHALL and (it.instrument, it.article) in case.reserved
    ]
    kept = any(
        it.effect is Effect.SHALL
        for id_ in treatment.leading
        for it in case.provisions(id_, "legal_consequence")
    )
    if not lost or kept:
        return treatment
    articles = ", ".join(dict.fromkeys(it.article for it in lost))
    return replace(
        treatment,
        outcome=OutcomeClass.WITHOUT_EFFECTS,
        must=(*treatment.must, wording.WITHOUT_EFFECTS.format(article=articles)),
        governing=(*treatment.governing, *lost),
    )


def overdue(case: Case, treatment: Treatment) -> Treatment:
    """Open the appeal when the announced limit has passed: silence is appealable (Lisbon III.5, others)."""
    if case.facts.decision_overdue is not True:
        return treatment
    appeals = tuple(
        it for id_ in treatment.leading for it in case.provisions(id_, "appeal") if Term.SILENCE in it.terms
    )
    if not appeals:
        return treatment
    return replace(
        treatment,
        outcome=OutcomeClass.APPEAL_OPEN,
        must=wording.APPEAL_OPEN,
        deadline=wording.EXPIRED,
        appeal=wording.APPEAL_AGAINST_SILENCE,
        governing=appeals,
    )
