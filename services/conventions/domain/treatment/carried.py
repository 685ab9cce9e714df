"""What carries a case, and which provisions are cited beside the substance."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.conventions.domain.case.standing import Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment.procedure import Procedure, cited_burden
from services.conventions.domain.vocabulary import (
    Effect,
    HolderStatus,
    Mode,
    Presumption,
    QualificationType,
    Term,
)


@dataclass(frozen=True, slots=True)
class Carried:
    """The kindest provisions, their instruments (`first`), and every instrument that speaks to the case.

    The substance follows the kindest; burden, limit and appeal are taken issue by issue from all.
    """

    case: Case
    force: int
    provisions: tuple[Provision, ...]
    first: tuple[str, ...]
    all: tuple[str, ...]

    def on(self, topic: str) -> Iterable[Provision]:
        """Yield the provisions on `topic` of every instrument that speaks to the case."""
        return (it for id_ in self.all for it in self.case.provisions(id_, topic))

    @property
    def is_selective_admission(self) -> bool:
        """Whether an access qualification is put forward for a selective programme."""
        facts = self.case.facts
        return facts.qualification_type is QualificationType.ACCESS and facts.purpose.selective

    @property
    def assessment_for_work(self) -> tuple[Provision, ...]:
        """The right to assessment that names work as a purpose (Global III.1), if that is the purpose."""
        if not self.case.facts.purpose.work:
            return ()
        return tuple(it for it in self.on("right_to_assessment") if Term.FOR_WORK in it.terms)


def in_order(instruments: Iterable[str]) -> tuple[str, ...]:
    """Regional conventions are cited before the worldwide one, which leaves them untouched (Global XIX)."""
    return tuple(sorted(instruments, key=lambda id_: (id_ == "global_2019", id_)))


def procedural(carried: Carried, rules: Procedure, presumption: Presumption) -> tuple[Provision, ...]:
    """Cite burden and limit, or what takes their place.

    For a selective programme the question is admission (Lisbon IV.4, IV.6), a stage after access. For work
    no instrument promises a consequence (Lisbon VI.3, Global V.4: "may"): what the holder can claim is the
    assessment, so the right to one (Global III.1) is cited in place of the burden rule.
    """
    if carried.is_selective_admission:
        return ()
    rights = carried.assessment_for_work
    burden = () if rights else cited_burden(rules.burden_rules, presumption)
    return (*rights, *burden, *rules.limits)


def beside(carried: Carried) -> tuple[Provision, ...]:
    """Cite what is special in the facts: joint award, mode, selective admission, status, title."""
    kind = carried.case.facts.qualification_type
    special = tuple(
        it
        for topic in _special_topics(carried)
        for it in carried.on(topic)
        if it.speaks_to(kind)
        and it.effect is not Effect.NONE
        and Term.NOTIFIED_EXTRA_EXAMINATION not in it.terms
    )
    return (*special, *never_more_than_at_home(carried))


def never_more_than_at_home(carried: Carried) -> tuple[Provision, ...]:
    """Find the cap of the convention that leads: no more rights than in the awarding country (1983, 1.1c)."""
    return tuple(
        it
        for id_ in carried.first
        for it in carried.case.provisions(id_, "legal_consequence")
        if Term.NEVER_MORE_THAN_AT_HOME in it.terms
    )


def _special_topics(carried: Carried) -> list[str]:
    facts = carried.case.facts
    topics = []
    if facts.is_joint:
        topics.append("joint_degree")
    if facts.mode in (Mode.ONLINE, Mode.BLENDED):
        topics.append("non_traditional")
    if carried.is_selective_admission:
        topics += ["additional_requirements", "selective_admission"]
    if facts.holder_status is HolderStatus.STATELESS:
        topics += ["non_discrimination", "beneficiaries"]
    if facts.purpose.title:
        topics.append("legal_consequence")
    return topics
