"""What is handed in may be anything: it is never believed, and never costs much."""

import base64
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from services.credentials.adapters.verification.seals import jws, time_stamps
from services.credentials.adapters.verification.seals.certificates import Unreadable, load
from services.credentials.adapters.verification.seals.paths import path
from services.credentials.adapters.verification.seals.statements import declared
from services.credentials.adapters.verification.seals.verifier import SealVerifier
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.adapters.verification.trust.list_documents import UnreadableList, read_list
from services.credentials.adapters.verification.trust.list_signatures import verified
from services.credentials.adapters.verification.trust.shelf import TrustShelf
from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind, Origin
from services.credentials.domain.verification.report import Authenticity, Report, standing
from tests.support.seals import (
    Entry,
    Party,
    b64,
    b64url,
    list_of_lists,
    national_list,
    party,
    sealed,
    signature_stamp,
    token,
    world,
    written,
)

SEALED = datetime(2023, 6, 1, 12, tzinfo=UTC)
ASKED = datetime(2026, 11, 24, tzinfo=UTC)
CONTENT = '{"type": ["EuropeanDigitalCredential"], "grade": "café 5", "issuer": {"id": "urn:u"}}'.encode()
VERIFIER = SealVerifier(TrustShelf(), StatusLists(()))


def trusted() -> Evidence:
    granted = [(datetime(2019, 1, 1, tzinfo=UTC), "granted")]
    entries = [Entry("CA/QC", world().authority, granted), Entry("TSA/QTST", world().stamper, granted)]
    return Evidence(
        (
            Exhibit(Kind.LIST_SIGNER, world().lists_signer.der, Origin.OPERATOR),
            Exhibit(Kind.TRUSTED_LIST, list_of_lists(world().lists_signer, {"ES": world().national_signer})),
            Exhibit(Kind.TRUSTED_LIST, national_list(world().national_signer, entries)),
        )
    )


GENUINE = sealed(
    CONTENT, world().university, claimed=SEALED, unsigned=[signature_stamp(world().stamper, SEALED)]
)
LISTS = trusted()


def said(document: bytes, evidence: Evidence = LISTS) -> Report:
    return VERIFIER.verify(Document(document), evidence, ASKED)


def holds(report: Report) -> bool:
    return any(it.result is Result.PASSED for it in report.of(CheckName.INTEGRITY))


def test_the_genuine_one_holds_and_is_stamped() -> None:
    report = said(GENUINE)

    assert holds(report)
    assert report.of(CheckName.SIGNING_TIME)[0].code == "time_stamped"


def _sealed_parts(document: bytes) -> tuple[bytes, ...]:
    """What the seal is over, and the seal: as it is understood."""
    (seal,) = jws.read(document)
    return seal.payload or b"", seal.protected.encode(), seal.signature


@given(place=st.integers(0, len(GENUINE) - 1), octet=st.integers(0, 255))
@settings(max_examples=150)
def test_no_changed_byte_passes(place: int, octet: int) -> None:
    changed = GENUINE[:place] + bytes([octet]) + GENUINE[place + 1 :]

    report = said(changed)

    if holds(report):
        assert _sealed_parts(changed) == _sealed_parts(GENUINE)
    for it in report.of(CheckName.SIGNING_TIME):
        assert it.result is not Result.PASSED or SEALED.isoformat() in it.detail


@given(
    place=st.integers(0, len(CONTENT) - 1), octet=st.integers(0x20, 0x7E).filter(lambda it: it not in b'"\\')
)
@settings(max_examples=60)
def test_changed_content_is_altered(place: int, octet: int) -> None:
    content = bytearray(CONTENT)
    if content[place] > 0x7E or content[place] == octet:
        return
    content[place] = octet
    document = json.loads(GENUINE)
    document["payload"] = content.decode()

    report = said(written(document))

    assert report.of(CheckName.INTEGRITY)[0].code == "signature_mismatch"
    assert standing(report).authenticity is Authenticity.ALTERED


STAMP = token(world().stamper, b"content", SEALED)


