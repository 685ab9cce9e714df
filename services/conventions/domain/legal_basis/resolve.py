"""From the facts of a case to its legal basis. Pure: the same book, facts and day give the same answer.

The order is the lawyer's: what binds (standing), whether the qualification is inside (scope), who has the
power (host), what is owed (ordinary, professions, refugees), what changes it (overlays), what guides (soft
instruments), and how sure all that is (trust). Each step leaves its article in `reasons`.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from services.conventions.domain.case.facts import Facts
from services.conventions.domain.case.names_of_states import law_of
from services.conventions.domain.case.standing import (
    Candidate,
    Case,
    binding_of,
    candidates,
)
from services.conventions.domain.instruments.book import Edition, TreatyBook
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.legal_basis.answer import Citation, LegalBasis
from services.conventions.domain.legal_basis.guidance import soft_instruments
from services.conventions.domain.legal_basis.naming import named
from services.conventions.domain.legal_basis.reasons import notes, reasons
from services.conventions.domain.legal_basis.trust import cautions, considered, doubts, grounds, trust
from services.conventions.domain.treatment import overlays, wording
from services.conventions.domain.treatment.host import (
    bound_hosts,
    host_duty_alone,
    host_of_the_provider,
    papers_are_covered,
    refugee_articles,
    standing_duties,
)
from services.conventions.domain.treatment.ordinary import ordinary
from services.conventions.domain.treatment.professions import profession
from services.conventions.domain.treatment.refugees import displaced_holder
from services.conventions.domain.treatment.scope import outside_scope
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import OutcomeClass, Presumption, QualificationType
from shared.kernel.continuity import answering_state


def resolve(book: TreatyBook, facts: Facts, *, today: date) -> LegalBasis:
    """Find the legal basis of a case as it was known at `facts.known_at` (absent: `today`)."""
    known = facts.known_at or today
    case, lapsed, refused = _case(book.held_on(known), facts, known)
    weighed = candidates(case)
    binding = binding_of(weighed)
    hosts = bound_hosts(case, weighed)
    articles = refugee_articles(case, hosts)
    treatment = _treat(case, weighed, binding, articles)
    host_duties = tuple(sorted({f"{it.instrument}:{it.article}" for it in articles}))
    not_binding = named(
        case,
        weighed,
        governing_force=treatment.force,
        host_duties=frozenset(it.instrument for it in articles),
    )
    named_ids = frozenset(it.id for it in not_binding)
    on = grounds(case, weighed, treatment.governing, named_ids)
    open_points = (*lapsed, *doubts(case, weighed))
    return LegalBasis(
        binding_instruments=tuple(it.id for it in binding),
        not_binding=not_binding,
        soft_instruments=soft_instruments(case, weighed, hosts),
        governing=_cite(treatment.governing),
        presumption=treatment.presumption,
        burden_on=treatment.burden,
        authority_must=treatment.must,
        deadline=treatment.deadline,
        appeal=treatment.appeal,
        outcome_class=treatment.outcome,
        host_only_duties=host_duties,
        standing_host_duties=standing_duties(case, hosts),
        considered=considered(weighed.values(), named_ids),
        trust=trust(on, open_points),
        reference_data=case.edition.reference_data,
        warnings=(*refused, *notes(case, treatment), *cautions(on), *open_points),
        reasons=reasons(case, weighed, treatment),
    )


def _case(edition: Edition, facts: Facts, known: date) -> tuple[Case, tuple[str, ...], tuple[str, ...]]:
    """Set the case up; beside it, States that no longer exist and reservations left out, in words."""
    award, lapsed_award = answering_state(facts.awarding_state, facts.decision_date)
    recognition, lapsed_recognition = answering_state(facts.recognition_country, facts.decision_date)
    accepted, refused = _reservations(edition, facts, (award, recognition))
    lapsed = tuple(it for it in (lapsed_award, lapsed_recognition) if it)
    return Case(edition, facts, award, recognition, known, accepted), lapsed, refused


def _reservations(
    edition: Edition, facts: Facts, states: tuple[str, str]
) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
    """Keep the reservations that the closed lists allow (Lisbon XI.7, Tokyo X.6) and that touch the pair.

    By reciprocity a reserving State cannot claim the article from others, so it counts on either side.
    """
    accepted, refused = set(), []
    for it in facts.reservations:
        clause = edition.instruments[it.instrument].reservations
        if it.state not in states:
            continue
        if clause is not None and it.article in clause.allowed:
            accepted.add((it.instrument, it.article))
        else:
            refused.append(
                f"{it.instrument} allows no reservation to {it.article}; it is left out of account"
            )
    return frozenset(accepted), tuple(refused)


def _treat(
    case: Case,
    weighed: Mapping[str, Candidate],
    binding: Sequence[Candidate],
    articles: tuple[Provision, ...],
) -> Treatment:
    treatment = _found(case, weighed, binding, articles)
    treatment = overlays.institutions_decide(case, treatment)
    treatment = overlays.reserved(case, treatment)
    return overlays.overdue(case, treatment)


def _found(
    case: Case,
    weighed: Mapping[str, Candidate],
    binding: Sequence[Candidate],
    articles: tuple[Provision, ...],
) -> Treatment:
    covered = papers_are_covered(articles, weighed)
    if case.facts.qualification_type is QualificationType.PROFESSIONAL:
        return profession(case, binding)
    outside = outside_scope(case, binding) if binding else None
    found = outside or host_of_the_provider(case, binding) or ordinary(case, binding)
    if articles and outside is None:
        if found is None:
            return host_duty_alone(case, articles, papers_covered=covered)
        return displaced_holder(case, found, articles, papers_covered=covered)
    return found or _national_law(case, weighed)


def _national_law(case: Case, weighed: Mapping[str, Candidate]) -> Treatment:
    """Nothing binds the pair on the issue; an instrument about to bind may be anticipated."""
    coming = [it.instrument.name for it in weighed.values() if it.awaited(case.on)]
    law = law_of(case.recognition)
    if coming:
        must = tuple(wording.ANTICIPATION.format(law=law, name=name) for name in coming)
    else:
        must = (wording.NATIONAL_LAW.format(law=law),)
    return Treatment(Presumption.NONE, OutcomeClass.NATIONAL_LAW, must=must)


def _cite(provisions: Sequence[Provision]) -> tuple[Citation, ...]:
    found = (Citation(it.instrument, it.article, it.topic) for it in provisions)
    return tuple(dict.fromkeys(found))
