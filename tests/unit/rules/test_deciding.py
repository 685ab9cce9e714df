"""One rule, every state of knowledge: what is decided, what is asked for, of whom, and why."""

from datetime import date
from typing import Any

import pytest

from shared.rules.compiled import CompiledRelease
from shared.rules.evaluate.resolution import State
from shared.rules.facts import admit
from tests.unit.rules.lisbon import release

DAY = date(2024, 5, 1)
SLOT = "recognition.outcome"
SCOPE: dict[str, Any] = {"award.is_higher_education": True, "award.country": "FRA", "host.country": "DEU"}
COMPLETE = SCOPE | {"award.verified": True, "substantial_differences": [], "assessment.closed": True}


@pytest.fixture(scope="module")
def law() -> CompiledRelease:
    return release().compile(DAY, DAY)


def decide(law: CompiledRelease, facts: dict[str, Any]) -> Any:
    return law.decide(admit(facts, law.segment.vocabulary), SLOT)


def test_a_complete_dossier_is_recognised(law: CompiledRelease) -> None:
    assert decide(law, COMPLETE).outcome == "recognise"


def test_an_unverified_award_is_asked_of_the_applicant_with_the_documents_that_would_settle_it(
    law: CompiledRelease,
) -> None:
    decision = decide(law, COMPLETE | {"award.verified": None})
    (need,) = decision.needs
    assert decision.state is State.NEEDS
    assert (need.fact, need.by, need.evidence) == ("award.verified", "applicant", ("diploma", "issuer_reply"))
    assert need.decides == ("lrc.vi.1",)


def test_while_the_assessment_is_open_a_further_difference_may_still_come(law: CompiledRelease) -> None:
    decision = decide(law, COMPLETE | {"assessment.closed": False})
    assert decision.state is State.NEEDS
    assert [it.fact for it in decision.needs] == ["substantial_differences"]


def test_a_grave_difference_shown_settles_it_even_while_open(law: CompiledRelease) -> None:
    shown = [{"grave": True, "shown_by": "host_authority"}]
    open_ = COMPLETE | {"substantial_differences": shown, "assessment.closed": False}
    assert law.values(admit(open_, law.segment.vocabulary), SLOT) == {"lrc.vi.1": False}


def test_a_difference_asserted_but_not_shown_changes_nothing_once_closed(law: CompiledRelease) -> None:
    asserted = [{"grave": True, "shown_by": "none"}]
    assert decide(law, COMPLETE | {"substantial_differences": asserted}).outcome == "recognise"


def test_silence_after_closing_reads_as_not_shown(law: CompiledRelease) -> None:
    assert decide(law, COMPLETE | {"substantial_differences": [{"grave": True}]}).outcome == "recognise"


def test_an_award_from_outside_is_out_of_scope(law: CompiledRelease) -> None:
    assert decide(law, COMPLETE | {"award.country": "USA"}).state is State.OUT_OF_SCOPE


def test_a_membership_of_unknown_beginning_is_never_guessed(law: CompiledRelease) -> None:
    decision = decide(law, COMPLETE | {"award.country": "XXX"})
    (need,) = decision.needs
    assert (decision.state, need.fact, need.by) == (State.NEEDS, "parameter:lrc.parties.XXX", None)


@pytest.mark.parametrize(("day", "binds"), [(date(2007, 9, 30), False), (date(2007, 10, 1), True)])
def test_a_party_binds_from_its_own_day(day: date, binds: bool) -> None:
    law = release().compile(day, day)
    assert (decide(law, COMPLETE).outcome == "recognise") is binds


def test_the_days_before_the_rule_have_no_rule() -> None:
    assert SLOT not in release().compile(date(1999, 1, 31), DAY).slots
