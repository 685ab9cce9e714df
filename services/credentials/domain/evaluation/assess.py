"""From the facts of a case and its legal basis to a recommendation. Pure; the steps run in legal order.

Each step either settles the case or passes it on: fraud, scope, missing evidence, then the effect that
the governing provisions give. The presumption stands until the authority shows otherwise.
"""

from collections.abc import Callable

from services.credentials.domain.evaluation.facts import Application, Documents, Remainder
from services.credentials.domain.evaluation.legal_basis import Citation, LegalBasis
from services.credentials.domain.evaluation.recommendation import (
    Need,
    Outcome,
    Party,
    Reason,
    Recommendation,
    reason,
)

PRESUMPTION = "recognise_unless_substantial_difference"
SUBSTANCE = ("he_qualification", "access_qualification", "period_of_study", "joint_degree", "refugees")

Step = Callable[[Application, LegalBasis], Recommendation | None]


def assess(application: Application, basis: LegalBasis) -> Recommendation:
    """Recommend an outcome for `application` under `basis`."""
    for step in STEPS:
        settled = step(application, basis)
        if settled is not None:
            return settled
    return _left_to_national_law(basis)


def _fraud(application: Application, basis: LegalBasis) -> Recommendation | None:
    finding = application.assessment.fraud
    if finding is None:
        return None
    text = "Fraud is established: " + finding.evidence
    cited = _first(basis, "fraud", "documents", "information_basis")
    return Recommendation(Outcome.REFUSE, (reason("fraud_established", text, cited),), grounds=(finding,))


def _profession(_application: Application, basis: LegalBasis) -> Recommendation | None:
    if basis.outcome_class != "directive_automatic":
        return None
    cited = _first(basis, "regulated_profession")
    text = "The licence to practise follows the law on the profession; the conventions give no licence."
    return Recommendation(Outcome.OUT_OF_SCOPE, (reason("regulated_profession", text, cited),))


def _material_scope(application: Application, basis: LegalBasis) -> Recommendation | None:
    if basis.outcome_class != "out_of_material_scope_pending_confirmation":
        return None
    cited = _first(basis, "scope", *SUBSTANCE)
    text = "The institution was not recognised by the awarding State when it made the award."
    if application.award.retroactive_recognition_confirmed is False:
        text += " That State has not confirmed recognition afterwards."
        return Recommendation(Outcome.OUT_OF_SCOPE, (reason("outside_material_scope", text, cited),))
    need = Need(
        "award.retroactive_recognition_confirmed",
        Party.AWARDING_STATE,
        ("written confirmation of the awarding State's competent authority",),
        "Whether the awarding State recognises the award all the same.",
    )
    return Recommendation(Outcome.NEEDS, (reason("scope_to_be_confirmed", text, cited),), (need,))


def _no_duty(_application: Application, basis: LegalBasis) -> Recommendation | None:
    if basis.outcome_class != "national_law_only":
        return None
    text = "No instrument binds the two States for this case on the legal date; national law decides."
    return Recommendation(Outcome.OUT_OF_SCOPE, (Reason("no_binding_instrument", text),))


def _automatic(application: Application, basis: LegalBasis) -> Recommendation | None:
    if basis.outcome_class != "automatic_level_recognition":
        return None
    award = application.award
    checks = (
        ("award.quality_assured", award.quality_assured, ("register of quality assurance",), Party.AUTHORITY),
        (
            "award.institution_recognised_at_award",
            award.institution_recognised_at_award,
            ("register of recognised institutions",),
            Party.AUTHORITY,
        ),
    )
    missing = tuple(
        Need(fact, owed_by, evidence, "A condition of automatic recognition that is not yet known.")
        for fact, value, evidence, owed_by in checks
        if value is None
    )
    cited = _first(basis, *SUBSTANCE)
    if missing:
        text = "The level is recognised automatically once its conditions are confirmed."
        return Recommendation(Outcome.NEEDS, (reason("automatic_level_conditions", text, cited),), missing)
    if all(value for _, value, _, _ in checks):
        text = "The level is recognised by treaty, without any procedure."
        return Recommendation(Outcome.RECOGNISE, (reason("automatic_level", text, cited),))
    return None


