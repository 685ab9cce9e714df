"""The parts of an answer as JSON: one form, whether a check was asked alone or among a million."""

from services.credentials.domain.equivalence.award import Award, Rights
from services.credentials.domain.equivalence.conclusion import Conclusion
from services.credentials.domain.equivalence.legal import LegalBasis
from services.credentials.domain.equivalence.marks import Marks
from services.credentials.domain.equivalence.standing import Standing
from services.credentials.domain.qualifications.comparison import Comparison, Counterpart
from services.credentials.domain.qualifications.levels import Level
from services.credentials.domain.qualifications.model import Kind, Qualification
from shared.kernel.canonical import Json

Document = dict[str, Json]


def of_conclusion(it: Conclusion) -> Document:
    """Write outcome, missing facts and confidence."""
    return {
        "outcome": it.outcome,
        "missing": [
            {"fact": one.fact, "owed_by": one.owed_by, "evidence": list(one.evidence), "text": one.text}
            for one in it.missing
        ],
        "confidence": {
            "trust": it.confidence.mark,
            "score": it.confidence.score,
            "facts": dict(it.confidence.facts),
        },
    }


def of_award(it: Award) -> Document:
    """Write the qualification and its levels."""
    found, levels = it.qualification, it.levels
    return {
        "named": it.naming,
        **(_names(found) if found else {"id": None, "name": None, "english": None}),
        "kind": it.kind,
        "isced": it.isced,
        "national_level": _level(levels.national) if levels else None,
        "eqf": _level(levels.eqf) if levels else None,
        "qf_ehea": _level(levels.qf_ehea) if levels else None,
        "candidates": [_names(one) for one in it.candidates],
        "near": [_names(one) for one in it.near],
        "trust": found.mark if found else "gap",
        "source": found.evidence.source if found else None,
    }


def of_comparison(it: Comparison | None) -> Document:
    """Write what the host awards at the level."""
    if it is None:
        return {"outcome": "qualification_unknown", "isced": None, "qualifications": [], "trust": "gap"}
    nearest = it.nearest
    return {
        "outcome": it.outcome,
        "isced": nearest.isced if nearest else None,
        "qualifications": [_counterpart(one) for one in it.counterparts],
        "trust": it.mark,
    }


def of_rights(it: Rights) -> Document:
    """Write the rights that both qualifications give."""
    return {"at_home": _kinds(it.at_home), "limits": it.limits, "in_host": _kinds(it.in_host)}


def of_legal(it: LegalBasis) -> Document:
    """Write the legal basis."""
    return {
        "duty": it.duty,
        "possible": list(it.open),
        "binding_instruments": list(it.binding),
        "answering_state": it.answering_state,
        **it.procedure,
        "assumed": dict(it.assumed),
        "citations": [
            {
                "topic": one.slot,
                "instrument": one.instrument,
                "articles": list(one.articles),
                "rule": f"{one.rule}/{one.version}",
                "act": one.act,
                "title": one.title,
                "trust": one.trust,
            }
            for one in it.citations
        ],
        "trust": it.mark,
    }


def of_marks(it: Marks) -> Json:
    """Write the conversion of the grade; None where none was given."""
    return None if it.document is None else dict(it.document)


def of_standing(it: Standing) -> Document:
    """Write the institution and its status at the award date."""
    return {
        "identified": it.identification,
        "id": it.institution,
        "name": it.name,
        "score": None if it.score is None else round(it.score, 4),
        "recognised_at_award": it.verdict,
        "reason": it.reason,
        "notes": list(it.notes),
        "sources": list(it.sources),
        "trust": it.mark,
    }


def _counterpart(it: Counterpart) -> Document:
    found = it.qualification
    return {
        **_names(found),
        "kind": found.kind,
        "isced": found.isced,
        "national_level": found.framework_level,
        "eqf": found.eqf,
        "closeness": it.closeness,
        "reasons": [{"code": one.code, "text": one.text} for one in it.reasons],
    }


def _kinds(them: frozenset[Kind] | None) -> Json:
    return None if them is None else sorted(it.value for it in them)


def _names(it: Qualification) -> Document:
    return {"id": it.id, "name": it.names[0][1] if it.names else it.english, "english": it.english}


def _level(it: Level) -> Document:
    return {"value": it.value, "standing": it.standing, "by": it.by.isoformat() if it.by else None}
