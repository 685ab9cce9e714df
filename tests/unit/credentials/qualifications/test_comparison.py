"""The host's counterpart of a foreign qualification: by level and place, judged on the day of the award."""

from datetime import date

import pytest

from services.credentials.domain.qualifications.comparison import Closeness, Comparability
from services.credentials.domain.qualifications.levels import Standing
from services.credentials.domain.qualifications.systems import Systems

TODAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("award", "awarded", "host", "nearest"),
    [
        ("fra.licence", 2010, "DEU", "deu.bachelor"),
        ("bel.licentiaat", 1999, "FRA", "fra.master"),
        ("fra.bac", 2010, "DEU", "deu.abitur"),
        ("nld.havo", 2010, "DEU", "deu.fhr"),
        ("deu.fhr", 2010, "NLD", "nld.havo"),
        ("ita.laurea_vo", 1995, "DEU", "deu.master"),
        ("gbr.scottish_ma", 2010, "ESP", "esp.grado"),
        ("fra.bts", 2015, "NLD", "nld.associate"),
        ("vat.licentiate", 2010, "ITA", "ita.magistrale"),
        ("tur.doktora", 2010, "AUT", "aut.doktor"),
    ],
)
def test_the_nearest_counterpart(systems: Systems, award: str, awarded: int, host: str, nearest: str) -> None:
    comparison = systems.comparable(systems.get(award), host, awarded=date(awarded, 7, 1), on=TODAY)
    assert comparison.outcome is Comparability.COMPARABLE
    assert comparison.nearest is not None
    assert comparison.nearest.id == nearest


def test_a_short_cycle_has_no_counterpart_where_none_is_awarded(systems: Systems) -> None:
    comparison = systems.comparable(systems.get("fra.bts"), "DEU", awarded=date(2015, 7, 1), on=TODAY)
    assert comparison.outcome is Comparability.NO_COUNTERPART
    assert comparison.nearest is None
    assert comparison.reasons[-1].code == "no_counterpart"


def test_an_unrecorded_host_is_unknown_and_not_a_refusal(systems: Systems) -> None:
    comparison = systems.comparable(systems.get("fra.bts"), "XAA", awarded=date(2015, 7, 1))
    assert comparison.outcome is Comparability.HOST_UNKNOWN


def test_another_length_is_named_and_decides_nothing(systems: Systems) -> None:
    comparison = systems.comparable(systems.get("fra.licence"), "ESP", awarded=date(2015, 7, 1))
    first = comparison.counterparts[0]
    assert first.qualification.id == "esp.grado"
    assert "length_differs" in {it.code for it in first.reasons}


def test_one_tier_against_two_is_the_same_level_by_another_structure(systems: Systems) -> None:
    comparison = systems.comparable(systems.get("esp.licenciado"), "GBR", awarded=date(1995, 7, 1), on=TODAY)
    assert comparison.counterparts[0].closeness in Closeness
    assert all(it.qualification.isced == 7 for it in comparison.counterparts)


@pytest.mark.parametrize(
    ("day", "standing", "value"),
    [
        (date(2005, 7, 1), Standing.NOT_YET, None),
        (date(2010, 7, 1), Standing.UNKNOWN, None),
        (date(2013, 7, 1), Standing.HOLDS, "6"),
    ],
)
def test_a_level_is_judged_on_the_day_of_the_award(
    systems: Systems, day: date, standing: Standing, value: str | None
) -> None:
    levels = systems.system("DEU").levels(systems.get("deu.bachelor"), day)
    assert (levels.eqf.standing, levels.eqf.value) == (standing, value)


def test_a_level_may_end(systems: Systems) -> None:
    levels = systems.system("GBR").levels(systems.get("gbr.bachelor"), date(2022, 7, 1))
    assert levels.eqf.standing is Standing.NO_LONGER


def test_every_pair_of_countries_gives_an_answer_with_reasons(systems: Systems) -> None:
    for system in systems.all():
        for qualification in system.qualifications:
            for host in ("DEU", "ESP", "GBR"):
                comparison = systems.comparable(qualification, host, awarded=TODAY)
                assert comparison.reasons
                assert bool(comparison.counterparts) == (comparison.outcome is Comparability.COMPARABLE)
