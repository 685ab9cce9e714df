"""What `POST /v1/legal-basis:resolve` takes and gives, for OpenAPI: made from the vocabulary itself."""

from enum import Enum
from typing import Any

from services.conventions.domain.case.reading import FIELDS, REQUIRED
from services.conventions.domain.vocabulary import (
    Burden,
    Decider,
    Documents,
    HolderStatus,
    Legalisation,
    Level,
    Mode,
    OutcomeClass,
    Presumption,
    QualificationType,
    Reason,
    Sector,
)
from shared.kernel.evidence import TrustMark

Json = dict[str, Any]

COUNTRY: Json = {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 3166-1 alpha-3"}
DAY: Json = {"type": "string", "format": "date"}
TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}
TEXT: Json = {"type": "string"}
KNOWN_OR_NOT: Json = {"type": ["boolean", "null"], "description": "absent or null: not known"}
TEXTS: Json = {"type": "array", "items": TEXT}


def _coded(kind: type[Enum]) -> Json:
    return {"type": "string", "enum": [it.value for it in kind]}


def _listed(properties: Json) -> Json:
    return {"type": "array", "items": {"type": "object", "properties": properties}}


_TYPES: dict[str, Json] = {
    **dict.fromkeys(
        ("award_country", "recognition_country", "provider_country", "delivery_country"), COUNTRY
    ),
    **dict.fromkeys(("decision_date", "award_date", "known_at"), DAY),
    **dict.fromkeys(("note", "delivery", "purpose"), TEXT),
    "qualification_type": _coded(QualificationType),
    "level": _coded(Level),
    "holder_status": _coded(HolderStatus),
    "documents": _coded(Documents),
    "legalisation": _coded(Legalisation),
    "institution_sector": _coded(Sector),
    "mode": _coded(Mode),
    "competent_decider": _coded(Decider),
    "joint_partners": {"type": "array", "items": COUNTRY},
    "reservations": _listed({"state": COUNTRY, "instrument": TEXT, "article": TEXT}),
    "hypothetical_parties": _listed({"instrument_id": TEXT, "iso3": TEXT, "in_force": DAY}),
}

FACTS: Json = {
    "type": "object",
    "required": list(REQUIRED),
    "additionalProperties": False,
    "properties": {name: _TYPES.get(name, KNOWN_OR_NOT) for name in FIELDS},
}

REQUEST: Json = {
    "required": True,
    "content": {
        "application/json": {
            "schema": FACTS,
            "example": {
                "award_country": "ALB",
                "recognition_country": "NOR",
                "decision_date": "2010-03-01",
                "qualification_type": "degree",
            },
        }
    },
}

ANSWER: Json = {
    "description": "The legal basis",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "binding_instruments": TEXTS,
                    "not_binding": _listed({"id": TEXT, "reason": _coded(Reason)}),
                    "soft_instruments": TEXTS,
                    "governing": _listed({"instrument": TEXT, "article": TEXT, "topic": TEXT}),
                    "presumption": _coded(Presumption),
                    "burden_on": _coded(Burden),
                    "authority_must": TEXTS,
                    "deadline": TEXT,
                    "appeal": TEXT,
                    "outcome_class": _coded(OutcomeClass),
                    "host_only_duties": TEXTS,
                    "standing_host_duties": TEXTS,
                    "considered": _listed({}),
                    "trust": {
                        "type": "object",
                        "properties": {"mark": _coded(TrustMark), "note": {"type": ["string", "null"]}},
                    },
                    "warnings": TEXTS,
                    "reasons": _listed(
                        {"step": TEXT, "instrument": TEXT_OR_NULL, "article": TEXT_OR_NULL, "text": TEXT}
                    ),
                    "reference_data": TEXT,
                },
            }
        }
    },
}
