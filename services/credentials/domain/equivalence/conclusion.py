"""What follows from the parts of a check: the outcome, what is missing and from whom, how sure it all is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from services.credentials.domain.equivalence.award import Award, Naming
from services.credentials.domain.equivalence.legal import LegalBasis, Recognition
from services.credentials.domain.equivalence.missing import Missing
from services.credentials.domain.equivalence.standing import Identification, Standing
from services.credentials.domain.evaluation.recommendation import Party
from services.credentials.domain.qualifications.comparison import Comparability, Comparison
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


class OfAward(NamedTuple):
    """What a conclusion looks at of an award; `confidence` is that of the qualification, if one is meant."""

    naming: Naming
    confidence: float | None

    @classmethod
    def of(cls, it: Award) -> "OfAward":
        """Take it."""
        return cls(it.naming, it.qualification.evidence.confidence if it.qualification else None)


class OfComparison(NamedTuple):
    """What a conclusion looks at of a comparison; `confidence` is that of the nearest counterpart."""

    outcome: Comparability | None
    confidence: float | None
    mark: TrustMark

    @classmethod
    def of(cls, it: Comparison | None) -> "OfComparison":
        """Take it."""
        if it is None:
            return cls(None, None, TrustMark.GAP)
        return cls(it.outcome, it.nearest.evidence.confidence if it.nearest else None, it.mark)


class OfLaw(NamedTuple):
    """What a conclusion looks at of the law."""

    recognition: Recognition
    needs: tuple[Missing, ...]
    mark: TrustMark

    @classmethod
    def of(cls, it: LegalBasis) -> "OfLaw":
        """Take it."""
        return cls(it.recognition, it.needs, it.mark)


class OfInstitution(NamedTuple):
    """What a conclusion looks at of the institution."""

    identification: Identification
    recognised: bool | None
    score: float | None
    mark: TrustMark

    @classmethod
    def of(cls, it: Standing) -> "OfInstitution":
        """Take it."""
        return cls(it.identification, it.recognised, it.score, it.mark)


def conclude(
    award: OfAward,
    comparison: OfComparison,
    law: OfLaw,
    institution: OfInstitution,
    lacking: tuple[Missing, ...],
) -> Conclusion:
    """Draw the conclusion; `lacking` is what the conversion of a grade lacks.

    It sees no more of the parts than these, so that parts alike in them may share a conclusion.
    """
    needed = {
        it.fact: it
        for it in (
            *_of_the_qualification(award, comparison),
            *_of_the_institution(institution),
            *lacking,
            *law.needs,
        )
        if not (it.fact == _RECOGNISED and institution.recognised is not None)
    }
    confidence = _confidence(award, comparison, law, institution)
    return Conclusion(law.recognition, tuple(needed.values()), confidence)


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


def _of_the_qualification(award: OfAward, comparison: OfComparison) -> Iterator[Missing]:
    if award.naming in _NOT_NAMED:
        yield _NOT_NAMED[award.naming]
    if comparison.outcome is Comparability.LEVEL_UNKNOWN:
        yield Missing(
            "award.level",
            Party.AWARDING_STATE,
            ("diploma supplement", "national framework"),
            "no level of the qualification is recorded",
        )
    if comparison.outcome is Comparability.HOST_UNKNOWN:
        yield Missing(
            "host.system",
            Party.AUTHORITY,
            ("description of the host's system",),
            "the qualification system of the host is not recorded",
        )


def _of_the_institution(institution: OfInstitution) -> Iterator[Missing]:
    match institution.identification:
        case Identification.NOT_GIVEN:
            text = "without the institution its recognition at the award date cannot be looked up"
            yield Missing("institution", Party.APPLICANT, ("diploma",), text)
        case Identification.AMBIGUOUS:
            text = "several institutions bear this name; an identifier or the city would tell"
            yield Missing("institution", Party.APPLICANT, ("diploma", "identifier"), text)
        case Identification.NOT_FOUND:
            text = "the institution is in no register that is loaded, which says nothing against it"
            yield Missing(_RECOGNISED, Party.AWARDING_STATE, ("register of recognised institutions",), text)
        case Identification.MATCHED if institution.recognised is None:
            text = "the registers do not say whether the institution was recognised on the day of the award"
            yield Missing(_RECOGNISED, Party.AWARDING_STATE, ("register of recognised institutions",), text)


def _confidence(
    award: OfAward, comparison: OfComparison, law: OfLaw, institution: OfInstitution
) -> Confidence:
    rests_on = {
        "qualification": award.confidence,
        "counterpart": comparison.confidence,
        "institution_match": None if institution.score is None else round(institution.score, 4),
    }
    facts = tuple((name, it) for name, it in rests_on.items() if it is not None)
    mark = TrustMark.weakest(comparison.mark, law.mark, institution.mark)
    return Confidence(mark, min((it for _, it in facts), default=None), facts)
