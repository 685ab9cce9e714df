"""Circumstances on which single articles turn: each is stated with the evidence for it, or is not known.

Nobody has to know them for a case to be decided. Where one is stated, the article that asks for it is
weighed; where none is, the article is named among those that it could still open, and nothing is assumed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum


class Profession(StrEnum):
    """The regulated profession that the holder wants to practise: those of Directive 2005/36/EC, Art 21."""

    DOCTOR = "doctor"
    NURSE = "nurse responsible for general care"
    DENTIST = "dental practitioner"
    VET = "veterinary surgeon"
    MIDWIFE = "midwife"
    PHARMACIST = "pharmacist"
    ARCHITECT = "architect"
    OTHER = "another profession"
    """One that the article does not list: engineers, teachers, physiotherapists and all others."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Whether something is so, and what shows it. Raises ValueError without evidence."""

    value: bool
    evidence: str

    def __post_init__(self) -> None:
        if not self.evidence.strip():
            raise ValueError("a statement names its evidence")


@dataclass(frozen=True, slots=True)
class BoundThen:
    """The instruments that bound both States on an earlier day, by their ids, and what shows that day.

    Raises ValueError without evidence.
    """

    instruments: tuple[str, ...]
    evidence: str

    def __post_init__(self) -> None:
        if not self.evidence.strip():
            raise ValueError("a statement names its evidence")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What may be stated beside the award, the holder and the purpose; None is not known.

    `agreed_beforehand`: both sides agreed on the period of study (Lisbon V.3). `transcript`: the institution
    that taught has issued one. `specific_access`: at home the qualification opens certain types of programme
    only (IV.3). `needs_extra_examination`: at home it gives access only together with a further examination
    (IV.5). `prior_learning`: it was learnt outside a programme, and is documented or certified.
    `selective_programme`, `specific_requirements`: the programme asked for admits only some who qualify, or
    asks for more (IV.6, IV.4). `host_...`: what holds in the recognising State. `studies_begun`,
    `recognition_granted`: what bound both States when the course was begun or recognition was granted (for
    what a denunciation saves).
    """

    agreed_beforehand: Statement | None = None
    transcript: Statement | None = None
    specific_access: Statement | None = None
    needs_extra_examination: Statement | None = None
    prior_learning: Statement | None = None
    selective_programme: Statement | None = None
    specific_requirements: Statement | None = None
    host_notified_extra_examination: Statement | None = None
    host_admits_non_traditional: Statement | None = None
    host_permits_prior_learning: Statement | None = None
    studies_begun: BoundThen | None = None
    recognition_granted: BoundThen | None = None

    def facts(self) -> dict[str, object]:
        """Give the facts that rules read; None marks one that is missing."""
        return {fact: _read(getattr(self, name)) for name, fact in FACTS.items()}

    def instruments(self) -> Iterator[tuple[str, int, str]]:
        """Yield every instrument that is named: in which field, at which place, and its id."""
        for field in fields(self):
            stated = getattr(self, field.name)
            if isinstance(stated, BoundThen):
                yield from ((field.name, place, it) for place, it in enumerate(stated.instruments))


NOTHING_STATED = Circumstances()

FACTS: Mapping[str, str] = {
    "agreed_beforehand": "award.agreed_beforehand",
    "transcript": "documents.transcript",
    "specific_access": "award.specific_access",
    "needs_extra_examination": "award.needs_extra_examination",
    "prior_learning": "award.prior_learning",
    "selective_programme": "purpose.selective",
    "specific_requirements": "purpose.specific_requirements",
    "host_notified_extra_examination": "host.notified_extra_examination",
    "host_admits_non_traditional": "host.admits_non_traditional",
    "host_permits_prior_learning": "host.permits_prior_learning",
    "studies_begun": "studies.begun_under",
    "recognition_granted": "recognition.granted_under",
}
"""The fact of the vocabulary that each circumstance is."""


def _read(stated: Statement | BoundThen | None) -> object:
    match stated:
        case Statement():
            return stated.value
        case BoundThen():
            return list(stated.instruments)
        case None:
            return None