@given(place=st.integers(0, len(STAMP) - 1), octet=st.integers(0, 255))
@settings(max_examples=150)
def test_a_stamp_with_a_changed_byte_says_the_same_or_nothing(place: int, octet: int) -> None:
    changed = STAMP[:place] + bytes([octet]) + STAMP[place + 1 :]
    try:
        read = time_stamps.read(changed)
    except (Unreadable, time_stamps.Broken):
        return
    assert (read.taken, read.covers(b"content"), read.signer) == (SEALED, True, world().stamper.certificate)


NATIONAL = LISTS.of(Kind.TRUSTED_LIST)[1].content


@given(place=st.integers(0, len(NATIONAL) - 1), octet=st.integers(0, 255))
@settings(max_examples=60)
def test_a_list_with_a_changed_byte_says_the_same_or_nothing(place: int, octet: int) -> None:
    changed = NATIONAL[:place] + bytes([octet]) + NATIONAL[place + 1 :]
    try:
        root, signer = verified(changed)
        read = read_list(root, "")
    except UnreadableList:
        return
    assert (signer, read) == (world().national_signer.certificate, read_list(verified(NATIONAL)[0], ""))


def _with(change: Callable[[dict[str, Any]], None], *, signed: bool = True) -> bytes:
    """Change the protected header, and sign again where the forger has the key."""
    document = json.loads(GENUINE)
    one = document["signatures"][0]
    header = json.loads(base64.urlsafe_b64decode(one["protected"] + "=="))
    change(header)
    if not signed:
        one["protected"] = b64url(written(header))
        return written(document)
    return sealed(CONTENT, world().university, claimed=SEALED, header=header)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS1", "ES1", "RS256", "PS256", "ES384", "", 7, None])
def test_an_algorithm_that_is_weak_or_not_the_keys_shows_nothing(algorithm: object) -> None:
    report = said(_with(lambda it: it.update(alg=algorithm)))

    assert [it.code for it in report.of(CheckName.INTEGRITY)] == ["algorithm_not_accepted"]
    assert standing(report).authenticity is Authenticity.OPEN


def _rsa_certificate(bits: int) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "RSA")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, SEALED, SEALED + timedelta(days=9))
    return builder.sign(key, hashes.SHA256()), key


def test_a_short_rsa_key_shows_nothing() -> None:
    certificate, key = _rsa_certificate(1024)
    encoded = certificate.public_bytes(Encoding.DER)
    protected = b64url(written({"alg": "RS256", "x5c": [b64(encoded)], "sigT": "2023-06-01T12:00:00Z"}))
    payload = b64url(CONTENT)
    signature = key.sign(f"{protected}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())

    report = said(f"{protected}.{payload}.{b64url(signature)}".encode())

    assert [it.code for it in report.of(CheckName.INTEGRITY)] == ["certificate_unreadable"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda it: it.pop("crit"), "b64_not_critical"),
        (lambda it: it.update(crit=["sigT"]), "b64_not_critical"),
        (lambda it: it.update(crit=["b64", "b64"]), "critical_unreadable"),
        (lambda it: it.update(crit=["b64", "exp"], exp=1), "critical_not_understood"),
        (lambda it: it.update(crit=["b64", "sigPl"]), "critical_absent"),
        (lambda it: it.update(b64="false"), "b64_unreadable"),
        (lambda it: it.update(x5c=[it["x5c"][0]] * 100), "chain_too_long"),
        (lambda it: it.update(x5c=[]), "certificate_unreadable"),
        (lambda it: it.update(x5c="MII"), "certificate_unreadable"),
        (lambda it: it.update(x5c=["A" * 100_000]), "certificate_unreadable"),
        (lambda it: it.update({"x5t#S256": b64url(b"0" * 32)}), "certificate_contradicted"),
        (lambda it: (it.pop("x5c"), it.pop("x5t#S256")), "certificate_absent"),
        (lambda it: it.pop("x5c"), "certificate_absent"),
    ],
)
def test_a_header_that_does_not_say_what_counts_shows_nothing(change: Any, code: str) -> None:
    report = said(_with(change, signed=False))

    assert code in {it.code for it in report.checks}
    assert not holds(report)
    assert standing(report).authenticity is Authenticity.OPEN


