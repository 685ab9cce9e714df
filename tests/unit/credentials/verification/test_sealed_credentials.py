"""A university seals a credential; years later somebody asks what can be said about it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from services.credentials.adapters.verification.seals.verifier import SealVerifier
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.adapters.verification.trust.shelf import TrustShelf
from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind, Origin
from services.credentials.domain.verification.report import Authenticity, Report, standing
from tests.support.seals import (
    ORGANISATION,
    QUALIFIED_SEAL,
    Entry,
    Party,
    Sealing,
    answers,
    archive_stamp,
    certificates,
    list_of_lists,
    national_list,
    ocsp_answer,
    party,
    sealed,
    signature_stamp,
    world,
    written,
)

SEALED = datetime(2023, 6, 1, 12, tzinfo=UTC)
STAMPED = SEALED + timedelta(minutes=1)
ASKED = datetime(2026, 11, 24, tzinfo=UTC)
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
GRANTED = [(LONG_AGO, "granted")]
VERIFIER = SealVerifier(TrustShelf(), StatusLists(()))
Beside = Callable[[Sealing], dict[str, Any]]


def credential(**members: Any) -> bytes:
    issuer = {
        "id": "urn:university",
        "type": "Organisation",
        "legalName": {"en": "Test University"},
        "location": {"type": "Location", "address": {"type": "Address", "countryCode": "ES"}},
        "eIDASIdentifier": {"type": "LegalIdentifier", "notation": ORGANISATION, "spatial": "ESP"},
    }
    content = {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "http://data.europa.eu/snb/model/context/edc-ap",
        ],
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "id": "urn:credential:1",
        "issuer": issuer,
        "issued": "2023-06-01T12:00:00Z",
        "validFrom": "2023-06-01T12:00:00Z",
        "credentialProfiles": {"id": "urn:profile"},
        "credentialSchema": {"id": "urn:schema", "type": "ShaclValidator2017"},
        "displayParameter": {"id": "urn:display"},
        "credentialSubject": {"type": "Person", "hasClaim": {"id": "urn:claim"}},
        **members,
    }
    return written({name: value for name, value in content.items() if value is not None})


def lists(*entries: Entry, next_update: datetime | None = datetime(2030, 1, 1, tzinfo=UTC)) -> Evidence:
    entries = entries or (
        Entry("CA/QC", world().authority, GRANTED),
        Entry("TSA/QTST", world().stamper, GRANTED),
    )
    return Evidence(
        (
            Exhibit(Kind.LIST_SIGNER, world().lists_signer.der, Origin.OPERATOR),
            Exhibit(Kind.TRUSTED_LIST, list_of_lists(world().lists_signer, {"ES": world().national_signer})),
            Exhibit(
                Kind.TRUSTED_LIST, national_list(world().national_signer, entries, next_update=next_update)
            ),
        )
    )


def good(when: datetime = STAMPED) -> Beside:
    return answers(ocsp_answer(world().university, world().authority, when, responder=world().responder))


def asked(
    *beside: Beside,
    content: bytes | None = None,
    by: Party | None = None,
    evidence: Evidence | None = None,
    at: datetime = ASKED,
    claimed: datetime = SEALED,
    header: dict[str, Any] | None = None,
) -> Report:
    document = sealed(
        content or credential(), by or world().university, claimed=claimed, header=header, unsigned=beside
    )
    assert VERIFIER.recognises(document)
    return VERIFIER.verify(Document(document), evidence or lists(), at)


def code(report: Report, name: CheckName) -> str:
    first = report.of(name)[0]
    return f"{first.result} {first.code}"


def test_a_seal_that_was_stamped_in_time_is_good_years_after_its_certificate_ended() -> None:
    report = asked(signature_stamp(world().stamper, STAMPED), good())

    assert {it.result for it in report.checks} == {Result.PASSED}
    assert code(report, CheckName.SIGNING_TIME) == "passed time_stamped"
    assert code(report, CheckName.VALIDITY) == "passed certificate_valid"
    assert code(report, CheckName.STATUS) == "passed certificate_not_revoked"
    assert standing(report).authenticity is Authenticity.AUTHENTIC
    assert report.issuer is not None
    assert report.issuer.listed_name == "Test University"


def test_without_a_time_stamp_an_ended_certificate_leaves_the_date_a_claim() -> None:
    report = asked(good())

    assert code(report, CheckName.SIGNING_TIME) == "unknown no_time_stamp"
    assert code(report, CheckName.VALIDITY) == "unknown certificate_expired_time_unproven"
    assert code(report, CheckName.STATUS) == "unknown certificate_status_outdated"


def test_a_certificate_that_still_stands_needs_no_time_stamp() -> None:
    at = datetime(2023, 7, 1, tzinfo=UTC)

    report = asked(good(at - timedelta(days=1)), at=at)

    assert code(report, CheckName.VALIDITY) == "passed certificate_valid"
    assert code(report, CheckName.STATUS) == "passed certificate_not_revoked"


def test_a_time_stamp_of_somebody_whom_no_list_names_proves_nothing() -> None:
    stranger = party("Stranger", purpose=ExtendedKeyUsageOID.TIME_STAMPING)

    report = asked(signature_stamp(stranger, STAMPED), good())

    assert code(report, CheckName.SIGNING_TIME) == "unknown time_stamp_authority_unknown"
    assert code(report, CheckName.INTEGRITY) == "passed signature_holds"


def test_a_time_stamp_copied_from_another_seal_proves_nothing() -> None:
    other = sealed(credential(id="urn:credential:2"), world().university, claimed=SEALED)
    elsewhere = Sealing(other, "x", "y", [])

    report = asked(lambda _: signature_stamp(world().stamper, STAMPED)(elsewhere), good())

    assert code(report, CheckName.SIGNING_TIME) == "unknown time_stamp_of_something_else"


def test_a_certificate_that_is_not_for_time_stamps_takes_none() -> None:
    for purpose in (None, ExtendedKeyUsageOID.CODE_SIGNING):
        other = party("Not for time stamps", purpose=purpose)
        entries = (Entry("CA/QC", world().authority, GRANTED), Entry("TSA/QTST", other, GRANTED))

        report = asked(signature_stamp(other, STAMPED), good(), evidence=lists(*entries))

        assert code(report, CheckName.SIGNING_TIME) == "unknown time_stamp_unreadable"


def test_a_time_stamp_from_after_the_time_asked_about_proves_nothing() -> None:
    report = asked(signature_stamp(world().stamper, ASKED + timedelta(days=1)))

    assert code(report, CheckName.SIGNING_TIME) == "unknown time_stamp_from_the_future"


def test_an_archive_time_stamp_keeps_one_whose_certificate_ended() -> None:
    short = party(
        "Short-lived",
        begins=datetime(2023, 1, 1, tzinfo=UTC),
        years=1,
        purpose=ExtendedKeyUsageOID.TIME_STAMPING,
    )
    entries = (
        Entry("CA/QC", world().authority, GRANTED),
        Entry("TSA/QTST", short, GRANTED),
        Entry("TSA/QTST", world().stamper, GRANTED),
    )
    first, renewed = signature_stamp(short, STAMPED), STAMPED + timedelta(days=90)

    alone = asked(first, good(), evidence=lists(*entries))
    assert code(alone, CheckName.SIGNING_TIME) == "unknown time_stamp_certificate_expired"

    kept = asked(first, good(), archive_stamp((world().stamper, renewed)), evidence=lists(*entries))
    assert STAMPED.isoformat() in kept.of(CheckName.SIGNING_TIME)[0].detail

    too_late = archive_stamp((world().stamper, STAMPED + timedelta(days=700)))
    late = asked(first, good(), too_late, evidence=lists(*entries))
    assert STAMPED.isoformat() not in late.of(CheckName.SIGNING_TIME)[0].detail
    assert code(late, CheckName.VALIDITY) == "unknown certificate_expired_time_unproven"


def test_a_time_stamp_beside_another_covers_it_not() -> None:
    short = party(
        "Short-lived",
        begins=datetime(2023, 1, 1, tzinfo=UTC),
        years=1,
        purpose=ExtendedKeyUsageOID.TIME_STAMPING,
    )
    entries = (
        Entry("CA/QC", world().authority, GRANTED),
        Entry("TSA/QTST", short, GRANTED),
        Entry("TSA/QTST", world().stamper, GRANTED),
    )
    later = STAMPED + timedelta(days=90)

    report = asked(archive_stamp((short, STAMPED), (world().stamper, later)), evidence=lists(*entries))

    assert later.isoformat() in report.of(CheckName.SIGNING_TIME)[0].detail


@pytest.mark.parametrize(
    ("revoked", "stamped", "expected"),
    [
        (STAMPED + timedelta(days=9), True, "passed certificate_revoked_later"),
        (STAMPED + timedelta(days=9), False, "unknown certificate_revoked_time_unproven"),
        (SEALED - timedelta(days=9), True, "failed certificate_revoked"),
        (SEALED - timedelta(days=9), False, "failed certificate_revoked"),
    ],
)
def test_a_revocation_counts_from_its_day(revoked: datetime, stamped: bool, expected: str) -> None:
    answer = ocsp_answer(world().university, world().authority, STAMPED + timedelta(days=30), revoked=revoked)
    beside = [signature_stamp(world().stamper, STAMPED)] if stamped else []

    report = asked(*beside, answers(answer))

    assert code(report, CheckName.STATUS) == expected
    assert (standing(report).authenticity is Authenticity.AUTHENTIC) is not expected.startswith("failed")


def test_an_answer_that_the_authority_did_not_sign_says_nothing() -> None:
    impostor = party("Test CA for seals", authority=True, fresh=True)
    responder = party("Responder", impostor, fresh=True, purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
    for answer in (
        ocsp_answer(world().university, world().authority, STAMPED, responder=impostor),
        ocsp_answer(world().university, world().authority, STAMPED, responder=responder),
        ocsp_answer(world().university, world().authority, STAMPED, responder=world().university),
        ocsp_answer(world().responder, world().authority, STAMPED),
        b"\x30\x80",
    ):
        report = asked(signature_stamp(world().stamper, STAMPED), answers(answer))
        assert code(report, CheckName.STATUS) == "unknown certificate_status_absent"


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (GRANTED, "passed qualified_certificate_for_seals"),
        ([(STAMPED + timedelta(days=1), "withdrawn"), *GRANTED], "passed qualified_certificate_for_seals"),
        ([(STAMPED - timedelta(days=1), "withdrawn"), *GRANTED], "failed authority_not_granted"),
        ([(LONG_AGO, "withdrawn")], "failed authority_not_granted"),
        ([(STAMPED - timedelta(days=1), "granted")], "unknown authority_not_listed_then"),
        ([(LONG_AGO, "undersupervision")], "passed qualified_certificate_for_seals"),
    ],
)
def test_the_authority_counts_by_its_status_on_the_day(
    history: list[tuple[datetime, str]], expected: str
) -> None:
    entries = (Entry("CA/QC", world().authority, history), Entry("TSA/QTST", world().stamper, GRANTED))

    report = asked(signature_stamp(world().stamper, STAMPED), good(), evidence=lists(*entries))

    assert code(report, CheckName.ISSUER_TRUSTED) == expected


def test_an_authority_withdrawn_since_leaves_a_seal_without_a_time_open() -> None:
    history = [(STAMPED + timedelta(days=1), "withdrawn"), *GRANTED]

    report = asked(evidence=lists(Entry("CA/QC", world().authority, history)))

    assert code(report, CheckName.ISSUER_TRUSTED) == "unknown authority_withdrawn_since"


def test_an_authority_for_signatures_is_none_for_seals() -> None:
    entry = Entry("CA/QC", world().authority, GRANTED, purpose="ForeSignatures")

    assert code(asked(evidence=lists(entry)), CheckName.ISSUER_TRUSTED) == "unknown authority_not_for_seals"


QUALIFICATION = """<Extension Critical="true"><q:Qualifications><q:QualificationElement><q:Qualifiers>
    <q:Qualifier uri="http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/{qualifier}"/></q:Qualifiers>
    <q:CriteriaList assert="{quantifier}">{criteria}</q:CriteriaList>
    </q:QualificationElement></q:Qualifications></Extension>"""
A_POLICY = """<q:PolicySet><q:PolicyIdentifier><x:Identifier>urn:oid:1.2.3</x:Identifier>
    </q:PolicyIdentifier></q:PolicySet>"""


@pytest.mark.parametrize(
    ("quantifier", "criteria", "expected"),
    [
        ("all", "", "unknown certificate_not_qualified"),
        ("atLeastOne", A_POLICY, "passed qualified_certificate_for_seals"),
        ("none", A_POLICY, "unknown certificate_not_qualified"),
        ("all", "<q:SomethingNew/>", "unknown qualification_not_read"),
        ("atLeastOne", A_POLICY + "<q:SomethingNew/>", "unknown qualification_not_read"),
    ],
)
def test_what_a_list_takes_back_for_some_certificates(quantifier: str, criteria: str, expected: str) -> None:
    taken_back = QUALIFICATION.format(qualifier="NotQualified", quantifier=quantifier, criteria=criteria)
    entry = Entry("CA/QC", world().authority, GRANTED, qualifications=taken_back)

    assert code(asked(evidence=lists(entry)), CheckName.ISSUER_TRUSTED) == expected


def test_a_critical_extension_that_is_not_read_leaves_the_authority_open() -> None:
    entry = Entry(
        "CA/QC",
        world().authority,
        GRANTED,
        qualifications='<Extension Critical="true"><q:New/></Extension>',
    )

    assert code(asked(evidence=lists(entry)), CheckName.ISSUER_TRUSTED) == "unknown qualification_not_read"


def test_a_certificate_that_is_not_said_to_be_qualified_is_not() -> None:
    plain = party("Plain", world().authority, organisation=ORGANISATION)

    assert code(asked(by=plain), CheckName.ISSUER_TRUSTED) == "unknown certificate_not_qualified"


def test_a_certificate_that_nobody_listed_issued_binds_nobody() -> None:
    own = party("Forger", organisation=ORGANISATION, qualified=QUALIFIED_SEAL)
    namesake = party("Test CA for seals", authority=True, fresh=True)
    below = party("Forger", namesake, organisation=ORGANISATION, qualified=QUALIFIED_SEAL)
    for by, beside in ((own, []), (below, [certificates(namesake)]), (below, [])):
        report = asked(*beside, by=by)
        assert code(report, CheckName.INTEGRITY) == "passed signature_holds"
        assert code(report, CheckName.ISSUER_BOUND) == "unknown certificate_not_vouched_for"
        assert code(report, CheckName.ISSUER_TRUSTED) == "unknown authority_not_listed"
        assert standing(report).authenticity is Authenticity.OPEN


def test_the_holder_of_a_seal_cannot_issue_certificates() -> None:
    below = party("Below", world().university, organisation=ORGANISATION, qualified=QUALIFIED_SEAL)

    report = asked(certificates(world().university), by=below)

    assert code(report, CheckName.ISSUER_TRUSTED) == "unknown authority_not_listed"


def test_an_authority_between_is_found_among_what_the_seal_carries() -> None:
    between = party("Between", world().authority, authority=True)
    by = party("Seal", between, organisation=ORGANISATION, qualified=QUALIFIED_SEAL)

    assert code(asked(certificates(between), by=by), CheckName.ISSUER_TRUSTED).startswith("passed")
    assert code(asked(by=by), CheckName.ISSUER_TRUSTED) == "unknown authority_not_listed"


def test_the_seal_of_another_organisation_is_not_the_issuers() -> None:
    other = party("Other", world().authority, organisation="VATES-X1", qualified=QUALIFIED_SEAL)

    report = asked(by=other)

    assert code(report, CheckName.ISSUER_BOUND) == "failed identifiers_differ"
    assert code(report, CheckName.IDENTIFIERS_AGREE) == "failed identifiers_differ"
    assert standing(report).authenticity is Authenticity.OPEN


def test_lists_count_only_along_the_chain() -> None:
    elsewhere, lists_signer, national = party("Elsewhere"), world().lists_signer, world().national_signer
    pin = Exhibit(Kind.LIST_SIGNER, lists_signer.der, Origin.OPERATOR)
    top = Exhibit(Kind.TRUSTED_LIST, list_of_lists(lists_signer, {"ES": national}))
    entry = Entry("CA/QC", world().authority, GRANTED)
    own = Exhibit(Kind.TRUSTED_LIST, national_list(national, [entry]))
    past = datetime(2026, 1, 1, tzinfo=UTC)

    def said(*exhibits: Exhibit) -> str:
        return code(asked(evidence=Evidence(exhibits)), CheckName.ISSUER_TRUSTED)

    assert said(pin, top, own) == "passed qualified_certificate_for_seals"
    brought = Exhibit(Kind.LIST_SIGNER, lists_signer.der, Origin.REQUEST)
    assert said(brought, top, own) == "unknown no_signer_of_lists"
    other_top = Exhibit(Kind.TRUSTED_LIST, list_of_lists(elsewhere, {"ES": national}))
    assert said(pin, other_top, own) == "unknown no_list_of_lists"
    other_own = Exhibit(Kind.TRUSTED_LIST, national_list(elsewhere, [entry]))
    assert said(pin, top, other_own) == "unknown list_not_authentic"
    foreign = Exhibit(Kind.TRUSTED_LIST, national_list(national, [entry], territory="FR"))
    assert said(pin, top, foreign) == "unknown list_not_authentic"
    assert said(pin, top) == "unknown no_national_list"
    overdue = Exhibit(Kind.TRUSTED_LIST, national_list(national, [entry], next_update=past))
    assert said(pin, top, overdue) == "unknown list_expired"
    late_top = Exhibit(Kind.TRUSTED_LIST, list_of_lists(lists_signer, {"ES": national}, next_update=past))
    assert said(pin, late_top, own) == "unknown list_expired"
    withdrawn = Entry("CA/QC", world().authority, [(LONG_AGO, "withdrawn")])
    newer = Exhibit(Kind.TRUSTED_LIST, national_list(national, [withdrawn], sequence=2))
    assert said(pin, top, own, newer) == "failed authority_not_granted"
    forged_newer = Exhibit(Kind.TRUSTED_LIST, national_list(elsewhere, [withdrawn], sequence=9))
    assert said(pin, top, own, forged_newer) == "passed qualified_certificate_for_seals"


def test_a_closed_scheme_speaks_on() -> None:
    evidence = lists(Entry("CA/QC", world().authority, GRANTED), next_update=None)

    assert code(asked(evidence=evidence), CheckName.ISSUER_TRUSTED).startswith("passed")


def test_members_that_the_shape_demands_are_named_by_their_place() -> None:
    report = asked(content=credential(issued=None, displayParameter=None))

    missing = {it.pointer for it in report.of(CheckName.STRUCTURE)}
    assert missing == {"/issued", "/displayParameter"}
    assert code(report, CheckName.INTEGRITY) == "passed signature_holds"


def test_an_ended_credential_says_so_beside_its_certificate() -> None:
    report = asked(
        signature_stamp(world().stamper, STAMPED), content=credential(expirationDate="2025-01-01T00:00:00Z")
    )

    assert [it.code for it in report.of(CheckName.VALIDITY)] == ["certificate_valid", "expired"]


def test_a_status_list_that_the_credential_names_is_looked_for() -> None:
    entry = {
        "type": "BitstringStatusListEntry",
        "statusListCredential": "https://university.test/list",
        "statusListIndex": "7",
        "statusPurpose": "revocation",
    }

    report = asked(good(), content=credential(credentialStatus=entry))

    assert [it.code for it in report.of(CheckName.STATUS)] == [
        "certificate_status_outdated",
        "status_list_missing",
    ]


def test_a_seal_that_dates_itself_after_its_certificate_fails() -> None:
    report = asked(claimed=datetime(2025, 1, 1, tzinfo=UTC))

    assert code(report, CheckName.VALIDITY) == "failed certificate_expired"
