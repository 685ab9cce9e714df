from datetime import date

import pytest

from services.conventions.domain.instruments.membership import Standing, membership
from services.conventions.domain.instruments.model import PartyFact
from shared.kernel.evidence import Evidence

SOURCED = Evidence("https://depositary.example/list", 0.97)
TODAY = date(2026, 11, 23)


def fact(kind: str = "ratification", evidence: Evidence = SOURCED, **days: date) -> PartyFact:
    return PartyFact("lrc_1997", "XAA", kind, evidence, **days)  # type: ignore[arg-type]


def standing(*facts: PartyFact, on: date, known: date = TODAY) -> Standing:
    return membership("XAA", facts, on=on, known=known).standing


def test_no_row_is_no_party() -> None:
    assert standing(on=date(2020, 1, 1)) is Standing.ABSENT


def test_a_consent_binds_from_its_first_day() -> None:
    row = fact(signed=date(1997, 4, 11), consent=date(2007, 8, 23), in_force=date(2007, 10, 1))
    assert standing(row, on=date(1997, 4, 10)) is Standing.NOT_YET
    assert standing(row, on=date(2007, 8, 22)) is Standing.SIGNED
    assert standing(row, on=date(2007, 8, 23)) is Standing.NOT_YET
    assert standing(row, on=date(2007, 9, 30)) is Standing.NOT_YET
    assert standing(row, on=date(2007, 10, 1)) is Standing.BOUND


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("signature-only", Standing.SIGNED),
        ("not-party", Standing.ABSENT),
        ("conflicting-sources", Standing.UNCONFIRMED),
        ("acceptance-unconfirmed", Standing.UNCONFIRMED),
        ("approved-by-parliament-deposit-unconfirmed", Standing.UNCONFIRMED),
        ("political-declaration", Standing.ABSENT),
    ],
)
def test_what_is_no_consent_never_binds(kind: str, expected: Standing) -> None:
    row = fact(kind, in_force=date(2000, 1, 1))
    found = membership("XAA", (row,), on=date(2020, 1, 1), known=TODAY)
    assert (found.standing, found.binds) == (expected, False)


def test_a_row_less_likely_than_not_never_binds() -> None:
    row = fact(evidence=Evidence("memory", 0.45), in_force=date(2000, 1, 1))
    assert standing(row, on=date(2020, 1, 1)) is Standing.UNCONFIRMED


def test_a_succession_is_known_from_its_notification_only() -> None:
    row = fact("succession", consent=date(1997, 4, 30), in_force=date(1991, 11, 17))
    assert standing(row, on=date(1994, 1, 1), known=date(1997, 4, 29)) is Standing.ABSENT
    assert standing(row, on=date(1994, 1, 1), known=date(1997, 4, 30)) is Standing.BOUND


def test_before_the_deposit_is_known_only_the_signature_is() -> None:
    row = fact(signed=date(1997, 4, 11), consent=date(2007, 8, 23), in_force=date(2007, 10, 1))
    assert standing(row, on=date(2008, 1, 1), known=date(2005, 1, 1)) is Standing.SIGNED
    assert standing(row, on=date(2008, 1, 1), known=date(1996, 1, 1)) is Standing.ABSENT


def test_a_denunciation_ends_membership_once_it_is_known() -> None:
    row = fact(
        consent=date(1977, 8, 18),
        in_force=date(1977, 9, 18),
        terminated=date(1999, 1, 15),
        denunciation_notified=date(1998, 1, 15),
    )
    assert standing(row, on=date(1999, 1, 14)) is Standing.BOUND
    assert standing(row, on=date(1999, 1, 15)) is Standing.DENOUNCED
    assert standing(row, on=date(1999, 1, 15), known=date(1998, 1, 14)) is Standing.BOUND


def test_a_state_may_come_back() -> None:
    first = fact(in_force=date(1980, 1, 1), terminated=date(1990, 1, 1))
    again = fact(consent=date(1995, 1, 1), in_force=date(1995, 3, 1))
    assert standing(first, again, on=date(1985, 1, 1)) is Standing.BOUND
    assert standing(first, again, on=date(1993, 1, 1)) is Standing.NOT_YET
    assert standing(first, again, on=date(2000, 1, 1)) is Standing.BOUND


def test_an_undated_consent_is_presumed_over_the_life_of_the_treaty() -> None:
    assert standing(fact(), on=date(1990, 1, 1)) is Standing.PRESUMED


def test_known_days_narrow_an_unknown_first_day() -> None:
    row = fact(not_party_on=date(2019, 1, 11), party_by=date(2024, 9, 13))
    assert standing(row, on=date(2019, 1, 11)) is Standing.NOT_YET
    assert standing(row, on=date(2022, 1, 1)) is Standing.UNCERTAIN
    assert standing(row, on=date(2024, 9, 13)) is Standing.BOUND
