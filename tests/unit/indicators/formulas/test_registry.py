from datetime import date

import pytest

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.mobility import INBOUND
from services.indicators.domain.formulas.registry import (
    Binding,
    NameCannotBeBound,
    NameNotBound,
    UnknownFormula,
    registry,
)

READ = Binding(
    "UIS_MDI", "QR_MDI_1", 1, "A. Statistician", date(2026, 11, 23), "Global Education Digest 2009, annex B"
)


def test_the_name_uis_mdi_is_refused_until_a_person_binds_it() -> None:
    with pytest.raises(NameNotBound, match="Global Education Digest 2009"):
        CATALOGUE.formula("UIS_MDI")


def test_a_bound_name_means_the_formula_that_the_person_chose() -> None:
    bound = CATALOGUE.bind(READ)
    assert bound.formula("UIS_MDI").reference == "QR_MDI_1/1"
    assert bound.bindings[0].bound_by == "A. Statistician"


def test_a_bound_name_keeps_its_meaning() -> None:
    with pytest.raises(NameCannotBeBound, match="bound already"):
        CATALOGUE.bind(READ).bind(READ)


def test_only_reserved_names_can_be_bound() -> None:
    with pytest.raises(NameCannotBeBound, match="not a reserved name"):
        CATALOGUE.bind(Binding("HHI", "QR_MDI_1", 1, "A. Statistician", date(2026, 11, 23), "a text"))


@pytest.mark.parametrize(("person", "evidence"), [("", "a text"), ("A. Statistician", " ")])
def test_a_binding_names_the_person_and_the_text(person: str, evidence: str) -> None:
    with pytest.raises(ValueError, match="person"):
        Binding("UIS_MDI", "QR_MDI_1", 1, person, date(2026, 11, 23), evidence)


def test_an_unknown_formula_or_version_is_not_found() -> None:
    with pytest.raises(UnknownFormula):
        CATALOGUE.formula("MDI")
    with pytest.raises(UnknownFormula, match="version 9"):
        CATALOGUE.formula("MSEP", 9)


def test_two_formulas_cannot_share_a_version() -> None:
    with pytest.raises(ValueError, match="same id and version"):
        registry((INBOUND, INBOUND))


def test_no_two_vtl_assignments_have_the_same_result() -> None:
    results = [result for it in CATALOGUE.formulas for result, _ in it.transformations]
    assert len(set(results)) == len(results) > 50
    ids = {it.id for it in CATALOGUE.formulas if it.vtl is not None}
    assert {it for it in ids if it not in results} == {it for it in ids if it.endswith("_TOPK")}
