import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.quantity import Absence, Flag, Quantity
from shared.kernel.errors import Invalid

COUNTS = st.integers(0, 10**8)


def value(identifier: str, **inputs: float) -> float:
    result = CATALOGUE.formula(identifier).evaluate(inputs).value
    assert result is not None
    return result


def test_the_outbound_ratio_has_no_upper_limit() -> None:
    assert value("MOR", OUT=533, E=100) == 533


def test_every_fault_of_the_input_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        CATALOGUE.formula("MSEP").evaluate({"IN": -1, "ENROLMENT": 4})
    assert {it.pointer for it in refused.value.violations} == {"/inputs/IN", "/inputs/ENROLMENT", "/inputs/E"}


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_number_must_be_finite(bad: float) -> None:
    with pytest.raises(Invalid, match="finite"):
        CATALOGUE.formula("MSEP").evaluate({"IN": bad, "E": 1})


def test_an_input_has_the_declared_shape() -> None:
    with pytest.raises(Invalid, match="must be a vector, not a number"):
        CATALOGUE.formula("HHI").evaluate({"students": 3})


def test_weights_that_do_not_match_the_members_are_refused() -> None:
    with pytest.raises(Invalid, match="1 entries for 2 members"):
        CATALOGUE.formula("AGG_WMEAN").evaluate({"values": (1, 2), "weights": (1,)})


def test_a_sum_that_misses_people_is_an_estimate() -> None:
    given = {"values": (1, None, 2, 3), "population": (1, 90, 1, 1)}
    assert Flag.ESTIMATE in CATALOGUE.formula("AGG_SUM").evaluate(given).flags


def test_a_quantity_without_value_says_why() -> None:
    with pytest.raises(ValueError, match="reason"):
        Quantity(None)
    with pytest.raises(ValueError, match="reason"):
        Quantity(1, Absence.UNDEFINED)


@given(COUNTS, COUNTS, st.integers(1, 10**8), st.integers(1, 10**8))
def test_the_identities_between_the_indicators_hold(
    inbound: int, outbound: int, enrolment: int, population: int
) -> None:
    msep, mor = value("MSEP", IN=inbound, E=enrolment), value("MOR", OUT=outbound, E=enrolment)
    ger, goer = value("GER", E=enrolment, P=population), value("GOER", OUT=outbound, P=population)
    assert value("MENFR", IN=inbound, OUT=outbound, E=enrolment) == pytest.approx(
        msep - mor, rel=1e-9, abs=1e-9 * (msep + mor)
    )
    assert value("MENF", IN=inbound, OUT=outbound) == inbound - outbound
    assert goer == pytest.approx(ger * mor / 100)
    assert mor * enrolment / 100 == pytest.approx(outbound)
