"""A publication is read as it was kept, also by the version before: the next audit needs it."""

from typing import Any

import numpy as np

from services.indicators.adapters.casework.releases import _read_publication, _write_publication
from services.indicators.domain.disclosure.knowledge import gather
from services.indicators.domain.disclosure.policy import Policy
from services.indicators.domain.disclosure.release import release
from tests.unit.indicators.disclosure.tables import random_table, table

MADE = release(random_table(3, (9, 4)), Policy()).publication


def test_what_is_kept_is_read_again() -> None:
    again = _read_publication(_write_publication(MADE))
    assert again.counts.axes == MADE.counts.axes
    assert (again.counts.values == MADE.counts.values).all()
    for name in ("primary", "grouped", "hidden", "shown", "lower", "upper", "thresholds"):
        assert (getattr(again, name) == getattr(MADE, name)).all()


def test_a_publication_of_version_0_1_counts_all_that_it_hides_as_hidden_for_its_own_sake() -> None:
    made = release(table([[3, 40, 25], [30, 50, 60], [20, 35, 45]]), Policy()).publication
    kept: dict[str, Any] = _write_publication(made)
    old = {
        name: kept[name] for name in ("population", "axes", "values", "keys", "hidden", "shown", "thresholds")
    }
    again = _read_publication({**old, "error": 4})
    assert (again.primary == made.hidden).all()
    assert not again.grouped.any()
    assert (again.upper - again.shown == 4).all()
    assert np.count_nonzero(gather([again]).primary) == np.count_nonzero(made.hidden)
