from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conventions.adapters.reference_files import ReferenceData
from services.conventions.domain.instruments.dates import (
    DenunciationRule,
    EntryFormula,
    EntryRule,
    denounced_from,
    first_of_next_month,
    plus,
)

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2022, 12, 5), 3, date(2023, 3, 5)),
        (date(2022, 12, 21), 3, date(2023, 3, 21)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(1998, 1, 15), 12, date(1999, 1, 15)),
    ],
)
def test_months_run_to_the_same_day_or_the_end_of_the_month(day: date, months: int, later: date) -> None:
    assert plus(day, months) == later


def test_greece_waits_for_the_first_of_november() -> None:
    formula = EntryFormula(EntryRule.FIRST_OF_MONTH_AFTER_MONTHS, 1)
    assert formula.bound_from(date(2024, 9, 13), treaty_in_force=date(1999, 2, 1)) == date(2024, 11, 1)


def test_an_early_deposit_waits_for_the_treaty() -> None:
    formula = EntryFormula(EntryRule.AFTER_MONTHS, 3)
    assert formula.bound_from(date(2020, 6, 8), treaty_in_force=date(2023, 3, 5)) == date(2023, 3, 5)


def test_an_uncollected_clause_gives_no_day() -> None:
    formula = EntryFormula(EntryRule.SEE_TREATY)
    assert formula.bound_from(date(2000, 1, 1), treaty_in_force=date(1990, 1, 1)) is None


def test_denunciation_follows_the_clause_of_each_treaty() -> None:
    receipt = date(2024, 3, 14)
    assert denounced_from(receipt, DenunciationRule.AFTER_TWELVE_MONTHS) == date(2025, 3, 14)
    assert denounced_from(receipt, DenunciationRule.FIRST_OF_MONTH_AFTER_TWELVE_MONTHS) == date(2025, 4, 1)
    assert denounced_from(receipt, DenunciationRule.UNVERIFIED) is None


@given(DAYS)
def test_the_first_of_the_next_month_is_a_first_and_is_later(day: date) -> None:
    first = first_of_next_month(day)
    assert first.day == 1
    assert 0 < (first - day).days <= 31


@given(DAYS, st.integers(0, 60))
def test_adding_months_keeps_the_day_unless_the_month_is_too_short(day: date, months: int) -> None:
    later = plus(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and plus(later.replace(day=1), 1).day == 1)


def test_every_dated_row_agrees_with_the_clause_of_its_treaty(reference: ReferenceData) -> None:
    instruments = {it.id: it for it in reference.instruments}
    checked = 0
    for fact in reference.parties:
        entry = instruments[fact.instrument].entry
        if not (fact.consent and fact.in_force and entry.formula and entry.day):
            continue
        if fact.kind == "succession":
            assert fact.in_force < fact.consent, "a succession reaches back before its notification"
        else:
            bound_from = entry.formula.bound_from(fact.consent, treaty_in_force=entry.day)
            assert bound_from == fact.in_force, (fact.instrument, fact.state)
        checked += 1
    assert checked > 100


def test_the_known_denunciation_took_effect_twelve_months_after_its_notice(
    reference: ReferenceData,
) -> None:
    instruments = {it.id: it for it in reference.instruments}
    denounced = [it for it in reference.parties if it.denunciation_notified]
    assert [(it.instrument, it.state) for it in denounced] == [("lac_1974", "BRA")]
    for fact in denounced:
        clause = instruments[fact.instrument].denunciation
        assert clause is not None
        assert fact.denunciation_notified is not None
        assert denounced_from(fact.denunciation_notified, clause.rule) == fact.terminated
