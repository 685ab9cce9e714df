"""Released tables as observations: every cell is a row, a hidden one says so, a later release replaces."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.indicators.domain.disclosure.released import ReleasedTable
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import (
    DECISION_ATTRIBUTES,
    DECISIONS,
    RELEASED,
    TIME,
    structure,
)
from services.indicators.domain.recognition.cubes import CUBES
from services.indicators.domain.recognition.decisions import SCHEMA, select_decisions, tabulate_releases
from services.indicators.domain.recognition.released import PublicTable
from services.indicators.domain.sdmx.vocabulary import fixed_codes
from shared.kernel.errors import Invalid

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_release(
    number: int, values: tuple[int | None, ...], *, origins: tuple[str, ...] = ("SYR",), year: int = 2026
) -> PublicTable:
    codes = {"ORIGIN": ("_T", *origins), "OUTCOME": ("_T", "full", "refusal")}
    table = ReleasedTable(f"cases closed in {year}", codes, values, 2, "cell-key noise; small counts hidden")
    return PublicTable(UUID(int=number), "QR_ORIGIN", year, NOW + timedelta(days=number), table)


FIRST = a_release(1, (30, 21, 9, 0, 1 + 8, None))


def rows(*releases: PublicTable, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = select_decisions(releases, Query(RELEASED, **asked)).to_pylist()
    return found


def only(**codes: str) -> dict[str, frozenset[str]]:
    return {name: frozenset({code}) for name, code in codes.items()}


def test_every_cell_is_a_row_with_the_whole_key_and_its_release() -> None:
    found = rows(FIRST)
    assert len(found) == 6
    (cell,) = [it for it in found if (it["ORIGIN"], it["OUTCOME"]) == ("_T", "full")]
    assert {name: cell[name] for name in (*DECISIONS, TIME)} == {
        "INDICATOR": "QR_ORIGIN",
        "ORIGIN": "_T",
        "OUTCOME": "full",
        **dict.fromkeys(("EDU_LEVEL", "EDU_FIELD", "SEX", "AGE", "LEGAL_STATUS", "DOCUMENTS"), "_T"),
        "UNIT_MEASURE": "CASE",
        TIME: 2026,
    }
    assert (cell["OBS_VALUE"], cell["LOWER"], cell["UPPER"]) == (21, 19, 23)
    assert (cell["OBS_STATUS"], cell["CONF_STATUS"], cell["SUPPRESSION_REASON"]) == ("A", "F", None)
    assert (cell["VINTAGE"], cell["UPDATED"]) == (str(FIRST.id), FIRST.public_from)


def test_a_hidden_cell_stays_a_row_without_value_or_bounds_and_says_why() -> None:
    (cell,) = rows(FIRST, keys=only(ORIGIN="SYR", OUTCOME="refusal"))
    assert (cell["OBS_VALUE"], cell["LOWER"], cell["UPPER"]) == (None, None, None)
    assert (cell["OBS_STATUS"], cell["CONF_STATUS"], cell["SUPPRESSION_REASON"]) == (
        "Q",
        "C",
        "disclosure_control",
    )


def test_a_shown_zero_is_a_true_zero() -> None:
    (cell,) = rows(FIRST, keys=only(ORIGIN="SYR", OUTCOME="_T"))
    assert (cell["OBS_VALUE"], cell["LOWER"], cell["UPPER"], cell["CONF_STATUS"]) == (0, 0, 0, "F")


def test_a_later_release_takes_the_place_of_the_earlier_one_as_a_whole() -> None:
    earlier = a_release(1, (30, 21, 9, 12, 7, 5, 18, 14, 4), origins=("SYR", "TUN"))
    later = a_release(2, (18, 14, 4, 18, 14, 4), origins=("SYR",))
    found = rows(earlier, later)
    assert {it["VINTAGE"] for it in found} == {str(later.id)}
    assert "TUN" not in {it["ORIGIN"] for it in found}
    assert len(rows(earlier, later, include_history=True)) == 9 + 6
    assert {it["VINTAGE"] for it in rows(earlier, later, as_of=earlier.public_from)} == {str(earlier.id)}
    assert {it["VINTAGE"] for it in rows(earlier, later, vintages=frozenset({str(earlier.id)}))} == {
        str(earlier.id)
    }
    assert rows(earlier, later, updated_after=later.public_from) == []


def test_releases_of_other_years_and_tables_stand_beside_each_other() -> None:
    other = a_release(2, (5, 5, 0, 5, 5, 0), year=2025)
    assert len(rows(FIRST, other)) == 12
    assert {it[TIME] for it in rows(FIRST, other, start=2026)} == {2026}
    assert rows(FIRST, keys=only(INDICATOR="QR_STATUS")) == []


def test_without_a_release_there_is_an_empty_table_of_the_same_columns() -> None:
    assert tabulate_releases([]).schema == SCHEMA
    assert rows() == []


def test_a_dimension_of_another_dataflow_is_refused() -> None:
    with pytest.raises(Invalid, match="REF_AREA"):
        rows(FIRST, keys=only(REF_AREA="NOR"))


@pytest.mark.parametrize("cube", CUBES.values(), ids=list(CUBES))
def test_every_public_table_fits_the_structure_and_its_codes_are_listed(cube: Any) -> None:
    assert set(cube.dimensions) <= set(structure(RELEASED).dimensions)
    assert cube.id in fixed_codes("INDICATOR")
    for axis in cube.counts("none", []).axes:
        assert set(axis.codes) <= set(fixed_codes(axis.name)), axis.name


def test_the_columns_are_the_components_of_the_structure() -> None:
    assert set(SCHEMA.names) == {*DECISIONS, TIME, "OBS_VALUE", *DECISION_ATTRIBUTES}
