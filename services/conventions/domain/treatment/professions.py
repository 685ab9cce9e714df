"""Regulated professions: the licence follows the law on the profession, not the conventions.

Directive 2005/36/EC: Art 21 for the seven listed professions, Art 10-14 (general system) for the others.
Lisbon, Tokyo, Addis and Global give no licence; the first generation agrees at most to take steps.
"""

from collections.abc import Sequence

from services.conventions.domain.case.names_of_states import law_of
from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.treatment.ordinary import ordinary
from services.conventions.domain.treatment.substance import most_favourable, substance
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import (
    Burden,
    Effect,
    OutcomeClass,
    Presumption,
    Term,
)

DIRECTIVE = "eu_2005_36"


def profession(case: Case, binding: Sequence[Candidate]) -> Treatment:
    """Treat a case about the practice of a profession."""
    found = most_favourable(substance(case, it.id) for it in binding)
    for it in found:
        if it.instrument == DIRECTIVE:
            return _directive(case, it.provisions, it.force)
    return ordinary(case, binding) or _national_law(case)


def _directive(case: Case, provisions: tuple[Provision, ...], force: int) -> Treatment:
    limits = tuple(it for it in case.provisions(DIRECTIVE, "time_limit") if it.effect is Effect.SHALL)
    listed = any(Term.LISTED_PROFESSION in it.terms for it in provisions)
    return Treatment(
        presumption=Presumption.AUTOMATIC_IF_LISTED if listed else Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE,
        outcome=OutcomeClass.DIRECTIVE_AUTOMATIC if listed else OutcomeClass.PRESUMPTION,
        burden=Burden.AUTHORITY,
        must=wording.PROFESSION_LISTED if listed else wording.PROFESSION_GENERAL_SYSTEM,
        deadline=wording.DEADLINES[DIRECTIVE] if listed else wording.DEADLINE_GENERAL_SYSTEM,
        appeal=wording.APPEAL_OF_THE_DIRECTIVE,
        governing=(*provisions, *limits),
        force=force,
        leading=(DIRECTIVE,),
    )


def _national_law(case: Case) -> Treatment:
    """Treat a licence that no binding instrument speaks to; a binding convention serves the academic side."""
    return Treatment(
        presumption=Presumption.NONE,
        outcome=OutcomeClass.NATIONAL_LAW,
        must=tuple(it.format(law=law_of(case.recognition)) for it in wording.PROFESSION_NATIONAL_LAW),
    )
