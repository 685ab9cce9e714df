"""Evaluations as JSON and back: the one form that is stored and answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from services.credentials.domain.evaluation.evaluation import Caveat, Decided, Evaluation
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.legal_basis import Citation, LegalBasis
from services.credentials.domain.evaluation.provisions import Provision
from services.credentials.domain.evaluation.recommendation import Need, Recommendation
from services.credentials.domain.evaluation.ruling import FIRST_FORMAT

_APPLICATION = TypeAdapter(Application)
_RECOMMENDATION = TypeAdapter(Recommendation)
_CAVEATS = TypeAdapter(tuple[Caveat, ...])
_HOLDING = TypeAdapter(tuple[Provision, ...])
_OPEN = TypeAdapter(tuple[Need, ...])


def read_legal_basis(document: dict[str, Any]) -> LegalBasis:
    """Read an answer of `POST /v1/legal-basis:resolve`. Raises KeyError where it lacks what is needed."""
    return LegalBasis(
        binding_instruments=tuple(document["binding_instruments"]),
        governing=tuple(
            Citation(it["instrument"], it["article"], it["topic"]) for it in document["governing"]
        ),
        presumption=document["presumption"],
        outcome_class=document["outcome_class"],
        trust_mark=document["trust"]["mark"],
        reference_data=document["reference_data"],
        document=document,
    )


def read_decided(document: dict[str, Any]) -> tuple[Application, Decided] | None:
    """Read the case and what decided it; None for a document from before evaluations named their release.

    One that names no format of its ruling is of the first.
    """
    if document.get("release") is None:
        return None
    decided = Decided(
        document["release"],
        date.fromisoformat(document["knowledge_date"]),
        document["trace_hash"],
        document.get("ruling") or FIRST_FORMAT,
    )
    return read_application(document["application"]), decided


def read_application(document: Mapping[str, Any]) -> Application:
    """Read a case as it was kept."""
    return _APPLICATION.validate_python(document)


def write_recommendation(application: Application, recommendation: Recommendation) -> dict[str, Any]:
    """Write what was recommended for a case, and the case."""
    written = _RECOMMENDATION.dump_python(recommendation, mode="json")
    return {
        **{part: written[part] for part in ("outcome", "reasons", "needs", "grounds")},
        "application": _APPLICATION.dump_python(application, mode="json"),
    }


def write_evaluation(evaluation: Evaluation) -> dict[str, Any]:
    """Write an evaluation as its public document."""
    return {
        "id": str(evaluation.id),
        **write_recommendation(evaluation.application, evaluation.recommendation),
        "provisions": _HOLDING.dump_python(evaluation.provisions.holding, mode="json"),
        "open_provisions": _OPEN.dump_python(evaluation.provisions.open, mode="json"),
        "legal_basis": dict(evaluation.legal_basis.document),
        "warnings": _CAVEATS.dump_python(evaluation.caveats, mode="json"),
        "facts_hash": evaluation.application.facts_hash,
        "reference_data": evaluation.legal_basis.reference_data,
        "release": evaluation.decided.release,
        "knowledge_date": evaluation.decided.knowledge_date.isoformat(),
        "trace_hash": evaluation.decided.trace_hash,
        "ruling": evaluation.decided.form,
        "created_at": evaluation.created_at.isoformat(),
    }
