"""The facts of a case: who awarded what, where and when, and what is asked of whom."""

from dataclasses import dataclass
from datetime import date

from services.conventions.domain.case.purpose import UNSTATED, Purpose
from services.conventions.domain.vocabulary import (
    Decider,
    Documents,
    HolderStatus,
    Legalisation,
    Level,
    Mode,
    QualificationType,
    Sector,
)

DISPLACED = frozenset({HolderStatus.REFUGEE, HolderStatus.REFUGEE_LIKE, HolderStatus.INTERNALLY_DISPLACED})


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation assumed for the case: `state` does not accept `article` of `instrument`."""

    state: str
    instrument: str
    article: str


@dataclass(frozen=True, slots=True)
class HypotheticalParty:
    """A user-assigned State (XAA to XAD) assumed bound by `instrument` from `in_force` (None: always)."""

    state: str
    instrument: str
    in_force: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The case put to the resolver. None is "not known", never "no".

    `decision_date` is the legal date: it decides which treaties bind. `known_at` limits what was known.
    """

    award_country: str
    recognition_country: str
    decision_date: date
    qualification_type: QualificationType
    known_at: date | None = None
    award_date: date | None = None
    level: Level | None = None
    purpose: Purpose = UNSTATED
    refugee: bool | None = None
    holder_status: HolderStatus | None = None
    documents: Documents | None = None
    legalisation: Legalisation | None = None
    verified_with_issuer: bool | None = None
    provider_country: str | None = None
    delivery_country: str | None = None
    joint_partners: tuple[str, ...] = ()
    institution_recognised_at_award: bool | None = None
    retroactive_recognition_confirmed: bool | None = None
    institution_sector: Sector | None = None
    programme_listed_by_provider_country: bool | None = None
    quality_assured: bool | None = None
    mode: Mode | None = None
    decision_overdue: bool | None = None
    competent_decider: Decider | None = None
    reservations: tuple[Reservation, ...] = ()
    hypothetical_parties: tuple[HypotheticalParty, ...] = ()

    @property
    def awarding_state(self) -> str:
        """The State whose system the award belongs to: the provider's, wherever the teaching took place."""
        return self.provider_country or self.award_country

    @property
    def is_displaced(self) -> bool:
        """Whether the holder is a refugee, displaced, or in a refugee-like situation."""
        return self.refugee is True or self.holder_status in DISPLACED

    @property
    def lacks_papers(self) -> bool:
        """Whether papers are known to be missing."""
        return self.documents in (Documents.PARTIAL, Documents.NONE)

    @property
    def is_joint(self) -> bool:
        """Whether institutions of several States awarded the degree together."""
        return self.qualification_type is QualificationType.JOINT_DEGREE or bool(self.joint_partners)

    @property
    def is_transnational(self) -> bool:
        """Whether the teaching took place outside the State whose system the award belongs to."""
        return self.delivery_country is not None and self.delivery_country != self.awarding_state

    @property
    def hosts_the_provider(self) -> bool:
        """Whether the foreign provider taught on the soil of the recognising State."""
        return self.is_transnational and self.delivery_country == self.recognition_country
