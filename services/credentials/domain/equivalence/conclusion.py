"""What follows from the parts of a check: the outcome, what is missing and from whom, how sure it all is."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.credentials.domain.equivalence.legal import LegalBasis, Recognition
from services.credentials.domain.equivalence.marks import Marks
from services.credentials.domain.equivalence.missing import Missing
from services.credentials.domain.equivalence.placement import Naming, Placement
from services.credentials.domain.equivalence.standing import Identification, Standing
from services.credentials.domain.evaluation.recommendation import Party
from services.credentials.domain.qualifications.comparison import Comparability
from shared.kernel.evidence import TrustMark


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far the answer may be relied upon: the weakest mark, and the confidence of each fact it rests on.

    `score` is the lowest of these confidences (0 to 1), None where there are none. It is the sureness of the
    readings, not the chance that an authority will recognise.
    """

    mark: TrustMark
    score: float | None
    facts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The end of a check."""

    outcome: Recognition
    missing: tuple[Missing, ...]
    confidence: Confidence


def conclude(placement: Placement, legal: LegalBasis, standing: Standing, marks: Marks) -> Conclusion:
    """Draw the conclusion."""
    needed = {
        it.fact: it
        for it in (
            *_of_the_qualification(placement),
            *_of_the_institution(standing),
            *marks.missing,
            *legal.needs,
        )
        if not (it.fact == _RECOGNISED and standing.recognised is not None)
    }
    return Conclusion(legal.recognition, tuple(needed.values()), _confidence(placement, legal, standing))


_RECOGNISED = "award.institution_recognised_at_award"
_REGISTER = ("register of recognised institutions",)

_NOT_NAMED = {
    Naming.NO_SYSTEM: Missing(
        "qualification",
        Party.AUTHORITY,
        ("description of the awarding system",),
        "the qualification system of the awarding country is not recorded",
    ),
    Naming.NO_NAME: Missing(
        "qualification",
        Party.APPLICANT,
        ("diploma in the original language", "diploma supplement"),
        "no recorded qualification of the country has this name",
    ),
    Naming.NOT_AWARDED_THEN: Missing(
        "qualification",
        Party.APPLICANT,
        ("diploma in the original language", "diploma supplement"),
        "a qualification of this name was not awarded at the time of the award",
    ),
    Naming.AMBIGUOUS: Missing(
        "qualification",
        Party.APPLICANT,
        ("diploma in the original language", "diploma supplement"),
        "several qualifications of the country bear this name",
    ),
}


def _of_the_qualification(placement: Placement) -> Iterator[Missing]:
    if placement.naming in _NOT_NAMED:
        yield _NOT_NAMED[placement.naming]
    comparison = placement.comparison
    if comparison is not None and comparison.outcome is Comparability.LEVEL_UNKNOWN:
        yield Missing(
            "award.level",
            Party.AWARDING_STATE,
            ("diploma supplement", "national framework"),
            "no level of the qualification is recorded",
        )
    if comparison is not None and comparison.outcome is Comparability.HOST_UNKNOWN:
        yield Missing(
            "host.system",
            Party.AUTHORITY,
            ("description of the host's system",),
            "the qualification system of the host is not recorded",
        )


def _of_the_institution(standing: Standing) -> Iterator[Missing]:
    match standing.identification:
        case Identification.NOT_GIVEN:
            text = "without the institution its recognition at the award date cannot be looked up"
            yield Missing("institution", Party.APPLICANT, ("diploma",), text)
        case Identification.AMBIGUOUS:
            text = "several institutions bear this name; an identifier or the city would tell"
            yield Missing("institution", Party.APPLICANT, ("diploma", "identifier"), text)
        case Identification.NOT_FOUND:
            text = "the institution is in no register that is loaded, which says nothing against it"
            yield Missing(_RECOGNISED, Party.AWARDING_STATE, ("register of recognised institutions",), text)
        case Identification.MATCHED if standing.recognised is None:
            text = "the registers do not say whether the institution was recognised on the day of the award"
            yield Missing(_RECOGNISED, Party.AWARDING_STATE, ("register of recognised institutions",), text)


def _confidence(placement: Placement, legal: LegalBasis, standing: Standing) -> Confidence:
    facts = []
    if placement.qualification is not None:
        facts.append(("qualification", placement.qualification.evidence.confidence))
    if placement.comparison is not None and placement.comparison.nearest is not None:
        facts.append(("counterpart", placement.comparison.nearest.evidence.confidence))
    if standing.score is not None:
        facts.append(("institution_match", round(standing.score, 4)))
    mark = TrustMark.weakest(placement.mark, legal.mark, standing.mark)
    return Confidence(mark, min((it for _, it in facts), default=None), tuple(facts))
