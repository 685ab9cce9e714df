"""The facts of an application in the vocabulary of the rules. Nothing is guessed: the unknown is left out.

Three facts are true or missing and never false, because nobody says no to them: the file is complete or still
to be completed, the issuer has confirmed or is still to be asked, the assessment is closed or still open.
"""

from services.credentials.domain.evaluation.circumstances import Profession
from services.credentials.domain.evaluation.facts import (
    Application,
    Award,
    Documents,
    HolderStatus,
    Purpose,
    QualificationType,
)
from shared.kernel.continuity import answering_state

DISPLACED = frozenset({HolderStatus.REFUGEE, HolderStatus.REFUGEE_LIKE, HolderStatus.INTERNALLY_DISPLACED})
"""Statelessness alone is no displacement; the articles on refugees do not name it (Lisbon VII)."""

CAMPUS = "campus"
"""The mode of study that is attendance."""

NOTHING_MORE_SHOWN: dict[str, object] = {
    "assessment.closed": True,
    "substantial_differences": [],
    "fraud.established": False,
}
"""The facts of a case in which nothing more will be shown: what is left is what the law presumes."""


def case_facts(application: Application) -> dict[str, object]:
    """Give the facts that rules read; None marks one that is missing."""
    award, assessment = application.award, application.assessment
    state, _ = answering_state(_provider(award), application.legal_date)
    host, _ = answering_state(application.recognition_country, application.legal_date)
    abroad = award.delivery_country is not None and award.delivery_country != _provider(award)
    return {
        "award.state": state,
        "award.kind": award.qualification_type.value,
        "award.joint": bool(award.joint_partners)
        or award.qualification_type is QualificationType.JOINT_DEGREE,
        "award.joint_partners": list(award.joint_partners),
        "award.verified_with_issuer": award.verified_with_issuer or None,
        "award.institution_recognised_at_award": award.institution_recognised_at_award,
        "award.retroactive_recognition_confirmed": _confirmation(award, abroad=abroad),
        "award.institution_sector": award.institution_sector,
        "award.quality_assured": award.quality_assured,
        "award.transnational": abroad,
        "award.taught_in_host_state": abroad and award.delivery_country == application.recognition_country,
        "award.programme_listed": award.programme_listed_by_provider_country,
        "award.non_traditional": _non_traditional(application),
        "host.state": host,
        "holder.displaced": application.holder_status in DISPLACED,
        "holder.lacks_papers": award.documents is not Documents.FULL,
        "documents.complete": award.documents is Documents.FULL or None,
        "purpose.study": application.purpose in {Purpose.ACCESS, Purpose.FURTHER_STUDY},
        "purpose.work": application.purpose is Purpose.WORK,
        "purpose.names_profession": application.profession is not None,
        "purpose.listed_profession": application.profession not in {None, Profession.OTHER},
        "decider.institution": application.competent_decider == "institution",
        "decision.overdue": application.decision_overdue,
        "assessment.closed": assessment.closed or None,
        "substantial_differences": [
            {"grave": it.grave, "shown": it.is_shown, "leaves": it.leaves.value}
            for it in assessment.differences
        ],
        "fraud.established": assessment.fraud is not None,
        **application.circumstances.facts(),
    }


def facts_of_old(application: Application) -> dict[str, object]:
    """Give the facts as they were read before applications could state circumstances (`ruling/1`).

    The mode of study was kept and not read; that a programme is selective or asks for more was taken for
    false.
    """
    unread = {
        "award.non_traditional": None,
        "purpose.selective": False,
        "purpose.specific_requirements": False,
    }
    return {**case_facts(application), **unread}


def _non_traditional(application: Application) -> bool | None:
    """Online, blended or through prior learning; not known where neither mode nor prior learning is."""
    prior_learning, mode = application.circumstances.prior_learning, application.award.mode
    if prior_learning is not None and prior_learning.value:
        return True
    return None if mode is None else mode != CAMPUS


def _provider(award: Award) -> str:
    """Name the State whose system the award belongs to, wherever the teaching took place."""
    return award.provider_country or award.country


def _confirmation(award: Award, *, abroad: bool) -> bool | None:
    """Ask for the awarding State's confirmation only where something has to be confirmed."""
    if award.retroactive_recognition_confirmed is not None:
        return award.retroactive_recognition_confirmed
    uncounted = abroad and award.programme_listed_by_provider_country is False
    return None if uncounted or award.institution_recognised_at_award is False else False
