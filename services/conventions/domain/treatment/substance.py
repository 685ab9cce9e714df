"""Which provisions carry the substance of a case, and how far they oblige.

Per instrument the firmest provision on the kind of qualification counts; between instruments the one most
favourable to recognition (Lisbon II.3, Tokyo II.3, Global XIX.4; 1974 Art 19, 1976-1981 Art 20, 1983 Art 21).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.conventions.domain.case.facts import Facts
from services.conventions.domain.case.standing import Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.vocabulary import Effect, Mode, QualificationType, Sector, Term

TOPIC_OF = {
    QualificationType.ACCESS: "access_qualification",
    QualificationType.DEGREE: "he_qualification",
    QualificationType.JOINT_DEGREE: "he_qualification",
    QualificationType.PARTIAL: "period_of_study",
    QualificationType.PROFESSIONAL: "regulated_profession",
}

_OTHER_TOPICS = {
    kind: tuple(dict.fromkeys(topic for topic in TOPIC_OF.values() if topic != TOPIC_OF[kind]))
    for kind in QualificationType
}

_FORCE = {
    Effect.SHALL_AUTO: 9,
    Effect.SHALL_UNLESS: 8,
    Effect.SHALL: 7,
    Effect.SHALL_ALT: 5,
    Effect.AGREE_STEPS: 4,
    Effect.BEST_EFFORT: 2,
    Effect.MAY: 1,
}
"""From a duty performed without any act down to a power; effects left out oblige to nothing."""

UNDER_NATIONAL_LAW_FORCE = 6
ENCOURAGEMENT_FORCE = 3

_NEVER_ASSUMED = frozenset(
    {
        Term.ON_REQUEST,
        Term.PRIOR_AGREEMENT,
        Term.INTERGOVERNMENTAL_INSTITUTION,
        Term.ANNEX_IV_ACTIVITY,
        Term.NOTIFIED_EXTRA_EXAMINATION,
    }
)
"""Conditions for which the facts have no field: the provision is not applied unless they are shown."""


@dataclass(frozen=True, slots=True)
class Substance:
    """The provisions of one instrument that carry the case; `force` 0 means that it obliges to nothing."""

    instrument: str
    force: int
    provisions: tuple[Provision, ...] = ()


def substance(case: Case, instrument: str) -> Substance:
    """Find the firmest provisions of `instrument` on the qualification at hand."""
    found = [it for it in _on_the_kind(case, instrument) if _applies(it, case.facts)]
    best = max((force(it) for it in found), default=0)
    if not best:
        return Substance(instrument, 0)
    return Substance(instrument, best, tuple(it for it in found if force(it) == best))


def force(provision: Provision) -> int:
    """Rank how far a provision obliges.

    A duty measured by national law stands below a treaty's own test, steps towards recognition (1976) above
    steps to encourage those who recognise (1979).
    """
    rank = _FORCE.get(provision.effect, 0)
    if provision.effect is Effect.AGREE_STEPS and Term.ENCOURAGE in provision.terms:
        return ENCOURAGEMENT_FORCE
    if provision.effect is Effect.SHALL and Term.UNDER_NATIONAL_LAW in provision.terms:
        return UNDER_NATIONAL_LAW_FORCE
    return rank


def most_favourable(found: Iterable[Substance]) -> Sequence[Substance]:
    """Keep the instruments that carry recognition furthest."""
    found = [it for it in found if it.force]
    best = max((it.force for it in found), default=0)
    return [it for it in found if it.force == best]


def _on_the_kind(case: Case, instrument: str) -> Iterable[Provision]:
    """Yield the provisions on the kind's own issue, and those of other issues that name the kind."""
    kind = case.facts.qualification_type
    yield from case.provisions(instrument, TOPIC_OF[kind])
    for topic in _OTHER_TOPICS[kind]:
        yield from (it for it in case.provisions(instrument, topic) if kind in it.applies_to)


def _applies(provision: Provision, facts: Facts) -> bool:
    """Check the conditions that the facts can answer; an unknown fact leaves a provision applicable."""
    if not provision.speaks_to(facts.qualification_type) or provision.owed_by == "host_party":
        return False
    if provision.terms & _NEVER_ASSUMED:
        return False
    return all(holds(facts) for term, holds in _CONDITIONS.items() if term in provision.terms)


_CONDITIONS: Mapping[Term, Callable[[Facts], bool]] = {
    Term.NON_TRADITIONAL_MODE: lambda facts: facts.mode in (Mode.ONLINE, Mode.BLENDED),
    Term.GOVERNMENTAL_INSTITUTION: lambda facts: facts.institution_sector is not Sector.PRIVATE,
    Term.QUALITY_ASSURED: lambda facts: facts.quality_assured is not False,
    Term.FOR_FURTHER_STUDY: lambda facts: (
        facts.qualification_type is QualificationType.ACCESS
        or (facts.purpose.study and not facts.purpose.work)
    ),
    Term.LISTED_PROFESSION: lambda facts: (
        facts.purpose.listed_profession or not facts.purpose.names_a_profession
    ),
    Term.GENERAL_SYSTEM: lambda facts: (
        facts.purpose.names_a_profession and not facts.purpose.listed_profession
    ),
}