def _evidence(application: Application, basis: LegalBasis) -> Recommendation | None:
    award = application.award
    without_papers = award.documents is not Documents.FULL
    if application.holder_status is not None and without_papers:
        return None  # the refugee clauses forbid refusing or waiting merely for papers
    needs = []
    if without_papers:
        needs.append(
            Need(
                "award.documents",
                Party.APPLICANT,
                ("diploma", "transcript", "diploma supplement"),
                "The documents that show the qualification.",
            )
        )
    if award.verified_with_issuer is not True:
        needs.append(
            Need(
                "award.verified_with_issuer",
                Party.ISSUER,
                ("reply of the awarding institution", "signed digital credential"),
                "Confirmation that the institution made the award.",
            )
        )
    if not needs:
        return None
    text = "The authority decides on adequate information, which is not complete yet."
    cited = _first(basis, "documents", "information_basis", "time_limit")
    return Recommendation(Outcome.NEEDS, (reason("information_incomplete", text, cited),), tuple(needs))


def _shown_differences(application: Application, basis: LegalBasis) -> Recommendation | None:
    shown = tuple(it for it in application.assessment.differences if it.is_shown_and_substantial)
    if not shown or basis.presumption != PRESUMPTION:
        return None  # only the presumption knows this test; Buenos Aires and the first generation do not
    substance = _first(basis, *SUBSTANCE)
    burden = _first(basis, "burden_of_proof")
    reasons = [
        reason("substantial_difference", f"Substantial difference in {it.aspect}: {it.evidence}", substance)
        for it in shown
    ]
    reasons.append(reason("burden_met", "The authority has shown the difference.", burden))
    whole = any(it.leaves is Remainder.NOTHING for it in shown)
    return Recommendation(Outcome.REFUSE if whole else Outcome.PARTIAL, tuple(reasons), grounds=shown)


def _open_assessment(application: Application, basis: LegalBasis) -> Recommendation | None:
    if application.assessment.closed:
        return None
    need = Need(
        "assessment.closed",
        Party.AUTHORITY,
        ("comparison with the corresponding qualification",),
        "The assessment: recognition follows unless it shows a substantial difference.",
    )
    if basis.presumption == PRESUMPTION:
        code, text = "presumption_of_recognition", "Recognition is presumed while the assessment is open."
    else:
        code, text = "right_to_assessment", "The holder has a right to an assessment, which is still open."
    cited = _first(basis, *SUBSTANCE, "right_to_assessment")
    return Recommendation(Outcome.NEEDS, (reason(code, text, cited),), (need,))


def _duty_to_recognise(_application: Application, basis: LegalBasis) -> Recommendation | None:
    text = DUTIES.get(basis.presumption)
    if text is None:
        return None
    reasons = [reason(basis.presumption, text, cited) for cited in basis.cite(*SUBSTANCE)]
    reasons += [
        reason("burden_not_met", "No substantial difference was shown; the burden is the authority's.", cited)
        for cited in basis.cite("burden_of_proof")
    ]
    return Recommendation(Outcome.RECOGNISE, tuple(reasons) or (Reason(basis.presumption, text),))


DUTIES = {
    PRESUMPTION: ("The qualification is recognised: no substantial difference has been shown."),
    "recognise": "The qualification is recognised under a duty without further test.",
}
"""The presumptions that oblige to recognise once the assessment is closed without a shown difference."""

STEPS: tuple[Step, ...] = (
    _fraud,
    _profession,
    _material_scope,
    _no_duty,
    _automatic,
    _evidence,
    _shown_differences,
    _open_assessment,
    _duty_to_recognise,
)


def _left_to_national_law(basis: LegalBasis) -> Recommendation:
    """Nothing in the treaties carries recognition further, and nothing in them carries a refusal."""
    text = "The treaty leaves the measure to national law, under which the authority decides."
    cited = _first(basis, *SUBSTANCE, "foreign_provider")
    return Recommendation(Outcome.OUT_OF_SCOPE, (reason("national_law_decides", text, cited),))


def _first(basis: LegalBasis, *topics: str) -> Citation | None:
    found = basis.cite(*topics)
    return found[0] if found else None