@pytest.mark.parametrize(
    "document",
    [
        b"{",
        b"[" * 100_000,
        b'{"payload": "", "signatures": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"payload": 1, "protected": "", "signature": ""}',
        b'{"payload": "", "protected": "e30", "protected": "e30", "signature": ""}',
        b'{"payload": "", "protected": "e31", "signature": ""}',
        b'{"payload": "", "signatures": []}',
        b'{"payload": "", "signatures": [], "signature": "", "protected": ""}',
        b'{"payload": "", "signatures": [' + b'{"protected": "e30", "signature": ""},' * 99 + b"{}]}",
        b'{"payload": "", "protected": "e30", "header": {"etsiU": 1}, "signature": ""}',
        b'{"payload": "\\ud800", "protected": "e30", "signature": ""}',
        b'{"payload": "", "protected": "' + b64url(b"[" * 9_999).encode() + b'", "signature": ""}',
        b"a.b",
        b"a.b.c.d",
        b"\xff\xfe",
        b"",
    ],
)
def test_what_is_no_seal_is_said_to_be_none(document: bytes) -> None:
    VERIFIER.recognises(document)
    (check,) = said(document).checks

    assert (check.name, check.result) == (CheckName.STRUCTURE, Result.UNKNOWN)


def test_members_beside_the_seal_that_cannot_be_read_hinder_nothing() -> None:
    junk: list[dict[str, Any]] = [
        {"xVals": [{"x509Cert": {"val": "?"}}, 1, {}] * 100},
        {"rVals": {"ocspVals": [{"val": b64(b"0" * 99)}] * 100, "crlVals": {}}},
        {"sigTst": {"tstTokens": [{"val": b64(b"\x30\x80" * 9_999)}]}},
        {"sigTst": {"tstTokens": [{"val": "A" * 100_000}, 1]}},
        {"arcTst": []},
        {"tstVD": {"xVals": 1}},
    ]
    unsigned = [lambda _, it=it: it for it in junk] + [lambda _: junk[0]] * 200

    report = said(sealed(CONTENT, world().university, claimed=SEALED, unsigned=unsigned))

    assert holds(report)
    assert report.of(CheckName.SIGNING_TIME)[0].result is Result.UNKNOWN


@pytest.mark.parametrize("encoded", [b"\x30\x80" * 30_000, b"\x30\x84\xff\xff\xff\xff", b"\x30" * 999, b""])
def test_bombs_in_asn1_are_unreadable(encoded: bytes) -> None:
    with pytest.raises(Unreadable):
        time_stamps.read(encoded)
    with pytest.raises(Unreadable):
        load(encoded)


def test_statements_that_cannot_be_read_declare_nothing() -> None:
    odd = party("Odd", qualified=((), ()))

    assert not declared(odd.certificate).qualified


def test_many_authorities_of_one_name_are_not_tried_in_all_orders() -> None:
    crowd = [party("Same", authority=True, fresh=True) for _ in range(40)]
    leaf = party("Leaf", crowd[0])
    others = [it.certificate for it in crowd]

    assert path(leaf.certificate, others, lambda _: []) is None
    found = path(leaf.certificate, others, lambda _: others)
    assert found is not None
    assert found.anchor == crowd[0].certificate


def test_a_long_chain_is_not_followed() -> None:
    chain = [party("0", authority=True)]
    for number in range(1, 9):
        chain.append(party(str(number), chain[-1], authority=True))
    leaf = party("Leaf", chain[-1])
    others = [it.certificate for it in chain[1:]]

    assert path(leaf.certificate, others, lambda _: [chain[0].certificate]) is None
    assert path(leaf.certificate, others, lambda _: [chain[-1].certificate]) is not None


def _entities() -> bytes:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE l [<!ENTITY e0 "ha">{lines}]><l>&e8;</l>'.encode()


def _moved(text: bytes) -> bytes:
    """Wrap the signed list in another one: the classic attack on signed XML."""
    return (
        b"<TrustServiceStatusList xmlns='http://uri.etsi.org/02231/v2#'>"
        + text
        + b"</TrustServiceStatusList>"
    )


