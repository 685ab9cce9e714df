"""What an evaluation is about: one award, put before the authority of one country, for one purpose.

The words and codes are those of `POST /v1/legal-basis:resolve`, so that one set of facts serves both.
A field that is None is not known; it is never read as "no".
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.evaluation.circumstances import NOTHING_STATED, Circumstances, Profession
from shared.kernel.canonical import Json, sha256


class QualificationType(StrEnum):
    """What kind of qualification the award is."""

    ACCESS = "access"
    DEGREE = "degree"
    PARTIAL = "partial"
    JOINT_DEGREE = "joint_degree"
    PROFESSIONAL = "professional"


class Documents(StrEnum):
    """How much of the documentary evidence the holder can show."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class HolderStatus(StrEnum):
    """Situations of the holder that the conventions give special care."""

    REFUGEE = "refugee"
    REFUGEE_LIKE = "refugee_like"
    INTERNALLY_DISPLACED = "internally_displaced"
    STATELESS = "stateless"


class Purpose(StrEnum):
    """What the holder wants recognition for. A closed list, so that it can travel in events."""

    ACCESS = "access"
    FURTHER_STUDY = "further study"
    WORK = "work"
    CREDIT_TRANSFER = "credit transfer"
    PRACTISE_A_PROFESSION = "practise a profession"


@dataclass(frozen=True, slots=True)
class Award:
    """The qualification as awarded abroad."""

    country: str
    institution: str
    title: str
    qualification_type: QualificationType
    date: date
    documents: Documents
    level: str | None = None
    verified_with_issuer: bool | None = None
    legalisation: str | None = None
    institution_recognised_at_award: bool | None = None
    retroactive_recognition_confirmed: bool | None = None
    institution_sector: str | None = None
    quality_assured: bool | None = None
    mode: str | None = None
    provider_country: str | None = None
    delivery_country: str | None = None
    programme_listed_by_provider_country: bool | None = None
    joint_partners: tuple[str, ...] = ()


class Remainder(StrEnum):
    """What a substantial difference leaves of the recognition asked for."""

    PART = "part"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between the award and the corresponding qualification of the host.

    It counts only when it is `grave` (substantial for the purpose) and the authority has shown it,
    which means that `evidence` says how. An assertion alone never counts (Lisbon III.3.5).
    """

    aspect: str
    grave: bool
    shown_by_authority: bool
    evidence: str
    leaves: Remainder

    @property
    def is_shown(self) -> bool:
        """Say whether the authority has shown it, with evidence."""
        return self.shown_by_authority and bool(self.evidence.strip())

    @property
    def is_shown_and_substantial(self) -> bool:
        """Say whether the difference can carry a refusal."""
        return self.grave and self.is_shown


@dataclass(frozen=True, slots=True)
class FraudFinding:
    """An established finding that the documents are forged or the award was never made."""

    evidence: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The authority's own work so far; while it is not `closed`, further differences may still be shown."""

    closed: bool = False
    differences: tuple[Difference, ...] = ()
    fraud: FraudFinding | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that an evaluation rests on.

    `legal_date` decides which law applies; `known_at` limits what is known of it, None meaning all.
    `profession` is the one that the holder wants to practise, where that is the purpose.
    """

    award: Award
    recognition_country: str
    purpose: Purpose
    legal_date: date
    known_at: date | None = None
    holder_status: HolderStatus | None = None
    competent_decider: str | None = None
    decision_overdue: bool = False
    assessment: Assessment = Assessment()
    profession: Profession | None = None
    circumstances: Circumstances = NOTHING_STATED

    @property
    def facts_hash(self) -> str:
        """Name the case by its content: equal facts, equal name."""
        return sha256(_plain(self))

    def legal_facts(self) -> dict[str, Json]:
        """Give the facts that decide the legal basis, in the vocabulary of the conventions service."""
        award = self.award
        facts: dict[str, Json] = {
            "award_country": award.country,
            "recognition_country": self.recognition_country,
            "decision_date": self.legal_date.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "award_date": award.date.isoformat(),
            "qualification_type": award.qualification_type.value,
            "documents": award.documents.value,
            "purpose": f"practise as {self.profession}" if self.profession else self.purpose.value,
            "refugee": self.holder_status in {HolderStatus.REFUGEE, HolderStatus.REFUGEE_LIKE},
            "holder_status": self.holder_status.value if self.holder_status else None,
            "level": award.level,
            "verified_with_issuer": award.verified_with_issuer,
            "legalisation": award.legalisation,
            "institution_recognised_at_award": award.institution_recognised_at_award,
            "retroactive_recognition_confirmed": award.retroactive_recognition_confirmed,
            "institution_sector": award.institution_sector,
            "quality_assured": award.quality_assured,
            "mode": award.mode,
            "provider_country": award.provider_country,
            "delivery_country": award.delivery_country,
            "programme_listed_by_provider_country": award.programme_listed_by_provider_country,
            "joint_partners": list(award.joint_partners) or None,
            "competent_decider": self.competent_decider,
            "decision_overdue": self.decision_overdue or None,
        }
        return {name: value for name, value in facts.items() if value is not None}


def _plain(value: object) -> Json:
    """Write a value object as JSON. What is not known is left out, so that new fields change no old hash."""
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case None | bool() | str():
            return value
        case _ if is_dataclass(value):
            members = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
            return {name: member for name, member in members.items() if member not in (None, {})}
        case _:
            raise TypeError(f"{type(value).__name__} has no place in the facts of a case")
