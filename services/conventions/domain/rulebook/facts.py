"""The facts of a case in the vocabulary of the rules. Nothing is guessed: what is not known is left out.

Two facts are true or missing and never false, because nobody says no to them: the file is complete or still
to be completed, the issuer has confirmed or is still to be asked. Where free words name work, a study named
beside it ("work with my master's degree") is taken for the award and not for the purpose.
"""

from services.conventions.domain.case.facts import Facts
from services.conventions.domain.vocabulary import Decider, Documents, Mode
from shared.kernel.continuity import answering_state

NOTHING_SHOWN = {"assessment.closed": True, "substantial_differences": [], "fraud.established": False}
"""The facts of a case in which nothing more will be shown: what is left is what the law presumes."""


def rule_facts(facts: Facts) -> dict[str, object]:
    """Give the facts that rules read; None marks one that is missing."""
    award, _ = answering_state(facts.awarding_state, facts.decision_date)
    host, _ = answering_state(facts.recognition_country, facts.decision_date)
    purpose = facts.purpose
    return {
        "award.state": award,
        "award.kind": facts.qualification_type.value,
        "award.joint": facts.is_joint,
        "award.joint_partners": list(facts.joint_partners),
        "award.verified_with_issuer": facts.verified_with_issuer or None,
        "award.institution_recognised_at_award": facts.institution_recognised_at_award,
        "award.retroactive_recognition_confirmed": _confirmation(facts),
        "award.institution_sector": facts.institution_sector and facts.institution_sector.value,
        "award.quality_assured": facts.quality_assured,
        "award.transnational": facts.is_transnational,
        "award.taught_in_host_state": facts.hosts_the_provider,
        "award.programme_listed": facts.programme_listed_by_provider_country,
        "award.non_traditional": None if facts.mode is None else facts.mode is not Mode.CAMPUS,
        "host.state": host,
        "holder.displaced": facts.is_displaced,
        "holder.lacks_papers": facts.lacks_papers,
        "documents.complete": facts.documents is Documents.FULL or None,
        "purpose.study": purpose.study and not purpose.work,
        "purpose.work": purpose.work,
        "purpose.selective": purpose.selective,
        "purpose.specific_requirements": purpose.selective,
        "purpose.names_profession": purpose.names_a_profession,
        "purpose.listed_profession": purpose.listed_profession,
        "decider.institution": facts.competent_decider is Decider.INSTITUTION,
        "decision.overdue": facts.decision_overdue is True,
    }


def _confirmation(facts: Facts) -> bool | None:
    """Ask for the awarding State's confirmation only where something has to be confirmed."""
    if facts.retroactive_recognition_confirmed is not None:
        return facts.retroactive_recognition_confirmed
    uncounted = facts.is_transnational and facts.programme_listed_by_provider_country is False
    return None if uncounted or facts.institution_recognised_at_award is False else False
