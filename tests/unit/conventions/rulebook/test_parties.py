"""From a row of the reviewed data to the stretches of a parameter, and what never becomes one."""

from datetime import date
from typing import Any

import pytest

from services.conventions.adapters.reference_files import ReferenceData
from services.conventions.domain.instruments.model import Instrument, PartyFact
from services.conventions.domain.rulebook.parties import party_parameters, reservation_parameters, reserved
from shared.kernel.evidence import Evidence

AS_OF = date(2026, 11, 23)
SURE = Evidence("a gazette", 0.97)


@pytest.fixture
def lisbon(reference: ReferenceData) -> Instrument:
    return next(it for it in reference.instruments if it.id == "lrc_1997")


def row(**changes: Any) -> PartyFact:
    given: dict[str, Any] = {"state": "XAA", "kind": "ratification", "evidence": SURE}
    return PartyFact("lrc_1997", **(given | changes))


def belongs(
    lisbon: Instrument, fact: PartyFact, day: date, suffix: str = "parties", *, known: date = AS_OF
) -> bool | None:
    found = {it.id: it for it in party_parameters([lisbon], [fact, row(state="XAB", in_force=AS_OF)], AS_OF)}
    members = found[f"lrc_1997.{suffix}"].as_known(known).members(day)
    return True if "XAA" in members.known else None if "XAA" in members.unknown else False


def test_nobody_is_bound_before_the_instrument_itself_is_in_force(lisbon: Instrument) -> None:
    early = row(in_force=date(1998, 1, 1))
    assert belongs(lisbon, early, date(1999, 1, 31)) is False
    assert belongs(lisbon, early, date(1999, 2, 1)) is True


def test_a_denunciation_ends_the_stretch_on_its_day(lisbon: Instrument) -> None:
    left = row(in_force=date(2000, 1, 1), terminated=date(2010, 1, 1))
    assert belongs(lisbon, left, date(2009, 12, 31)) is True
    assert belongs(lisbon, left, date(2010, 1, 1)) is False


def test_an_undated_party_is_presumed_bound_and_never_counted_as_certain(lisbon: Instrument) -> None:
    assert belongs(lisbon, row(), date(2005, 1, 1)) is True
    assert belongs(lisbon, row(), date(2005, 1, 1), "parties_dated") is False


def test_a_party_known_by_a_day_is_presumed_before_and_certain_from_then(lisbon: Instrument) -> None:
    known = row(party_by=date(2019, 1, 11))
    assert belongs(lisbon, known, date(2005, 1, 1)) is True
    assert belongs(lisbon, known, date(2005, 1, 1), "parties_dated") is False
    assert belongs(lisbon, known, date(2019, 1, 11), "parties_dated") is True


def test_between_two_known_days_nothing_is_guessed(lisbon: Instrument) -> None:
    between = row(not_party_on=date(2019, 1, 11), party_by=date(2024, 9, 13))
    days = (date(2019, 1, 11), date(2021, 5, 1), date(2024, 9, 13))
    assert [belongs(lisbon, between, day) for day in days] == [False, None, True]


@pytest.mark.parametrize(
    "never",
    [
        row(kind="signature-only", signed=date(1997, 4, 11)),
        row(kind="conflicting-sources"),
        row(kind="not-party"),
        row(in_force=date(2000, 1, 1), evidence=Evidence("a rumour", 0.4)),
    ],
    ids=["signed", "conflicting", "not a party", "hardly believed"],
)
def test_what_never_binds_never_enters(lisbon: Instrument, never: PartyFact) -> None:
    assert belongs(lisbon, never, date(2020, 1, 1)) is False


def test_a_consent_notified_late_counts_from_its_notice(lisbon: Instrument) -> None:
    late = row(kind="succession", in_force=date(2006, 6, 6), consent=date(2007, 4, 26))
    day = date(2006, 7, 1)
    assert belongs(lisbon, late, day, known=date(2007, 4, 25)) is False
    assert belongs(lisbon, late, day, known=date(2007, 4, 26)) is True


def test_a_consent_deposited_later_does_not_count_at_an_earlier_day_of_knowledge(lisbon: Instrument) -> None:
    """Neither on its first day nor in between: nobody knew of it before the deposit."""
    coming = row(consent=date(2020, 3, 10), in_force=date(2020, 5, 1))
    for day in (date(2020, 5, 1), date(2022, 1, 1), date(2026, 1, 1)):
        assert belongs(lisbon, coming, day, known=date(2020, 3, 9)) is False
        assert belongs(lisbon, coming, day, known=date(2020, 3, 10)) is True


def test_a_denunciation_notified_later_leaves_the_state_bound_until_it_is_known(lisbon: Instrument) -> None:
    left = row(
        in_force=date(2000, 1, 1), terminated=date(2010, 1, 1), denunciation_notified=date(2008, 12, 30)
    )
    assert belongs(lisbon, left, date(2015, 1, 1), known=date(2008, 12, 29)) is True
    assert belongs(lisbon, left, date(2015, 1, 1), known=date(2008, 12, 30)) is False


def test_every_stretch_keeps_its_source_and_confidence(lisbon: Instrument) -> None:
    found = party_parameters([lisbon], [row(in_force=date(2000, 1, 1))], AS_OF)
    assert found[0].source["values"] == {
        "XAA": [
            {
                "from": "2000-01-01",
                "to": None,
                "cite": "a gazette",
                "confidence": "0.97",
                "known": "2000-01-01",
            }
        ]
    }


def test_each_reservable_article_has_its_list_and_nobody_is_on_it(lisbon: Instrument) -> None:
    found = {it.id: it for it in reservation_parameters([lisbon], AS_OF)}
    assert set(found) == {reserved("lrc_1997", it) for it in ("IV.8", "V.2", "VI.3", "VIII.2", "IX.3")}
    assert not any(it.spans for it in found.values())