@pytest.mark.parametrize(
    "content",
    [
        _entities(),
        _entities().decode().encode("utf-16"),
        b'<!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>',
        b"<l>" * 100_000,
        b"<l/>",
        b"not XML",
        b"",
        b" " * (16 * 1024 * 1024 + 1),
        _moved(NATIONAL),
        NATIONAL.replace(b"enveloped-signature", b"base64"),
        NATIONAL.replace(b"ecdsa-sha256", b"ecdsa-sha1"),
        NATIONAL.replace(b'URI=""', b'URI="#list"'),
        NATIONAL.replace(b"granted", b"withdrawn"),
    ],
)
def test_a_list_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableList):
        verified(content)


def test_compressed_or_foreign_evidence_says_nothing() -> None:
    noise = tuple(
        Exhibit(kind, zlib.compress(b"x" * 9_999), Origin.OPERATOR)
        for kind in (Kind.TRUSTED_LIST, Kind.LIST_SIGNER, Kind.CERTIFICATE, Kind.REVOCATION)
    )

    report = said(GENUINE, Evidence(noise))

    assert holds(report)
    assert report.of(CheckName.ISSUER_TRUSTED)[0].code == "no_signer_of_lists"


def test_a_junk_seal_beside_the_issuers_does_not_make_it_altered() -> None:
    content = CONTENT.replace(b'"urn:u"', b'"urn:u", "eIDASIdentifier": {"notation": "VATES-T00000000"}')
    document = json.loads(sealed(content, world().university, claimed=SEALED))
    other = json.loads(sealed(CONTENT, _stranger(), claimed=SEALED))["signatures"][0]
    document["signatures"].insert(0, other)

    report = said(written(document))

    assert [it.code for it in report.of(CheckName.INTEGRITY)] == ["other_seal_mismatch", "signature_holds"]
    assert standing(report).authenticity is Authenticity.AUTHENTIC


def test_a_seal_of_somebody_else_does_not_heal_the_issuers() -> None:
    changed = CONTENT.replace(b"5", b"1")
    document = json.loads(sealed(changed, _stranger(), claimed=SEALED))
    document["signatures"].append(json.loads(GENUINE)["signatures"][0])

    report = said(written(document))

    assert [it.code for it in report.of(CheckName.INTEGRITY)] == ["signature_holds", "signature_mismatch"]
    assert standing(report).authenticity is Authenticity.ALTERED


def _stranger() -> Party:
    return party("Stranger", organisation="VATES-OTHER")


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 2**40) | st.text(max_size=9) | st.just(b64(STAMP)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_HEADER = (
    "alg",
    "x5c",
    "x5t#S256",
    "x5t#o",
    "sigX5ts",
    "b64",
    "crit",
    "sigT",
    "iat",
    "adoTst",
    "sigD",
    "cty",
)
_BESIDE = ("sigTst", "arcTst", "xVals", "rVals", "tstVD", "cSig", "rfsTst", "val", "tstTokens")
_MEMBERS = st.dictionaries(st.sampled_from(_BESIDE), _ANY, max_size=2)


@given(
    header=st.dictionaries(st.sampled_from(_HEADER), _ANY, max_size=3),
    beside=st.lists(_MEMBERS | _ANY | st.builds(lambda it: b64url(written(it)), _MEMBERS), max_size=3),
    content=_ANY,
)
@settings(max_examples=150)
def test_whatever_stands_in_a_seal_there_is_an_answer(header: Any, beside: Any, content: Any) -> None:
    document = json.loads(sealed(written(content), world().university, claimed=SEALED, header=header))
    document["signatures"][0]["header"]["etsiU"] = beside

    report = said(written(document))

    assert report.checks
    assert standing(report).authenticity is not Authenticity.AUTHENTIC


@given(name=st.sampled_from(("issuer", "type", "id", "issued", "validFrom", "credentialSubject")), value=_ANY)
@settings(max_examples=60)
def test_whatever_a_credential_holds_there_is_an_answer(name: str, value: Any) -> None:
    content = json.loads(CONTENT) | {name: value}

    assert holds(said(sealed(written(content), world().university, claimed=SEALED)))
