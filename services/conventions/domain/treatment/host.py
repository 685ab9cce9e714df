"""Duties and powers that belong to the host State alone.

Refugee articles oblige the host whatever the State of origin (Lisbon VII, Tokyo VII, Addis III.2.5, Buenos
Aires III.5, Global VII). The power over foreign providers belongs to the State on whose soil they teach
(Lisbon IV.9 and VI.5, Tokyo IV.8 and VI.6, Global V.6), not to any other recogniser.
"""

from collections.abc import Mapping, Sequence

from services.conventions.domain.case.names_of_states import law_of, name_of
from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.treatment.procedure import cited_burden, procedure
from services.conventions.domain.treatment.substance import force
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import (
    Effect,
    OutcomeClass,
    Presumption,
    Term,
)

_DUTIES = frozenset({Effect.SHALL, Effect.AGREE_STEPS, Effect.BEST_EFFORT})
_STANDING_TOPICS = ("transparency", "info_institutions", "national_information_centre")


def bound_hosts(case: Case, weighed: Mapping[str, Candidate]) -> list[Candidate]:
    """List the instruments that bind the recognising State, whether or not they bind the pair."""
    return [
        it
        for it in weighed.values()
        if it.recognition.binds and it.instrument.binding and it.instrument.entry.reached(case.on)
    ]


def refugee_articles(case: Case, hosts: Sequence[Candidate]) -> tuple[Provision, ...]:
    """List the refugee provisions that the host owes a displaced holder; empty for anybody else."""
    if not case.facts.is_displaced:
        return ()
    return tuple(
        provision
        for host in hosts
        for provision in case.provisions(host.id, "refugees")
        if provision.effect in _DUTIES
    )


def papers_are_covered(provisions: Sequence[Provision], weighed: Mapping[str, Candidate]) -> bool:
    """Say whether some refugee provision covers missing papers for this award.

    The papers limb of Lisbon VII and Tokyo VII names qualifications from a Party; Buenos Aires III.5 and
    Global VII reach any country; Addis III.2.5 has no such limb.
    """
    return any(
        Term.WITHOUT_PAPERS in it.terms
        and (Term.ISSUED_IN_A_PARTY not in it.terms or weighed[it.instrument].award.binds)
        for it in provisions
    )


def standing_duties(case: Case, hosts: Sequence[Candidate]) -> tuple[str, ...]:
    """List what the host owes every holder at all times: transparency, information, a national centre."""
    found = {
        f"{host.id}:{it.article}"
        for host in hosts
        for topic in _STANDING_TOPICS
        for it in case.provisions(host.id, topic)
        if it.effect in _DUTIES
    }
    return tuple(sorted(found))


def host_duty_alone(case: Case, articles: tuple[Provision, ...], *, papers_covered: bool) -> Treatment:
    """Treat a displaced holder whose award comes from outside: the host's own duty, no reciprocity."""
    if not case.facts.lacks_papers:
        must = wording.REFUGEES_WITH_PAPERS
    elif papers_covered:
        must = (*wording.REFUGEES_WITHOUT_PAPERS, wording.NO_REFUSAL_FOR_PAPERS)
    else:
        must = wording.REFUGEES_WITHOUT_PAPERS
    hosts = tuple(dict.fromkeys(it.instrument for it in articles))
    if any(Term.THROUGH_PRIOR_LEARNING in it.terms for it in articles):
        must = (*must, wording.PRIOR_LEARNING_OF_REFUGEES)
    rules = procedure(case, hosts)
    return Treatment(
        presumption=Presumption.ASSESS_ONLY,
        outcome=OutcomeClass.HOST_DUTY,
        burden=rules.burden,
        must=must,
        deadline=wording.EXPEDITIOUS,
        appeal=rules.appeal,
        governing=articles,
        force=max(force(it) for it in articles),
        leading=hosts,
    )


def host_of_the_provider(case: Case, binding: Sequence[Candidate]) -> Treatment | None:
    """Treat an award taught by a foreign provider on the recognising State's own soil."""
    if not case.facts.hosts_the_provider:
        return None
    powers = tuple(
        it
        for candidate in sorted(binding, key=lambda it: (it.instrument.region == "world", it.id))
        for topic in ("foreign_provider", "cross_border")
        for it in case.provisions(candidate.id, topic)
        if Term.HOST_OF_THE_PROVIDER in it.terms and it.speaks_to(case.facts.qualification_type)
    )
    if not powers:
        return None
    leading = tuple(dict.fromkeys(it.instrument for it in powers))
    rules = procedure(case, leading)
    law, awarding = law_of(case.recognition), name_of(case.award)
    return Treatment(
        presumption=Presumption.ON_HOST_LAW,
        outcome=OutcomeClass.HOST_LAW,
        burden=rules.burden,
        must=tuple(it.format(law=law, awarding=awarding) for it in wording.HOST_OF_THE_PROVIDER),
        deadline=rules.deadline,
        appeal=rules.appeal,
        governing=(*powers, *cited_burden(rules.burden_rules, Presumption.ON_HOST_LAW), *rules.limits),
        force=max(force(it) for it in powers),
        leading=leading,
    )
