"""What the trusted lists say of the certificate of a seal, and whether it stood when the seal was made.

A qualified certificate for electronic seals binds a key to a legal person (Article 38 and Annex III of
Regulation (EU) No 910/2014), because a supervised authority checked who that is. It says nothing about what
that person may award. The certificate must have been qualified when it was issued and still when the seal was
made, by the status of its authority on those days (ETSI TS 119 615; read from memory, provisional).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.credentials.domain.verification.checks import Check, CheckName, failed, passed, unknown
from services.credentials.domain.verification.signing_time import Proof
from services.credentials.domain.verification.trusted_lists import (
    FOR_SEALS,
    NOT_QUALIFIED,
    OTHER_USES,
    QUALIFIED_BY_LIST,
    SEAL_BY_LIST,
    CertificateTraits,
    Service,
    Status,
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the certificate of a seal says of itself (ETSI EN 319 412-5), and when it is valid."""

    begins: datetime
    ends: datetime
    qualified: bool
    for_seals: bool
    traits: CertificateTraits


LIST_PROBLEMS = {
    "no_signer_of_lists": "the operator has named nobody who may sign the EU list of lists",
    "no_list_of_lists": "no EU list of lists was handed in that one of its signers signed",
    "list_expired": "a trusted list is older than its next update: what it says is not known to hold",
    "list_not_authentic": "a trusted list was handed in that none of its signers signed",
    "no_national_list": "no national trusted list was handed in that counts",
}


def issuer_trusted(
    services: Sequence[Service], declared: Declared, proof: Proof, problems: Sequence[str]
) -> Check:
    """Say whether the authority of the certificate was one that issues qualified certificates for seals.

    `services` are those that its path leads to; `problems` is what was wrong with the lists.
    """
    name = CheckName.ISSUER_TRUSTED
    if not services:
        found = next((it for it in LIST_PROBLEMS if it in problems), None)
        if found is not None:
            return unknown(
                name, found, f"{LIST_PROBLEMS[found]}; the authority of the seal was not looked up"
            )
        detail = "the certificate of the seal leads to no authority that the trusted lists name"
        return unknown(name, "authority_not_listed", detail)
    answers = [_service(it, declared, proof) for it in services]
    return min(answers, key=lambda it: ("passed", "unknown", "failed").index(it.result))


def _service(service: Service, declared: Declared, proof: Proof) -> Check:
    name = CheckName.ISSUER_TRUSTED
    issued, sealed = service.at(declared.begins), service.at(proof.by)
    if issued is None or sealed is None:
        detail = (
            "the trusted list says nothing about the authority on the day when the certificate was issued"
        )
        return unknown(name, "authority_not_listed_then", detail)
    if not issued.granted:
        detail = f"on the day when the certificate was issued the list gave its authority as {_short(issued)}"
        return failed(name, "authority_not_granted", detail)
    if not sealed.granted and proof.proven:
        detail = f"when the seal was made the list gave its authority as {_short(sealed)}"
        return failed(name, "authority_not_granted", detail)
    if not sealed.granted:
        detail = f"the list gives the authority as {_short(sealed)} since {sealed.since.date()}"
        return unknown(name, "authority_withdrawn_since", f"{detail}, and the seal is not proven to be older")
    problem = _qualified(issued, declared) or _qualified(sealed, declared)
    if problem is not None:
        return unknown(name, *problem)
    detail = f"a qualified certificate for seals, by the authority {service.name!r} of {service.provider!r}"
    return passed(name, "qualified_certificate_for_seals", f"{detail}, granted since {issued.since.date()}")


def _qualified(status: Status, declared: Declared) -> tuple[str, str] | None:
    """Give what keeps the certificate from counting as qualified for seals under a status."""
    qualifiers = status.qualifiers(declared.traits)
    if qualifiers is None:
        return (
            "qualification_not_read",
            "what the list adds about this certificate is of a kind that is not read",
        )
    if FOR_SEALS not in status.purposes and SEAL_BY_LIST not in qualifiers:
        return "authority_not_for_seals", "the list does not name the authority as one for electronic seals"
    if NOT_QUALIFIED in qualifiers or not (declared.qualified or QUALIFIED_BY_LIST in qualifiers):
        return "certificate_not_qualified", "neither the certificate nor the list says that it is qualified"
    if qualifiers & OTHER_USES or not (declared.for_seals or SEAL_BY_LIST in qualifiers):
        return "certificate_not_for_seals", "neither the certificate nor the list says that it is for seals"
    return None


def _short(status: Status) -> str:
    return repr(status.status.rpartition("/")[2])


def certificate_validity(begins: datetime, ends: datetime, proof: Proof, claimed: datetime | None) -> Check:
    """Say whether the certificates of a path stood when the seal was made: then, and not today.

    `claimed` is when the signer says that it sealed: a claim that speaks against the signer counts.
    """
    name = CheckName.VALIDITY
    if claimed is not None and claimed > ends:
        detail = f"the seal says that it was made after its certificate had ended on {ends.date()}"
        return failed(name, "certificate_expired", detail)
    if proof.by < begins:
        if proof.proven:
            detail = f"the seal existed before its certificate, which begins on {begins.date()}"
            return failed(name, "certificate_not_yet_valid", detail)
        detail = f"the certificate begins on {begins.date()}, after the time that is asked about"
        return unknown(name, "certificate_not_yet_valid", detail)
    if proof.by > ends:
        detail = f"the certificate ended on {ends.date()}; that the seal is older is claimed, and not proven"
        return unknown(name, "certificate_expired_time_unproven", detail)
    when = "when the seal was made" if proof.proven else "at the time that is asked about"
    return passed(name, "certificate_valid", f"the certificate was valid {when}; it ends on {ends.date()}")


def issuer_bound(named: str | None, certified: str | None, *, vouched: bool) -> tuple[Check, Check]:
    """Compare the issuer's identifier in the credential with that of the legal person in the certificate.

    `vouched` where a listed authority issued the certificate: anybody can make a certificate of any name.
    """
    agree, bound = CheckName.IDENTIFIERS_AGREE, CheckName.ISSUER_BOUND
    if named is None or certified is None:
        side = (
            "credential names no eIDAS identifier of its issuer"
            if named is None
            else "certificate names no organisation"
        )
        detail = f"the {side}: there is nothing to compare"
        return unknown(agree, "identifier_absent", detail), unknown(bound, "identifier_absent", detail)
    if named != certified:
        detail = "the seal is that of another organisation than the issuer that the credential names"
        place = "/issuer/eIDASIdentifier/notation"
        return failed(agree, "identifiers_differ", detail, place), failed(
            bound, "identifiers_differ", detail, place
        )
    same = passed(agree, "identifiers_agree", "the issuer's eIDAS identifier is that of the certificate")
    if not vouched:
        detail = "the certificate names the issuer, and no listed authority vouches for the certificate"
        return same, unknown(bound, "certificate_not_vouched_for", detail)
    return same, passed(
        bound, "certificate_of_issuer", "a listed authority certified the key as the issuer's"
    )
