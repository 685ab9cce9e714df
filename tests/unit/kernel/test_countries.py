import pycountry
import pytest

from shared.kernel.countries import UnknownCountry, countries, country, is_country


def test_every_country_of_iso_3166_1_is_known() -> None:
    assert {entry.alpha_3 for entry in pycountry.countries} <= {known.alpha3 for known in countries()}


@pytest.mark.parametrize("code", ["SCG", "YUG", "CSK", "DDR", "SUN"])
def test_states_that_are_no_more_keep_their_code_their_days_and_their_successors(code: str) -> None:
    former = country(code)
    assert isinstance(former.valid.end, object)
    assert former.successors
    assert all(is_country(successor) for successor in former.successors)


def test_a_yugoslav_degree_of_1985_comes_from_a_state_that_existed() -> None:
    from datetime import date

    assert country("YUG").valid.contains(date(1985, 6, 30)) is True
    assert country("YUG").valid.contains(date(2010, 6, 30)) is False


def test_the_hypothetical_states_of_worked_scenarios_are_accepted() -> None:
    assert is_country("XAA")
    assert not is_country("XAZ")


@pytest.mark.parametrize("code", ["", "NO", "nor", "NOR ", "ZZZ", "Ñ"])
def test_what_is_not_a_code_is_refused(code: str) -> None:
    with pytest.raises(UnknownCountry):
        country(code)
