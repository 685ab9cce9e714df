"""The answer as the JSON document of the worked scenarios, with further fields."""

from collections.abc import Mapping

from services.conventions.domain.legal_basis.answer import Considered, LegalBasis, Step
from shared.kernel.canonical import Json
from shared.kernel.evidence import TrustMark

NOTES = {
    TrustMark.VERIFIED: None,
    TrustMark.PROVISIONAL: "not confirmed with the depositary",
    TrustMark.GAP: "a fact that matters here is not established",
}
"""What a reader must be told with each mark."""


def as_document(basis: LegalBasis) -> dict[str, Json]:
    """Write `basis` with the field names of `expected` in the worked scenarios."""
    return {
        "binding_instruments": list(basis.binding_instruments),
        "not_binding": [{"id": it.id, "reason": it.reason.value} for it in basis.not_binding],
        "soft_instruments": list(basis.soft_instruments),
        "governing": [
            {"instrument": it.instrument, "article": it.article, "topic": it.topic} for it in basis.governing
        ],
        "presumption": basis.presumption.value,
        "burden_on": basis.burden_on.value,
        "authority_must": list(basis.authority_must),
        "deadline": basis.deadline,
        "appeal": basis.appeal,
        "outcome_class": basis.outcome_class.value,
        "host_only_duties": list(basis.host_only_duties),
        "standing_host_duties": list(basis.standing_host_duties),
        "considered": [_considered(it) for it in basis.considered],
        "trust": {"mark": basis.trust.value, "note": NOTES[basis.trust]},
        "warnings": list(basis.warnings),
        "reasons": [_step(it) for it in basis.reasons],
        "reference_data": basis.reference_data,
    }


def _considered(it: Considered) -> Mapping[str, Json]:
    return {
        "id": it.id,
        "binds": it.binds,
        "reason": it.reason.value if it.reason else None,
        "named": it.named,
        "trust": it.trust.value,
        "savings": it.savings,
        "states": [
            {
                "state": side.state,
                "standing": side.standing,
                "in_force": side.in_force,
                "trust": side.trust.value,
            }
            for side in it.states
        ],
    }


def _step(it: Step) -> Mapping[str, Json]:
    return {"step": it.step, "instrument": it.instrument, "article": it.article, "text": it.text}
