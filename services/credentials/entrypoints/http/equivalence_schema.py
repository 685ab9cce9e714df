"""What `/v1/equivalences` takes and gives, for OpenAPI: made from the vocabulary itself."""

from enum import Enum
from typing import Any

from services.credentials.adapters.batches.flat import COLUMNS as FLAT
from services.credentials.adapters.batches.writing import CSV, NDJSON, PARQUET
from services.credentials.domain.equivalence.award import Naming
from services.credentials.domain.equivalence.legal import Recognition
from services.credentials.domain.equivalence.request import FIELDS, REQUIRED
from services.credentials.domain.equivalence.standing import Identification
from services.credentials.domain.equivalence.values import LONGEST, Purpose
from services.credentials.domain.evaluation.facts import HolderStatus
from services.credentials.domain.qualifications.comparison import Closeness, Comparability
from services.credentials.domain.register.status import Verdict
from shared.kernel.evidence import TrustMark

Json = dict[str, Any]

TEXT: Json = {"type": "string", "maxLength": LONGEST}
PLAIN: Json = {"type": "string"}
OR_NULL: Json = {"type": ["string", "null"]}
TEXTS: Json = {"type": "array", "items": PLAIN}
TEXTS_OR_NULL: Json = {"type": ["array", "null"], "items": PLAIN}
COUNTRY: Json = {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 3166-1 alpha-3"}
DAY: Json = {"type": "string", "format": "date"}


def _coded(kind: type[Enum]) -> Json:
    return {"type": "string", "enum": [it.value for it in kind]}


def _object(properties: Json, **more: Any) -> Json:
    return {"type": "object", "properties": properties, **more}


_FIELDS: dict[str, Json] = {
    **dict.fromkeys(FIELDS, TEXT),
    **dict.fromkeys(("award_country", "host_country"), COUNTRY),
    **dict.fromkeys(("award_date", "legal_date", "known_at"), DAY),
    "purpose": _coded(Purpose),
    "holder_status": _coded(HolderStatus),
    "grade": {"type": ["string", "number"], "description": "as the transcript has it"},
    "qualification": {**TEXT, "description": "the name on the diploma, in any language, or an id"},
    "institution": {**TEXT, "description": "a name in any script, or an identifier such as ror:…"},
}

REQUEST: Json = _object(_FIELDS, required=list(REQUIRED), additionalProperties=False)

EXAMPLE: Json = {
    "award_country": "FRA",
    "qualification": "Licence",
    "award_date": "2015-07-01",
    "host_country": "NOR",
    "purpose": "further study",
}

CHECK: Json = {
    "required": True,
    "content": {"application/json": {"schema": REQUEST, "example": EXAMPLE}},
}

PARAMETERS: list[Json] = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": f"fills {field} where a check leaves it out",
    }
    for name, field, schema in (
        ("as_of", "legal_date", DAY),
        ("host", "host_country", COUNTRY),
        ("purpose", "purpose", _coded(Purpose)),
    )
]

_QUALIFICATION = {"id": OR_NULL, "name": OR_NULL, "english": OR_NULL}
_LEVEL: Json = {
    "type": ["object", "null"],
    "properties": {"value": OR_NULL, "standing": PLAIN, "by": OR_NULL},
}

_ANSWER: Json = _object(
    {
        "outcome": _coded(Recognition),
        "missing": {
            "type": "array",
            "items": _object({"fact": PLAIN, "owed_by": PLAIN, "evidence": TEXTS, "text": PLAIN}),
        },
        "confidence": _object(
            {
                "trust": _coded(TrustMark),
                "score": {"type": ["number", "null"], "description": "the lowest of the facts' confidences"},
                "facts": {"type": "object", "additionalProperties": {"type": "number"}},
            }
        ),
        "qualification": _object(
            {
                "named": _coded(Naming),
                **_QUALIFICATION,
                "kind": OR_NULL,
                "isced": {"type": ["integer", "null"]},
                "national_level": _LEVEL,
                "eqf": _LEVEL,
                "qf_ehea": _LEVEL,
                "candidates": {"type": "array", "items": _object(_QUALIFICATION)},
                "near": {
                    "type": "array",
                    "items": _object(_QUALIFICATION),
                    "description": "where nothing has the name: those that look alike; nothing follows",
                },
                "trust": _coded(TrustMark),
                "source": OR_NULL,
            }
        ),
        "comparable": _object(
            {
                "outcome": {
                    "type": "string",
                    "enum": [*(it.value for it in Comparability), "qualification_unknown"],
                },
                "isced": {"type": ["integer", "null"]},
                "qualifications": {
                    "type": "array",
                    "items": _object({**_QUALIFICATION, "closeness": _coded(Closeness)}),
                },
                "trust": _coded(TrustMark),
            }
        ),
        "access": _object({"at_home": TEXTS_OR_NULL, "limits": OR_NULL, "in_host": TEXTS_OR_NULL}),
        "legal_basis": _object(
            {
                "duty": OR_NULL,
                "possible": TEXTS,
                "binding_instruments": TEXTS,
                "answering_state": {
                    **OR_NULL,
                    "description": "the State that answers for a former awarding State; null for one that "
                    "still exists, and where only the seat of the institution would tell",
                },
                "burden_of_proof": OR_NULL,
                "time_limit": OR_NULL,
                "appeal": OR_NULL,
                "assumed": {"type": "object", "description": "what was assumed of the ordinary case"},
                "citations": {"type": "array", "items": {"type": "object"}},
                "trust": _coded(TrustMark),
            }
        ),
        "institution": _object(
            {
                "identified": _coded(Identification),
                "id": OR_NULL,
                "name": OR_NULL,
                "score": {"type": ["number", "null"]},
                "recognised_at_award": _coded(Verdict),
                "reason": OR_NULL,
                "notes": TEXTS,
                "sources": TEXTS,
                "trust": _coded(TrustMark),
            }
        ),
        "grade": {"type": ["object", "null"]},
        "trace": _object({"facts": PLAIN, "answer": PLAIN, "reference_data": {"type": "object"}}),
    }
)

ANSWER: Json = {"description": "The answer", "content": {"application/json": {"schema": _ANSWER}}}

COMPARE: Json = {
    "required": True,
    "content": {
        "application/json": {
            "schema": _object({"left": REQUEST, "right": REQUEST}, required=["left", "right"]),
            "example": {"left": EXAMPLE, "right": {**EXAMPLE, "host_country": "USA"}},
        }
    },
}

COMPARISON: Json = {
    "description": "Both answers, and where they differ",
    "content": {
        "application/json": {
            "schema": _object(
                {
                    "differences": {
                        "type": "array",
                        "items": _object({"pointer": PLAIN, "left": {}, "right": {}}),
                    },
                    "left": _ANSWER,
                    "right": _ANSWER,
                }
            )
        }
    },
}

_TABLE = {"schema": {"type": "string", "format": "binary"}}

BATCH: Json = {
    "required": True,
    "description": f"one check a row, with an optional key; columns or members: key, {', '.join(FIELDS)}",
    "content": {CSV: _TABLE, NDJSON: _TABLE, PARQUET: _TABLE},
}

RESULTS: Json = {
    "description": (
        "A row for each row sent, in order. NDJSON holds the whole answer or the errors; CSV and Parquet the "
        f"columns {', '.join(FLAT)}. In CSV a text that a spreadsheet would run has an apostrophe in front."
    ),
    "content": {CSV: _TABLE, NDJSON: _TABLE, PARQUET: _TABLE},
}
