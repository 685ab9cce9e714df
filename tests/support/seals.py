"""A small world of seals, made in the test: authorities, time stamps, OCSP answers, trusted lists."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree

_ECDSA = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
ORGANISATION = "VATES-T00000000"


@dataclass(frozen=True)
class Party:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def statements(*identifiers: str, types: Sequence[str] = ()) -> bytes:
    """Write qualified certificate statements."""
    inner = b"".join(_sequence(_oid(it)) for it in identifiers)
    if types:
        inner += _sequence(_oid("0.4.0.1862.1.6") + _sequence(b"".join(_oid(it) for it in types)))
    return _sequence(inner)


QUALIFIED_SEAL = ("0.4.0.1862.1.1",), ("0.4.0.1862.1.6.2",)


def _oid(dotted: str) -> bytes:
    encoded: bytes = core.ObjectIdentifier(dotted).dump()
    return encoded


def _sequence(content: bytes) -> bytes:
    assert len(content) < 128
    return bytes((0x30, len(content))) + content


def party(
    name: str,
    issuer: Party | None = None,
    *,
    begins: datetime = BEGINNING,
    years: int = 30,
    authority: bool = False,
    purpose: x509.ObjectIdentifier | None = None,
    organisation: str | None = None,
    qualified: tuple[Sequence[str], Sequence[str]] | None = None,
    fresh: bool = False,
) -> Party:
    """Make a certificate; without an issuer it signs itself. A name has one key, unless `fresh`."""
    secret = int.from_bytes(hashlib.sha256(name.encode()).digest())
    key = ec.generate_private_key(ec.SECP256R1()) if fresh else ec.derive_private_key(secret, ec.SECP256R1())
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        attributes += [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test University"),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, organisation),
        ]
    subject = x509.Name(attributes)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(secret >> 100)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if purpose:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    if qualified:
        content = x509.UnrecognizedExtension(
            x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), statements(*qualified[0], types=qualified[1])
        )
        builder = builder.add_extension(content, critical=False)
    return Party(builder.sign(issuer.key if issuer else key, hashes.SHA256(), ecdsa_deterministic=True), key)


def token(authority: Party, covered: bytes, taken: datetime, *, digest: str = "sha256") -> bytes:
    """Take a time stamp (RFC 3161)."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3.4",
            "message_imprint": {
                "hash_algorithm": {"algorithm": digest},
                "hashed_message": hashlib.new(digest, covered).digest(),
            },
            "serial_number": 1,
            "gen_time": taken,
        }
    ).dump()
    certificate = asn1_x509.Certificate.load(authority.der)
    named = tsp.ESSCertIDv2(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "cert_hash": hashlib.sha256(authority.der).digest(),
        }
    )
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [hashlib.sha256(info).digest()]},
            {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [named]})]},
        ]
    )
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": {
                        "issuer": certificate.issuer,
                        "serial_number": certificate.serial_number,
                    }
                }
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": authority.key.sign(attributes.dump(), _ECDSA),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    encoded: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return encoded


