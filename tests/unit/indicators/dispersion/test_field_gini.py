"""Oracle: worked values published with the R package migration.indices for two hypothetical matrices."""

import pytest

from services.indicators.domain.dispersion import field_gini
from services.indicators.domain.formulas.field_gini import EMPTY, FIRST, SECOND


@pytest.mark.parametrize(
    ("flows", "incoming", "outgoing"),
    [
        (FIRST, (0.2, 0.5, 0.333333), (0, 0, 0)),
        (SECOND, (0.2, 0, 0.428571), (0, 0.25, 0)),
    ],
)
def test_each_place_has_the_published_field_index(
    flows: field_gini.Matrix, incoming: tuple[float, ...], outgoing: tuple[float, ...]
) -> None:
    assert field_gini.in_field(flows) == pytest.approx(incoming, abs=5e-7)
    assert field_gini.out_field(flows) == pytest.approx(outgoing, abs=5e-7)


def test_the_indices_do_not_depend_on_the_scale() -> None:
    larger = tuple(tuple(43 * value for value in row) for row in SECOND)
    assert field_gini.total(larger) == pytest.approx(field_gini.total(SECOND))
    assert field_gini.weighted_mean(larger) == pytest.approx(field_gini.weighted_mean(SECOND))


def test_without_migrants_there_is_nothing_to_compare() -> None:
    assert field_gini.total(EMPTY) is None
    assert field_gini.out_field(EMPTY) == (None, None, None)
    assert field_gini.weighted_mean(EMPTY) is None


@pytest.mark.parametrize("flows", [((0, 1), (1, 0)), ((0, 1, 2), (1, 0), (1, 2, 0))])
def test_the_matrix_is_square_and_has_three_places(flows: field_gini.Matrix) -> None:
    with pytest.raises(ValueError, match="square matrix"):
        field_gini.total(flows)
