"""SD-JWT VCs and status lists that others issued."""

from datetime import UTC, datetime

from services.credentials.adapters.verification.formats import VERIFIERS
from services.credentials.adapters.verification.status.bits import bitstring_status, decode_bitstring
from services.credentials.application.verify import Verify
from services.credentials.domain.verification.checks import CheckName
from services.credentials.domain.verification.document import Evidence, Kind
from services.credentials.domain.verification.report import Report
from tests.conformance.verification.third_party import document, operators, third_party

FOLDER = "eu-trusted-lists/tests/fixtures/interop"
PUBLISHED = datetime(2026, 7, 16, tzinfo=UTC)


def verified(name: str, *exhibits: tuple[Kind, str, str]) -> Report:
    kept = tuple(operators(kind, third_party(path).read_bytes(), named) for kind, path, named in exhibits)
    return Verify(VERIFIERS, Evidence())(document(f"{FOLDER}/sd_jwt_vc/{name}"), Evidence(kept), PUBLISHED)


def codes(report: Report, name: CheckName) -> list[str]:
    return [it.code for it in report.of(name)]


def test_the_example_of_rfc_9901_holds_with_the_key_of_its_appendix() -> None:
    issuer = "https://pid-issuer.bund.de.example"
    report = verified(
        "rfc9901-a3-sd-jwt-vc.txt", (Kind.JWK_SET, f"{FOLDER}/sd_jwt_vc/rfc9901-a5-issuer-key.json", issuer)
    )
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.DISCLOSURES) == ["disclosures_hold"]
    assert codes(report, CheckName.ISSUER_BOUND) == ["key_of_issuer"]


def test_an_eudi_pid_holds_by_the_certificate_that_it_brings_and_is_bound_to_nobody_yet() -> None:
    report = verified("eudi-pid-sd-jwt-vc.txt")
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.ISSUER_BOUND) == ["issuer_key_not_shown"]
    assert codes(report, CheckName.STATUS) == ["status_list_missing"]


def test_the_bit_that_is_set_is_50007() -> None:
    path = third_party(f"{FOLDER}/status/digitalbazaar-100k-50k-revoked-encodedList.txt")
    content = decode_bitstring(path.read_text().strip())
    assert [it for it in range(len(content) * 8) if bitstring_status(content, it)] == [50_007]


def test_the_list_of_the_recommendation_has_its_least_size() -> None:
    path = third_party(f"{FOLDER}/status/w3c-rec-example3-encodedList.txt")
    assert decode_bitstring(path.read_text().strip()) == bytes(16_384)
