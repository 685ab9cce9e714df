"""Material scope: a treaty in force is still not applicable to a qualification outside it.

A higher education qualification exists, for the conventions, by recognition of the awarding Party (Lisbon I;
Addis I and III.1.1; Buenos Aires III.6.1). Where the institution was not recognised at award, or the State of
the provider does not count the programme, no duty arises until that State confirms.
"""

from collections.abc import Sequence

from services.conventions.domain.case.names_of_states import law_of
from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.treatment.substance import substance
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import Effect, OutcomeClass, Presumption, Term

_SCOPE_TOPICS = ("scope", "he_qualification", "beneficiaries")


def outside_scope(case: Case, binding: Sequence[Candidate]) -> Treatment | None:
    """Treat a qualification outside the awarding State's system; None when it may lie inside."""
    facts = case.facts
    if facts.retroactive_recognition_confirmed is True:
        return None
    uncounted = facts.is_transnational and facts.programme_listed_by_provider_country is False
    if facts.institution_recognised_at_award is not False and not uncounted:
        return None
    force = max((substance(case, it.id).force for it in binding), default=0)
    governing = tuple(it for candidate in binding for it in _on_scope(case, candidate.id))
    leading = tuple(dict.fromkeys(it.instrument for it in governing))
    if facts.retroactive_recognition_confirmed is False:
        return Treatment(
            presumption=Presumption.NONE,
            outcome=OutcomeClass.OUT_OF_SCOPE,
            must=tuple(it.format(law=law_of(case.recognition)) for it in wording.OUT_OF_SCOPE_FOR_GOOD),
            governing=governing,
            force=force,
            leading=leading,
        )
    return Treatment(
        presumption=Presumption.IF_AWARDING_STATE_CONFIRMS,
        outcome=OutcomeClass.OUT_OF_SCOPE,
        must=wording.PROGRAMME_NOT_COUNTED if uncounted else wording.OUT_OF_SCOPE,
        governing=governing,
        force=force,
        leading=leading,
    )


def _on_scope(case: Case, instrument: str) -> tuple[Provision, ...]:
    """Find what ties the instrument to recognition by the awarding State, or else its definitions."""
    tied = tuple(
        it
        for topic in _SCOPE_TOPICS
        for it in case.provisions(instrument, topic)
        if Term.RECOGNISED_BY_AWARDING_STATE in it.terms
    )
    if tied:
        return tied
    defined = (it for it in case.provisions(instrument, "scope") if it.effect is Effect.DEFINITION)
    return tuple(defined)[:1] or substance(case, instrument).provisions
