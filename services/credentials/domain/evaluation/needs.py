"""What an open ruling asks for, in the fields of the application: each fact, who owes it, what settles it."""

from collections.abc import Iterable

from services.credentials.domain.evaluation import wording
from services.credentials.domain.evaluation.circumstances import FACTS
from services.credentials.domain.evaluation.recommendation import Need, Party
from services.credentials.domain.evaluation.ruling import BINDING, Ruling
from shared.rules import decision

FIELDS = {
    "documents.complete": "award.documents",
    "award.programme_listed": "award.programme_listed_by_provider_country",
    "award.non_traditional": "award.mode",
    "purpose.names_profession": "profession",
    "purpose.listed_profession": "profession",
    "substantial_differences": "assessment.closed",
    **{fact: f"circumstances.{name}" for name, fact in FACTS.items()},
}
"""Where a caller writes a fact that has another name in the rules. Closing the assessment closes its list."""

ORDER = (Party.APPLICANT, Party.ISSUER, Party.AWARDING_STATE, Party.AUTHORITY)

PARAMETER = "parameter:"
DEPOSITARY = "list of parties kept by the depositary"
COMPARISON = "comparison with the corresponding qualification"

ASSESSMENT = Need(
    "assessment.closed", Party.AUTHORITY, (COMPARISON,), "The assessment that the holder has a right to."
)


def needs_of(ruling: Ruling, needs: Iterable[decision.Need]) -> tuple[Need, ...]:
    """Say what is needed, once each; first what people can hand in, last the authority's own work."""
    found: dict[str, Need] = {}
    for need in needs:
        name = FIELDS.get(need.fact, need.fact)
        said = _of_the_law(need) if name.startswith((BINDING, PARAMETER)) else _fact(ruling, name, need)
        held = found.get(name)
        found[name] = said if held is None else _merged(held, said)
    return tuple(sorted(found.values(), key=lambda it: ORDER.index(it.owed_by)))


def _fact(ruling: Ruling, name: str, need: decision.Need) -> Need:
    declared = ruling.release.vocabulary.facts.get(need.fact)
    text = wording.NEEDS.get(name) or (f"Whether this holds: {declared.meaning}." if declared else name)
    owed_by = Party(need.by.value) if need.by else Party.AUTHORITY
    return Need(name, owed_by, need.evidence, text, need.decides)


def _of_the_law(need: decision.Need) -> Need:
    """A gap in the law: nobody in the case can fill it; the authority can ask the depositary."""
    if need.fact.startswith(PARAMETER):
        text = wording.GAP.format(state=need.fact.rpartition(".")[2])
    else:
        text = f"Whether {need.fact.removeprefix(BINDING)} binds the two States on the legal date."
    return Need(need.fact, Party.AUTHORITY, (DEPOSITARY,), text, need.decides)


def _merged(one: Need, other: Need) -> Need:
    evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
    return Need(one.fact, one.owed_by, evidence, one.text, tuple(dict.fromkeys((*one.rules, *other.rules))))
