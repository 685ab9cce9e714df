"""The two sealed samples of the European Learning Model, along the chain of the European trusted lists."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from services.credentials.adapters.verification.seals import jws
from services.credentials.adapters.verification.seals.materials import materials
from services.credentials.adapters.verification.seals.verifier import SealVerifier
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.adapters.verification.trust.shelf import TrustShelf
from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind
from services.credentials.domain.verification.elm_structure import structure
from services.credentials.domain.verification.report import Authenticity, Report, standing
from tests.conformance.verification.third_party import document, operators, third_party

LISTS = "eu-trusted-lists/tests/fixtures/trustlist/real/"
SAMPLES = ("Sample-CertOfPart-signed.jsonld", "Sample-MC-Annex1-signed.jsonld")
UNSEALED = ("Sample-CertOfPart-unsigned.jsonld", "Sample-MC-Annex1-unsigned.jsonld")
LISTS_SPEAK = datetime(2026, 7, 20, tzinfo=UTC)
VERIFIER = SealVerifier(TrustShelf(), StatusLists(()))


def kept(kind: Kind, name: str) -> Exhibit:
    return operators(kind, third_party(LISTS + name).read_bytes())


def lists() -> Evidence:
    return Evidence(
        (
            kept(Kind.LIST_SIGNER, "eu-lotl-signer.pem"),
            kept(Kind.TRUSTED_LIST, "eu-lotl-seq388.xml"),
            kept(Kind.TRUSTED_LIST, "es-tl-seq187.xml"),
        )
    )


def verified(name: str, *exhibits: Exhibit, at: datetime = LISTS_SPEAK) -> Report:
    return VERIFIER.verify(document(f"elm-edc/samples/{name}"), Evidence(lists().exhibits + exhibits), at)


def codes(report: Report) -> list[str]:
    return [f"{it.name}: {it.result} {it.code}" for it in report.checks]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_chain_leads_from_the_list_of_lists_to_the_seal_and_the_time_stays_unproven(name: str) -> None:
    report = verified(name)

    assert codes(report) == [
        "integrity: passed signature_holds",
        "identifiers_agree: passed identifiers_agree",
        "issuer_bound: passed certificate_of_issuer",
        "issuer_trusted: passed qualified_certificate_for_seals",
        "signing_time: unknown time_stamp_authority_unknown",
        "validity: unknown certificate_expired_time_unproven",
        "status: unknown certificate_status_outdated",
        "structure: passed members_present",
        "validity: passed without_end",
    ]
    assert standing(report).authenticity is Authenticity.AUTHENTIC
    assert report.issuer is not None
    assert report.issuer.listed_name == "ORGANIZACION TEST"


@pytest.mark.parametrize("name", SAMPLES)
def test_an_authority_that_the_operator_names_proves_the_time_while_its_certificate_lasts(name: str) -> None:
    """The operator names the test authority of the time stamps, whose certificate ended in December 2023."""
    seal = jws.read(document(f"elm-edc/samples/{name}").content)[0]
    authority = next(
        it for it in materials(seal).certificates if it.subject.rfc4514_string().endswith("CN=root-ca")
    )
    named = operators(Kind.TIME_STAMP_AUTHORITY, authority.public_bytes(Encoding.DER))

    in_time = codes(verified(name, named, at=datetime(2023, 11, 1, tzinfo=UTC)))
    assert "signing_time: passed time_stamped_not_qualified" in in_time
    assert "validity: passed certificate_valid" in in_time
    assert "status: passed certificate_not_revoked" in in_time

    too_late = codes(verified(name, named))
    assert "signing_time: unknown time_stamp_certificate_expired" in too_late


def test_an_authority_that_only_a_request_names_counts_for_nothing() -> None:
    seal = jws.read(document(f"elm-edc/samples/{SAMPLES[0]}").content)[0]
    brought = tuple(
        Exhibit(kind, it.public_bytes(Encoding.DER))
        for it in materials(seal).certificates
        for kind in (Kind.TIME_STAMP_AUTHORITY, Kind.LIST_SIGNER)
    )

    report = verified(SAMPLES[0], *brought, at=datetime(2023, 11, 1, tzinfo=UTC))

    assert report.of(CheckName.SIGNING_TIME)[0].code == "time_stamp_authority_unknown"


def test_lists_that_are_overdue_leave_the_issuer_unknown() -> None:
    report = verified(SAMPLES[0], at=datetime(2026, 11, 24, tzinfo=UTC))

    assert report.of(CheckName.ISSUER_TRUSTED)[0].code == "list_expired"
    assert report.of(CheckName.ISSUER_BOUND)[0].result is Result.UNKNOWN
    assert standing(report).authenticity is Authenticity.OPEN


@pytest.mark.parametrize(
    ("left_out", "code"),
    [
        ("eu-lotl-signer.pem", "no_signer_of_lists"),
        ("eu-lotl-seq388.xml", "no_list_of_lists"),
        ("es-tl-seq187.xml", "no_national_list"),
    ],
)
def test_a_link_of_the_chain_that_is_missing_is_named(left_out: str, code: str) -> None:
    missing = third_party(LISTS + left_out).read_bytes()
    evidence = Evidence(tuple(it for it in lists().exhibits if it.content != missing))

    report = VERIFIER.verify(document(f"elm-edc/samples/{SAMPLES[0]}"), evidence, LISTS_SPEAK)

    assert report.of(CheckName.ISSUER_TRUSTED)[0].code == code


def test_a_list_with_one_changed_character_is_not_believed() -> None:
    changed = [
        Exhibit(it.kind, it.content.replace(b"granted", b"Granted", 1), it.origin) for it in lists().exhibits
    ]

    report = VERIFIER.verify(document(f"elm-edc/samples/{SAMPLES[0]}"), Evidence(tuple(changed)), LISTS_SPEAK)

    assert report.of(CheckName.ISSUER_TRUSTED)[0].result is Result.UNKNOWN
    assert report.of(CheckName.ISSUER_TRUSTED)[0].code == "list_not_authentic"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_changed_grade_shows(name: str) -> None:
    sealed = json.loads(document(f"elm-edc/samples/{name}").content)
    sealed["payload"] = sealed["payload"].replace("learning", "Learning", 1)

    report = VERIFIER.verify(Document(json.dumps(sealed).encode()), lists(), LISTS_SPEAK)

    assert report.of(CheckName.INTEGRITY)[0].code == "signature_mismatch"
    assert standing(report).authenticity is Authenticity.ALTERED


@pytest.mark.parametrize("name", UNSEALED)
def test_unsealed_samples_lack_just_the_two_members_that_a_shacl_engine_misses(name: str) -> None:
    found = structure(json.loads(document(f"elm-edc/samples/{name}").content))

    assert sorted(it.pointer or "" for it in found) == ["/issued", "/issuer/eIDASIdentifier"]
