"""What checks mean together: nothing is made up for by another, and only proof says altered."""

from datetime import UTC, datetime

import pytest

from services.credentials.domain.verification.checks import Check, CheckName, failed, passed, unknown
from services.credentials.domain.verification.report import Authenticity, Report, Times, standing

AT = datetime(2026, 11, 24, tzinfo=UTC)
SIGNED = passed(CheckName.INTEGRITY, "signature_holds", "")
BOUND = passed(CheckName.ISSUER_BOUND, "key_of_issuer", "")
LISTED = passed(CheckName.ISSUER_TRUSTED, "listed", "")


def of(*checks: Check) -> Authenticity:
    return standing(Report("a format", "sha256:0", checks, Times(AT))).authenticity


def test_authentic_is_signed_by_the_issuers_key_and_the_issuer_is_known() -> None:
    assert of(SIGNED, BOUND, LISTED) is Authenticity.AUTHENTIC


@pytest.mark.parametrize("missing", [SIGNED, BOUND, LISTED])
def test_each_of_the_three_is_needed(missing: Check) -> None:
    others = [it for it in (SIGNED, BOUND, LISTED) if it is not missing]
    assert of(*others) is Authenticity.OPEN
    assert of(*others, unknown(missing.name, "why_not", "")) is Authenticity.OPEN


def test_a_good_signature_of_somebody_unknown_is_open() -> None:
    assert of(SIGNED, BOUND, unknown(CheckName.ISSUER_TRUSTED, "not_listed", "")) is Authenticity.OPEN


@pytest.mark.parametrize("name", [CheckName.STATUS, CheckName.VALIDITY, CheckName.DISCLOSURES])
def test_what_contradicts_leaves_it_open_and_is_named(name: CheckName) -> None:
    contradicting = failed(name, "contradicts", "")
    report = Report("a format", "sha256:0", (SIGNED, BOUND, LISTED, contradicting), Times(AT))
    assert standing(report).authenticity is Authenticity.OPEN
    assert standing(report).because == (contradicting,)


def test_an_unknown_status_does_not_make_it_less_authentic() -> None:
    assert of(SIGNED, BOUND, LISTED, unknown(CheckName.STATUS, "no_list", "")) is Authenticity.AUTHENTIC


def test_only_changed_content_says_altered() -> None:
    assert of(failed(CheckName.INTEGRITY, "signature_mismatch", "")) is Authenticity.ALTERED
    assert of(failed(CheckName.INTEGRITY, "wrong_purpose", "")) is Authenticity.OPEN
    assert of(unknown(CheckName.INTEGRITY, "unsupported_suite", "")) is Authenticity.OPEN


def test_one_of_two_signatures_that_does_not_hold_says_altered() -> None:
    assert of(SIGNED, failed(CheckName.INTEGRITY, "signature_mismatch", ""), BOUND, LISTED) is (
        Authenticity.ALTERED
    )


def test_an_unread_signature_beside_one_that_holds_does_no_harm() -> None:
    unread = unknown(CheckName.INTEGRITY, "unsupported_suite", "")
    assert of(SIGNED, unread, BOUND, LISTED) is Authenticity.AUTHENTIC
