"""From the list of lists, whose signers the operator pins, to the services of a national list.

Lists are megabytes and their signatures cost, so what was read is remembered by the digest of its bytes. Who
may sign, and whether a list still speaks, is asked each time.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509

from services.credentials.adapters.verification.seals.certificates import readable
from services.credentials.adapters.verification.trust.list_documents import UnreadableList, read_list
from services.credentials.adapters.verification.trust.list_signatures import verified
from services.credentials.domain.verification.trusted_lists import (
    CA_QC,
    LIST_OF_LISTS,
    NATIONAL,
    TSA_QTST,
    XML,
    Service,
    TrustedList,
    newest,
)

MOST_REMEMBERED = 128


@dataclass(frozen=True, slots=True)
class Listed:
    """A service, with a certificate that the list gives as its identity."""

    service: Service
    certificate: x509.Certificate
    subject: bytes
    """the certificate's subject, DER"""


@dataclass(frozen=True, slots=True)
class Trust:
    """The services that count at a time, and what was found wrong with the lists that were handed in."""

    listed: tuple[Listed, ...] = ()
    problems: tuple[str, ...] = ()
    """codes: no_signer_of_lists, no_list_of_lists, list_expired, list_not_authentic, no_national_list"""

    def certificates(self, kind: str, subjects: frozenset[bytes]) -> list[x509.Certificate]:
        """Give the certificates of these subjects that belong to services of a type."""
        return [it.certificate for it in self.listed if it.service.type == kind and it.subject in subjects]

    def services(self, kind: str, certificate: x509.Certificate) -> tuple[Service, ...]:
        """Give the services of a type that have this certificate."""
        return tuple(
            it.service for it in self.listed if it.service.type == kind and it.certificate == certificate
        )


@dataclass(frozen=True, slots=True)
class _Signed:
    """A list whose signature holds, whose signer it is, and its services by their certificates."""

    content: TrustedList
    signer: x509.Certificate
    listed: tuple[Listed, ...]


class TrustShelf:
    """Authenticates trusted lists; safe to share between threads."""

    def __init__(self) -> None:
        self._remembered: OrderedDict[bytes, _Signed | None] = OrderedDict()
        self._lock = threading.Lock()

    def trust(self, lists: Iterable[bytes], pins: Sequence[x509.Certificate], at: datetime) -> Trust:
        """Follow the chain through `lists`, each of which must authenticate itself, as of `at`."""
        if not pins:
            return Trust(problems=("no_signer_of_lists",))
        read = [self._signed(it) for it in lists]
        signed = [it for it in read if it is not None]
        problems = {"list_not_authentic"} if len(signed) < len(read) else set()
        tops = [it.content for it in signed if it.content.list_type == LIST_OF_LISTS and it.signer in pins]
        top = newest(tops)
        if top is None:
            return Trust(problems=("no_list_of_lists", *sorted(problems)))
        if not top.current(at):
            return Trust(problems=("list_expired", *sorted(problems)))
        national = [it for it in signed if it.content.list_type == NATIONAL]
        authentic = [it for it in national if it.signer in _signers(top, it.content.territory)]
        if len(authentic) < len(national):
            problems.add("list_not_authentic")
        listed: list[Listed] = []
        for it in _newest_by_territory(authentic).values():
            if it.content.current(at):
                listed += it.listed
            else:
                problems.add("list_expired")
        if not listed:
            problems.add("no_national_list")
        return Trust(tuple(listed), tuple(sorted(problems)))

    def _signed(self, content: bytes) -> _Signed | None:
        digest = sha256(content).digest()
        with self._lock:
            if digest in self._remembered:
                self._remembered.move_to_end(digest)
                return self._remembered[digest]
        signed = _read(content, "sha256:" + digest.hex())
        with self._lock:
            self._remembered[digest] = signed
            while len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return signed


def _read(content: bytes, digest: str) -> _Signed | None:
    try:
        root, signer = verified(content)
        read = read_list(root, digest)
    except UnreadableList:
        return None
    listed = tuple(
        Listed(service, certificate, certificate.subject.public_bytes())
        for service in read.services
        if service.type in (CA_QC, TSA_QTST)
        for certificate in readable(service.identities)
    )
    return _Signed(read, signer, listed)


def _signers(top: TrustedList, territory: str) -> list[x509.Certificate]:
    """Give those who may sign a national list: the list of lists points to it with their certificates."""
    pointers = (it for it in top.pointers if it.list_type == NATIONAL and it.mime_type == XML)
    return [signer for it in pointers if it.territory == territory for signer in readable(it.signers)]


def _newest_by_territory(signed: Iterable[_Signed]) -> dict[str, _Signed]:
    found: dict[str, _Signed] = {}
    for it in signed:
        held = found.get(it.content.territory)
        if held is None or newest((held.content, it.content)) is it.content:
            found[it.content.territory] = it
    return found
