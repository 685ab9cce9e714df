"""The signed documents of W3C's own test vectors: every proof of every one holds."""

import pytest

from services.credentials.adapters.verification.data_integrity.verifier import DataIntegrityVerifier
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.domain.verification.checks import CheckName
from tests.conformance.verification.third_party import AT, document, w3c_contexts

EDDSA, ECDSA = "w3c-vc-di-eddsa/TestVectors", "w3c-vc-di-ecdsa/TestVectors"
SIGNED = {
    f"{EDDSA}/eddsa-rdfc-2022/signedDataInt.json": 1,
    f"{EDDSA}/eddsa-rdfc-2022/employ/signedDataInt.json": 1,
    f"{EDDSA}/eddsa-jcs-2022/signedJCS.json": 1,
    f"{EDDSA}/Ed25519Signature2020/signedEdSig.json": 1,
    f"{EDDSA}/proof-set-chain/signedProofSet1.json": 1,
    f"{EDDSA}/proof-set-chain/signedProofSet2.json": 2,
    f"{EDDSA}/proof-set-chain/signedProofChain1.json": 3,
    f"{EDDSA}/proof-set-chain/signedProofChain2.json": 4,
    f"{ECDSA}/ecdsa-rdfc-2019-p256/signedECDSAP256.json": 1,
    f"{ECDSA}/ecdsa-rdfc-2019-p256/employ/signedECDSAP256.json": 1,
    f"{ECDSA}/ecdsa-rdfc-2019-p384/signedECDSAP384.json": 1,
    f"{ECDSA}/ecdsa-rdfc-2019-p384/employ/signedECDSAP384.json": 1,
    f"{ECDSA}/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json": 1,
    f"{ECDSA}/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json": 1,
}


@pytest.mark.parametrize("name", SIGNED)
def test_every_proof_holds(name: str) -> None:
    report = DataIntegrityVerifier(StatusLists(())).verify(document(name), w3c_contexts(), AT)
    found = [it.code for it in report.of(CheckName.INTEGRITY)]
    assert found == ["signature_holds"] * SIGNED[name]


@pytest.mark.parametrize("name", ["employ", "prc"])
def test_a_suite_that_is_not_read_is_unknown(name: str) -> None:
    signed = document(f"{ECDSA}/ecdsa-sd-2023/{name}/addSignedSDBase.json")
    report = DataIntegrityVerifier(StatusLists(())).verify(signed, w3c_contexts(), AT)
    assert [(it.result, it.code) for it in report.of(CheckName.INTEGRITY)] == [
        ("unknown", "unsupported_suite")
    ]
