"""From the contracts of cases to the domain."""

from services.indicators.domain.recognition.cases import (
    UNKNOWN,
    Appealed,
    AppealEnded,
    AppealResult,
    CaseEvent,
    Decided,
    Opened,
    Outcome,
    Profile,
)
from shared.contracts.casework import (
    AppealDecided,
    CaseAppealed,
    CaseAppealedV2,
    CaseDecided,
    CaseOpened,
    CaseProfile,
    InformationRequested,
    InformationSupplied,
)
from shared.contracts.envelope import Event


def is_counted(event: Event) -> bool:
    """Say whether an event of a case is counted.

    What the applicant owed in between is kept in the log and counted nowhere: the time to a decision is told
    as the applicant lives it, from the application on.
    """
    return not isinstance(event.data, InformationRequested | InformationSupplied)


def case_event_from(event: Event) -> CaseEvent:
    """Read one of the counted events of a case. Raises TypeError on an event of another type."""
    match event.data:
        case CaseOpened() as it:
            return Opened(it.application_id, event.tenant, _profile(it.profile), it.opened_at)
        case CaseDecided() as it:
            outcome = Outcome(it.outcome)
            return Decided(it.application_id, event.tenant, it.decision_id, outcome, it.decided_at)
        case CaseAppealed() | CaseAppealedV2() as it:
            return Appealed(it.application_id, event.tenant, it.appeal_id, it.decision_id, it.lodged_at)
        case AppealDecided() as it:
            result = AppealResult(it.result)
            return AppealEnded(it.application_id, event.tenant, it.appeal_id, result, it.decided_at)
        case _:
            raise TypeError(f"{event.type} is no event of a case that is counted")


def _profile(it: CaseProfile) -> Profile:
    return Profile(
        origin=it.qualification_country,
        host=it.recognition_country,
        qualification_type=it.qualification_type,
        level=it.level or UNKNOWN,
        field=it.field or UNKNOWN,
        sex=it.sex or UNKNOWN,
        age=it.age_band or UNKNOWN,
        legal_status=it.legal_status or UNKNOWN,
        documents=it.documents or UNKNOWN,
        institution=it.awarding_institution or UNKNOWN,
    )