def ocsp_answer(
    about: Party,
    authority: Party,
    when: datetime,
    *,
    revoked: datetime | None = None,
    responder: Party | None = None,
) -> bytes:
    """Answer whether a certificate is revoked."""
    state = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
    signer = responder or authority
    builder = ocsp.OCSPResponseBuilder().add_response(
        about.certificate,
        authority.certificate,
        hashes.SHA1(),  # noqa: S303 - names the certificate, proves nothing (RFC 6960)
        state,
        when,
        when + timedelta(days=7),
        revoked,
        None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    return (
        builder.certificates([signer.certificate])
        .sign(signer.key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


def b64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def written(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sealed(
    content: bytes,
    by: Party,
    *,
    claimed: datetime,
    header: dict[str, Any] | None = None,
    unsigned: Sequence[Callable[["Sealing"], dict[str, Any]]] = (),
) -> bytes:
    """Seal as European Digital Credentials are: JSON serialisation, the content as text, not encoded."""
    members = {
        "alg": "ES256",
        "x5c": [b64(by.der)],
        "x5t#S256": b64url(hashlib.sha256(by.der).digest()),
        "b64": False,
        "sigT": claimed.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "crit": ["b64", "sigT"],
        **(header or {}),
    }
    protected = b64url(written(members))
    raw = by.key.sign(protected.encode() + b"." + content, _ECDSA)
    numbers = utils.decode_dss_signature(raw)
    signature = b64url(b"".join(it.to_bytes(32) for it in numbers))
    sealing = Sealing(content, protected, signature, [])
    for make in unsigned:
        sealing.members.append(b64url(written(make(sealing))))
    one = {"protected": protected, "header": {"etsiU": sealing.members}, "signature": signature}
    return written({"payload": content.decode(), "signatures": [one]})


@dataclass(frozen=True)
class Sealing:
    """A seal while things are added beside it."""

    content: bytes
    protected: str
    signature: str
    members: list[str]


def signature_stamp(authority: Party, taken: datetime) -> Callable[[Sealing], dict[str, Any]]:
    return lambda it: {
        "sigTst": {"tstTokens": [{"val": b64(token(authority, it.signature.encode(), taken))}]}
    }


def archive_stamp(*taken: tuple[Party, datetime]) -> Callable[[Sealing], dict[str, Any]]:
    """Take one archive time stamp, or several beside each other."""

    def make(it: Sealing) -> dict[str, Any]:
        parts = (it.content, it.protected.encode(), it.signature.encode(), "".join(it.members).encode())
        tokens = [{"val": b64(token(authority, b".".join(parts), when))} for authority, when in taken]
        return {"arcTst": {"tstTokens": tokens}}

    return make


def answers(*contents: bytes) -> Callable[[Sealing], dict[str, Any]]:
    return lambda _: {"rVals": {"ocspVals": [{"val": b64(it)} for it in contents]}}


def certificates(*parties: Party) -> Callable[[Sealing], dict[str, Any]]:
    return lambda _: {"xVals": [{"x509Cert": {"val": b64(it.der)}} for it in parties]}


@dataclass(frozen=True)
class Entry:
    """A service of a trusted list; `history` is (since, status), newest first."""

    kind: str
    identity: Party
    history: Sequence[tuple[datetime, str]]
    purpose: str = "ForeSeals"
    qualifications: str = ""


def national_list(
    signer: Party,
    entries: Sequence[Entry],
    *,
    territory: str = "ES",
    next_update: datetime | None = datetime(2030, 1, 1, tzinfo=UTC),
    sequence: int = 1,
) -> bytes:
    """Write and sign a national list."""
    services = "".join(_service(it) for it in entries)
    providers = f"""<TrustServiceProviderList><TrustServiceProvider>
        <TSPInformation><TSPName><Name xml:lang="en">Test Provider</Name></TSPName></TSPInformation>
        <TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"""
    return _signed_list(signer, "EUgeneric", territory, next_update, sequence, "", providers)


def list_of_lists(
    signer: Party,
    pointers: dict[str, Party],
    *,
    next_update: datetime | None = datetime(2030, 1, 1, tzinfo=UTC),
    sequence: int = 1,
) -> bytes:
    """Write and sign a list of lists."""
    written_pointers = "".join(
        f"""<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId><X509Certificate>
        {b64(it.der)}</X509Certificate></DigitalId></ServiceDigitalIdentity></ServiceDigitalIdentities>
        <TSLLocation>https://lists.test/{territory}</TSLLocation><AdditionalInformation>
        <OtherInformation><TSLType>{LISTS}EUgeneric</TSLType></OtherInformation>
        <OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>
        <OtherInformation><t:MimeType>application/vnd.etsi.tsl+xml</t:MimeType></OtherInformation>
        </AdditionalInformation></OtherTSLPointer>"""
        for territory, it in pointers.items()
    )
    return _signed_list(signer, "EUlistofthelists", "EU", next_update, sequence, written_pointers, "")


LISTS = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/"
_STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
_NAMESPACES = (
    'xmlns="http://uri.etsi.org/02231/v2#" xmlns:t="http://uri.etsi.org/02231/v2/additionaltypes#" '
    'xmlns:q="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#" '
    'xmlns:x="http://uri.etsi.org/01903/v1.3.2#"'
)


def _service(entry: Entry) -> str:
    (since, status), *earlier = entry.history
    past = "".join(
        f"<ServiceHistoryInstance>{_information(entry, since, status)}</ServiceHistoryInstance>"
        for since, status in earlier
    )
    now = f"<ServiceInformation>{_information(entry, since, status)}</ServiceInformation>"
    return f"<TSPService>{now}<ServiceHistory>{past}</ServiceHistory></TSPService>"


def _information(entry: Entry, since: datetime, status: str) -> str:
    return f"""<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{entry.kind}</ServiceTypeIdentifier>
        <ServiceName><Name xml:lang="en">Test Service</Name></ServiceName>
        <ServiceDigitalIdentity><DigitalId><X509Certificate>{b64(entry.identity.der)}</X509Certificate></DigitalId>
        </ServiceDigitalIdentity><ServiceStatus>{_STATUS}{status}</ServiceStatus>
        <StatusStartingTime>{_time(since)}</StatusStartingTime><ServiceInformationExtensions>
        <Extension Critical="true"><AdditionalServiceInformation><URI xml:lang="en">
        http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/{entry.purpose}</URI></AdditionalServiceInformation>
        </Extension>{entry.qualifications}</ServiceInformationExtensions>"""


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _signed_list(  # noqa: PLR0917 - the parts of a list
    signer: Party,
    kind: str,
    territory: str,
    next_update: datetime | None,
    sequence: int,
    pointers: str,
    providers: str,
) -> bytes:
    until = f"<dateTime>{_time(next_update)}</dateTime>" if next_update else ""
    text = f"""<TrustServiceStatusList {_NAMESPACES} Id="list"><SchemeInformation>
        <TSLSequenceNumber>{sequence}</TSLSequenceNumber><TSLType>{LISTS}{kind}</TSLType>
        <SchemeTerritory>{territory}</SchemeTerritory><PointersToOtherTSL>{pointers}</PointersToOtherTSL>
        <ListIssueDateTime>{_time(BEGINNING)}</ListIssueDateTime><NextUpdate>{until}</NextUpdate>
        </SchemeInformation>{providers}</TrustServiceStatusList>"""
    if next_update is None:
        text = text.replace("<NextUpdate></NextUpdate>", "<NextUpdate/>")
    return _xades(etree.fromstring(text), signer)


_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_DS = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def _xades(root: etree._Element, signer: Party) -> bytes:
    """Sign as the lists are signed (TS 119 612, Annex B): enveloped, exclusive canonicalisation."""
    certificate = b64(hashlib.sha256(signer.der).digest())
    properties = f"""<x:SignedProperties {_DS} xmlns:x="http://uri.etsi.org/01903/v1.3.2#" Id="props">
        <x:SignedSignatureProperties><x:SigningTime>2020-01-01T00:00:00Z</x:SigningTime>
        <x:SigningCertificateV2>
        <x:Cert><x:CertDigest><ds:DigestMethod Algorithm="{_SHA256}"/>
        <ds:DigestValue>{certificate}</ds:DigestValue>
        </x:CertDigest></x:Cert></x:SigningCertificateV2></x:SignedSignatureProperties></x:SignedProperties>"""
    enveloped = '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
    info = f"""<ds:SignedInfo {_DS}><ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"/>
        <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>
        {_reference("", enveloped, root)}
        {_reference("#props", "", etree.fromstring(properties))}</ds:SignedInfo>"""
    raw = signer.key.sign(_canonical(etree.fromstring(info)), _ECDSA)
    value = b64(b"".join(it.to_bytes(32) for it in utils.decode_dss_signature(raw)))
    signature = f"""<ds:Signature {_DS} Id="sig">{info}<ds:SignatureValue>{value}</ds:SignatureValue>
        <ds:KeyInfo><ds:X509Data>
        <ds:X509Certificate>{b64(signer.der)}</ds:X509Certificate></ds:X509Data>
        </ds:KeyInfo>
        <ds:Object><x:QualifyingProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#" Target="#sig">
        {properties}
        </x:QualifyingProperties></ds:Object></ds:Signature>"""
    root.append(etree.fromstring(signature))
    signed: bytes = etree.tostring(root)
    return signed


def _reference(target: str, transform: str, element: etree._Element) -> str:
    digest = b64(hashlib.sha256(_canonical(element)).digest())
    return f"""<ds:Reference URI="{target}"><ds:Transforms>{transform}<ds:Transform Algorithm="{_EXCLUSIVE}"/>
        </ds:Transforms><ds:DigestMethod Algorithm="{_SHA256}"/><ds:DigestValue>{digest}</ds:DigestValue>
        </ds:Reference>"""


def _canonical(element: etree._Element) -> bytes:
    canonical: bytes = etree.tostring(element, method="c14n", exclusive=True)
    return canonical


@dataclass(frozen=True)
class World:
    """Everybody who is needed."""

    lists_signer: Party
    national_signer: Party
    authority: Party
    university: Party
    stamper: Party
    responder: Party


@cache
def world() -> World:
    """Make everybody, once."""
    authority = party("Test CA for seals", authority=True)
    return World(
        lists_signer=party("Commission"),
        national_signer=party("Scheme operator"),
        authority=authority,
        university=party(
            "University seal",
            authority,
            begins=datetime(2022, 1, 1, tzinfo=UTC),
            years=2,
            organisation=ORGANISATION,
            qualified=QUALIFIED_SEAL,
        ),
        stamper=party("Time stamps", purpose=ExtendedKeyUsageOID.TIME_STAMPING),
        responder=party("Responder", authority, purpose=ExtendedKeyUsageOID.OCSP_SIGNING),
    )
