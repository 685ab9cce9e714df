"""The validation pool of the European Commission's DSS library: what it expects, and what we say.

The expectation is that of the Java test which names the file, in the terms of our checks: whether the
signature over the content is intact, and whether the time stamps over it are. The authority of those time
stamps is a test one, so no file may prove a time.
"""

from datetime import UTC, datetime

import pytest

from services.credentials.adapters.verification.seals import jws
from services.credentials.adapters.verification.seals.materials import materials
from services.credentials.adapters.verification.seals.verifier import SealVerifier
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.adapters.verification.trust.shelf import TrustShelf
from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Document, Evidence
from tests.conformance.verification.third_party import FOLDER, document, third_party

POOL = "esig-dss-jades/validation/"
AT = datetime(2026, 7, 20, tzinfo=UTC)
VERIFIER = SealVerifier(TrustShelf(), StatusLists(()))

INTACT, NOT_READ, DETACHED = "signature_holds", "not_read", "content_detached"

EXPECTED = {
    # file: (what we say of the content, time stamps that cover what they should, those that do not)
    "double-lta-in-container.json": (INTACT, 3, 0),
    "dss2620/jades-t-level-with-etsiu-in-crit.json": (INTACT, 1, 0),
    "dss2620/jades-with-crit-string-type.json": (NOT_READ, 0, 0),
    "dss2620/jades-with-crit-with-wrong-entry-type.json": (NOT_READ, 0, 0),
    "dss2620/jades-with-empty-crit.json": (NOT_READ, 0, 0),
    "dss2620/jades-with-expiration-time-header.json": (INTACT, 0, 0),
    "dss2620/jades-with-notBefore-header-in-crit.json": (NOT_READ, 0, 0),
    "dss2620/jades-without-non-critical-header-in-crit.json": (INTACT, 0, 0),
    # DSS reads over a member that no signature covers; here it is refused
    "flattened-extra-element.json": (NOT_READ, 0, 0),
    "jades-b-iat-and-sigt.json": (INTACT, 0, 0),
    "jades-b-with-xvals.json": (INTACT, 0, 0),
    "jades-detached-by-uri-hash-encoded-pars.json": (DETACHED, 0, 0),
    "jades-flattened-BpB-detached-objectByURIHash.json": (DETACHED, 0, 0),
    "jades-level-b-full-type.json": (INTACT, 0, 0),
    "jades-lta-broken-arcTst.json": (INTACT, 1, 1),
    "jades-lta-with-etsiU-whitespaces.json": (INTACT, 2, 0),
    "jades-t-clear-etsiu.json": (INTACT, 0, 1),
    "jades-t-duplicated-sigtst.json": (INTACT, 2, 0),
    "jades-two-sigs-copied-tst.json": (INTACT, 1, 1),
    "jades-with-asn1policy-digPSp.json": (INTACT, 0, 0),
    "jades-with-attached-counter-signature-replace-attack.json": (INTACT, 0, 0),
    "jades-with-broken-detached-counter-signature.json": (INTACT, 0, 0),
    "jades-with-counter-signature.json": (INTACT, 0, 0),
    "jades-with-line-break.json": (INTACT, 0, 0),
    "jades-with-multiple-sign-cert-refs.json": (INTACT, 0, 0),
    # the reference time stamps of this file are of a kind that is not checked here
    "jades-with-sigAndRefsTst-without-dot.json": (INTACT, 1, 3),
    "jades-with-spdspec.json": (INTACT, 0, 0),
    "jades-wrong-x5c-header.json": ("certificate_unreadable", 0, 0),
    "malformed-jades-serialization.json": (NOT_READ, 0, 0),
    "serialization-wrong-payload-type.json": (NOT_READ, 0, 0),
    "simple-detached-wrong-algo.json": (DETACHED, 0, 0),
}
COUNTER_SIGNED = {name for name in EXPECTED if "counter-signature" in name}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_file_is_read_as_dss_reads_it_or_more_strictly(name: str) -> None:
    report = VERIFIER.verify(document(POOL + name), Evidence(), AT)
    content, fitting, strange = EXPECTED[name]

    said = {it.code for it in report.of(CheckName.INTEGRITY)} - {"counter_signature_not_checked"}
    assert said == ({content} if content != NOT_READ else set())
    stamps = [] if content == NOT_READ else _stamps(document(POOL + name))
    assert [sum(it is None for it in stamps), sum(it is not None for it in stamps)] == [fitting, strange]


def _stamps(sealed: Document) -> list[str | None]:
    return [it.problem for seal in jws.read(sealed.content) for it in materials(seal).stamps]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_file_proves_a_time_or_an_issuer(name: str) -> None:
    report = VERIFIER.verify(document(POOL + name), Evidence(), AT)

    for proof in (CheckName.SIGNING_TIME, CheckName.ISSUER_TRUSTED, CheckName.ISSUER_BOUND):
        assert all(it.result is not Result.PASSED for it in report.of(proof))


@pytest.mark.parametrize("name", sorted(COUNTER_SIGNED))
def test_a_counter_signature_is_said_to_be_unchecked(name: str) -> None:
    report = VERIFIER.verify(document(POOL + name), Evidence(), AT)

    assert "counter_signature_not_checked" in {it.code for it in report.of(CheckName.INTEGRITY)}


def test_the_table_names_every_file_of_the_pool() -> None:
    third_party(POOL)
    there = {it.relative_to(FOLDER / POOL).as_posix() for it in (FOLDER / POOL).rglob("*.json")}

    assert there == set(EXPECTED)
