"""Our own statements before the verifier of everybody's credentials, which knows nothing of them."""

from datetime import timedelta

from services.credentials.adapters.verification.formats import VERIFIERS
from services.credentials.application.verify import Verify
from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind, Origin
from tests.unit.credentials.statements.decided import AT
from tests.unit.credentials.statements.signing import PLACE, SIGNED, controller, listing

SOON = AT + timedelta(hours=1)


def verified(signed: bytes, status_list: bytes) -> dict[str, tuple[Result, str]]:
    exhibits = (
        Exhibit(Kind.CONTROLLER_DOCUMENT, controller(), Origin.OPERATOR),
        Exhibit(Kind.STATUS_LIST, status_list),
    )
    report = Verify(VERIFIERS, Evidence())(Document(signed), Evidence(exhibits), SOON)
    return {it.name: (it.result, it.code) for it in report.checks}


def test_it_finds_the_signature_the_issuer_the_days_and_the_status() -> None:
    found = verified(SIGNED, listing())
    settled = (CheckName.INTEGRITY, CheckName.STRUCTURE, CheckName.VALIDITY, CheckName.STATUS)
    for name in (*settled, CheckName.ISSUER_BOUND):
        assert found[name][0] is Result.PASSED, found[name]
    assert not any(result is Result.FAILED for result, _ in found.values())


def test_it_finds_that_a_statement_was_withdrawn() -> None:
    assert verified(SIGNED, listing(PLACE.index))[CheckName.STATUS] == (Result.FAILED, "revoked")


def test_it_finds_that_a_statement_was_changed() -> None:
    head, payload, signature = SIGNED.split(b".")
    changed = b".".join((head, payload, signature[:40] + signature[:46]))
    assert verified(changed, listing())[CheckName.INTEGRITY][0] is Result.FAILED
