"""What can be asked, as requests: the one place that knows the paths of the API."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from symbolon.call import Call, creating, given

Json = dict[str, Any]
Day = date | str
"""A day, or its ISO 8601 form."""

Purpose = Literal["access", "further study", "work", "credit transfer", "practise a profession"]
HolderStatus = Literal["refugee", "refugee_like", "internally_displaced", "stateless"]


def check(  # noqa: PLR0913 - the members of the question
    *,
    award_country: str,
    qualification: str,
    award_date: Day,
    host_country: str,
    purpose: Purpose,
    institution: str | None = None,
    grade: str | None = None,
    grade_scale: str | None = None,
    legal_date: Day | None = None,
    known_at: Day | None = None,
    holder_status: HolderStatus | None = None,
) -> Call[Json]:
    """Ask what a qualification is worth in another country."""
    return Call(
        "POST",
        "/v1/equivalences:check",
        {
            "award_country": award_country,
            "qualification": qualification,
            "award_date": award_date,
            "host_country": host_country,
            "purpose": purpose,
            "institution": institution,
            "grade": grade,
            "grade_scale": grade_scale,
            "legal_date": legal_date,
            "known_at": known_at,
            "holder_status": holder_status,
        },
    )


def compare(one: Mapping[str, Any], other: Mapping[str, Any]) -> Call[Json]:
    """Ask how the answers to two checks differ."""
    return Call("POST", "/v1/equivalences:compare", {"left": given(one), "right": given(other)})


def legal_basis(facts: Mapping[str, Any]) -> Call[Json]:
    """Ask which law governs a case."""
    return Call("POST", "/v1/legal-basis:resolve", facts)


def evaluate(dossier: Mapping[str, Any], *, key: str | None = None) -> Call[Json]:
    """Ask for a recommendation on one dossier, which is kept."""
    return creating("/v1/evaluations", dossier, key=key)


def evaluation(identifier: UUID | str) -> Call[Json]:
    """Ask for an evaluation that was kept."""
    return Call("GET", f"/v1/evaluations/{identifier}")


def verify(request: Mapping[str, Any], *, key: str | None = None) -> Call[Json]:
    """Ask what can be said about a credential; `verification.request` makes the request."""
    return creating("/v1/verifications", request, key=key)


def verification(identifier: UUID | str) -> Call[Json]:
    """Ask for a verification that was kept."""
    return Call("GET", f"/v1/verifications/{identifier}")


def reconcile(queries: Iterable[Mapping[str, Any]], *, candidates: int | None = None) -> Call[Json]:
    """Ask which institutions texts mean; a query has `text`, and may have `country`, `city`, `on`, `key`."""
    asked = {"queries": [given(it) for it in queries], "candidates": candidates}
    return Call("POST", "/v1/institutions:reconcile", asked)


def institution(identifier: str) -> Call[Json]:
    """Ask for one institution."""
    return Call("GET", f"/v1/institutions/{identifier}")


def institution_status(identifier: str, *, on: Day | None = None, known: Day | None = None) -> Call[Json]:
    """Ask whether an institution was recognised on a day."""
    return Call("GET", f"/v1/institutions/{identifier}/status", parameters={"on": on, "known": known})


def qualification_system(country: str) -> Call[Json]:
    """Ask for the qualifications of a country."""
    return Call("GET", f"/v1/qualification-systems/{country}")


def find_qualification(country: str, text: str, *, on: Day | None = None) -> Call[Json]:
    """Ask which qualification of a country a text names, as it was on the day of the award."""
    return Call("GET", "/v1/qualifications", parameters={"country": country, "text": text, "on": on})


def convert_grade(request: Mapping[str, Any]) -> Call[Json]:
    """Ask for a grade on another scale; `method` is modified_bavarian, distribution or thresholds."""
    return Call("POST", "/v1/grades:convert", request)


def statistics(group_by: Sequence[str]) -> Call[Json]:
    """Ask for counts of completed evaluations."""
    return Call("GET", "/v1/statistics/evaluations", parameters={"group_by": list(group_by)})


def job(identifier: UUID | str) -> Call[Json]:
    """Ask how a batch stands."""
    return Call("GET", f"/v1/equivalences/jobs/{identifier}")


def cancel_job(identifier: UUID | str) -> Call[Json]:
    """Ask for the end of a batch."""
    return Call("POST", f"/v1/equivalences/jobs/{identifier}:cancel")


def load_job(identifier: UUID | str) -> Call[Json]:
    """Ask how a load stands."""
    return Call("GET", f"/v1/loads/jobs/{identifier}")


def load_report(identifier: UUID | str) -> Call[Json]:
    """Ask for the signed report of a load: what was checked, and what was found, row by row."""
    return Call("GET", f"/v1/loads/{identifier}/report")
