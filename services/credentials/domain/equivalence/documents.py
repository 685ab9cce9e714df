"""The parts of an answer as JSON: one form, whether a check was asked alone or among a million."""

from services.credentials.domain.equivalence.conclusion import Conclusion
from services.credentials.domain.equivalence.legal import LegalBasis
from services.credentials.domain.equivalence.placement import Placement
from services.credentials.domain.equivalence.standing import Standing
from services.credentials.domain.qualifications.comparison import Comparison, Counterpart
from services.credentials.domain.qualifications.levels import Level
from services.credentials.domain.qualifications.model import Qualification
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


def of_placement(it: Placement) -> Document:
    """Write the qualification, its counterpart and the rights that each gives."""
    return {
        "qualification": _qualification(it),
        "comparable": _comparable(it.comparison),
        "access": _access(it),
    }


def of_legal(it: LegalBasis) -> Document:
    """Write the legal basis."""
    return {
        "duty": it.duty,
        "possible": list(it.open),
        "binding_instruments": list(it.binding),
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


def of_standing(it: Standing) -> Document:
    """Write the institution and its status at the award date."""
    status = it.status
    return {
        "identified": it.identification,
        "id": it.institution,
        "name": it.name,
        "score": None if it.score is None else round(it.score, 4),
        "recognised_at_award": it.verdict,
        "reason": status.reason if status else None,
        "notes": list(status.notes) if status else [],
        "sources": list(it.sources),
        "trust": it.mark,
    }


def _qualification(it: Placement) -> Document:
    found = it.qualification
    levels = it.comparison.levels if it.comparison else None
    return {
        "named": it.naming,
        **(_names(found) if found else {"id": None, "name": None, "english": None}),
        "kind": it.kind,
        "isced": it.isced,
        "national_level": _level(levels.national) if levels else None,
        "eqf": _level(levels.eqf) if levels else None,
        "qf_ehea": _level(levels.qf_ehea) if levels else None,
        "candidates": [_names(one) for one in it.candidates],
        "trust": found.mark if found else "gap",
        "source": found.evidence.source if found else None,
    }


def _comparable(comparison: Comparison | None) -> Document:
    if comparison is None:
        return {"outcome": "qualification_unknown", "isced": None, "qualifications": [], "trust": "gap"}
    nearest = comparison.nearest
    return {
        "outcome": comparison.outcome,
        "isced": nearest.isced if nearest else None,
        "qualifications": [_counterpart(one) for one in comparison.counterparts],
        "trust": comparison.mark,
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


def _access(it: Placement) -> Document:
    home, nearest = it.qualification, it.comparison.nearest if it.comparison else None
    return {
        "at_home": _rights(home),
        "limits": home.limits if home else None,
        "in_host": _rights(nearest),
    }


def _rights(it: Qualification | None) -> Json:
    """List what a qualification opens at home; None where that is not recorded."""
    return None if it is None or it.gives is None else sorted(one.value for one in it.gives)


def _names(it: Qualification) -> Document:
    return {"id": it.id, "name": it.names[0][1] if it.names else it.english, "english": it.english}


def _level(it: Level) -> Document:
    return {"value": it.value, "standing": it.standing, "by": it.by.isoformat() if it.by else None}
