"""EU trusted lists (ETSI TS 119 612): which trust service was supervised, as what, on which day.

Under Article 22 of Regulation (EU) No 910/2014 each Member State publishes its list and the Commission
publishes the list of lists, which says who signs each of them. A list speaks about a day by the status that
was current then; of days before its first entry it says nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TYPES = "http://uri.etsi.org/TrstSvc/Svctype/"
CA_QC = TYPES + "CA/QC"
"""issues qualified certificates"""
TSA_QTST = TYPES + "TSA/QTST"
"""issues qualified time stamps"""

STATUSES = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
GRANTED = frozenset(
    STATUSES + name for name in ("granted", "undersupervision", "supervisionincessation", "accredited")
)
"""The statuses under which what a service issues counts; the last three are those of before 1 July 2016
(TS 119 612, 5.5.4)."""

INFORMATION = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
FOR_SEALS = INFORMATION + "ForeSeals"
FOR_SIGNATURES = INFORMATION + "ForeSignatures"
NOT_QUALIFIED = INFORMATION + "NotQualified"
QUALIFIED_BY_LIST = INFORMATION + "QCStatement"
SEAL_BY_LIST = INFORMATION + "QCForESeal"
OTHER_USES = frozenset(INFORMATION + name for name in ("QCForESig", "QCForWSA"))


class Quantifier(StrEnum):
    """How the criteria of a list are joined (TS 119 612, 5.5.9.2.1)."""

    ALL = "all"
    ANY = "atLeastOne"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CertificateTraits:
    """What criteria ask of a certificate."""

    policies: frozenset[str]
    """object identifiers of its certificate policies"""
    usages: frozenset[str]
    """names of the key usage bits that are set, as TS 119 612 writes them"""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which certificates of a service a qualifier is about."""

    quantifier: Quantifier
    policies: tuple[frozenset[str], ...] = ()
    usages: tuple[frozenset[tuple[str, bool]], ...] = ()
    nested: tuple["Criteria", ...] = ()
    unread: bool = False
    """there are criteria of a kind that is not read here"""

    def holds(self, traits: CertificateTraits) -> bool | None:
        """Say whether they hold; None where that depends on what was not read."""
        answers: list[bool | None] = [wanted <= traits.policies for wanted in self.policies]
        answers += [all((bit in traits.usages) is on for bit, on in wanted) for wanted in self.usages]
        answers += [it.holds(traits) for it in self.nested]
        if self.unread:
            answers.append(None)
        return _joined(self.quantifier, answers)


def _joined(quantifier: Quantifier, answers: list[bool | None]) -> bool | None:
    decisive = quantifier is not Quantifier.ALL
    if decisive in answers:
        found = decisive
    elif None in answers:
        return None
    else:
        found = not decisive
    return not found if quantifier is Quantifier.NONE else found


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a list says of some of the certificates of a service."""

    qualifiers: frozenset[str]
    criteria: Criteria


@dataclass(frozen=True, slots=True)
class Status:
    """What a service was from a moment on, until the next status."""

    since: datetime
    status: str
    purposes: frozenset[str] = frozenset()
    """additional service information: for seals, for signatures, for web sites"""
    qualifications: tuple[Qualification, ...] = ()
    unread: bool = False
    """a critical extension is of a kind that is not read here"""

    @property
    def granted(self) -> bool:
        """Whether what the service issues counts."""
        return self.status in GRANTED

    def qualifiers(self, traits: CertificateTraits) -> frozenset[str] | None:
        """Say what the list adds about a certificate; None where that depends on what was not read."""
        if self.unread:
            return None
        found: set[str] = set()
        for qualification in self.qualifications:
            match qualification.criteria.holds(traits):
                case None:
                    return None
                case True:
                    found |= qualification.qualifiers
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Service:
    """A trust service and its history, newest first."""

    type: str
    name: str
    provider: str
    identities: tuple[bytes, ...]
    """its certificates, DER"""
    history: tuple[Status, ...]

    def at(self, moment: datetime) -> Status | None:
        """Give the status on a day; None before the list speaks of the service."""
        begun = (it for it in self.history if it.since <= moment)
        return max(begun, key=lambda it: it.since, default=None)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where another list is and who signs it."""

    territory: str
    list_type: str
    mime_type: str
    signers: tuple[bytes, ...]
    """certificates, DER"""


@dataclass(frozen=True, slots=True)
class TrustedList:
    """A list as it was issued. `next_update` is None where a scheme is closed and its list the last."""

    digest: str
    territory: str
    list_type: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    services: tuple[Service, ...] = ()
    pointers: tuple[Pointer, ...] = ()

    def current(self, at: datetime) -> bool:
        """Whether the list still speaks at a time. A newer list speaks about earlier days too."""
        return self.next_update is None or at < self.next_update


LISTS = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/"
LIST_OF_LISTS = LISTS + "EUlistofthelists"
NATIONAL = LISTS + "EUgeneric"
XML = "application/vnd.etsi.tsl+xml"


def newest(lists: Iterable[TrustedList]) -> TrustedList | None:
    """Choose among several issues of one list."""
    return max(lists, key=lambda it: (it.sequence, it.issued), default=None)
