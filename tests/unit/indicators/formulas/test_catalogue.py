"""Every formula carries its own worked values; here they are tried."""

from collections.abc import Iterator

import pytest

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.formula import Confidence, Formula, WorkedValue


def _cases() -> Iterator[tuple[Formula, WorkedValue]]:
    for formula in CATALOGUE.formulas:
        for check in formula.worked:
            yield formula, check


@pytest.mark.parametrize(
    ("formula", "check"),
    [pytest.param(*case, id=f"{case[0].reference}-{number}") for number, case in enumerate(_cases())],
)
def test_a_formula_gives_its_worked_values(formula: Formula, check: WorkedValue) -> None:
    result = formula.evaluate(check.inputs)
    assert result.absence is check.absence
    if check.expected is not None:
        assert result.value == pytest.approx(check.expected, abs=check.tolerance)
    if check.bounds is not None:
        assert (result.lower, result.upper) == pytest.approx(check.bounds, abs=check.tolerance)


@pytest.mark.parametrize("formula", CATALOGUE.formulas, ids=lambda formula: formula.id)
def test_a_formula_says_what_it_means_and_where_it_comes_from(formula: Formula) -> None:
    assert formula.worked
    for words in (formula.name, formula.definition, formula.text, formula.source.citation):
        assert words.strip()
    assert all(it.meaning.strip() for it in formula.inputs)


@pytest.mark.parametrize("formula", CATALOGUE.formulas, ids=lambda formula: formula.id)
def test_an_unknown_input_gives_an_unknown_value(formula: Formula) -> None:
    for it in formula.inputs:
        if not it.optional:
            given = {**formula.worked[0].inputs, it.name: None}
            assert formula.evaluate(given).value is None
            assert formula.evaluate(given).absence is not None


def test_what_was_written_from_memory_is_called_provisional() -> None:
    provisional = {it.id for it in CATALOGUE.formulas if it.source.confidence is Confidence.PROVISIONAL}
    assert provisional == {"MKT", "EMR_OECD_COHEN_SOTO", "EMR_WB_DM", "EMR_WB_LITERAL", "CDH_MOB"}
