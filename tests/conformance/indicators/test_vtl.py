"""The published VTL of each formula, run by vtlengine on the formula's own test vectors.

vtlengine needs an older pyarrow than the platform's, so it stands in an environment of its own:
``uv venv V && uv pip install --python V/bin/python vtlengine==1.9.6``, and SYMBOLON_VTL_PYTHON=V/bin/python.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from services.indicators.domain.formulas.catalogue import CATALOGUE

PYTHON = os.environ.get("SYMBOLON_VTL_PYTHON")
RUNNER = Path(__file__).parents[2] / "support" / "vtl_run.py"


def test_nearly_every_formula_with_words_in_vtl_is_published() -> None:
    without = {it.id for it in CATALOGUE.formulas if it.vtl is None}
    assert without == {
        *("IN", "QR_MDI_1_NORM", "PIELOU", "GINI", "C3", "C5"),
        *("HHI_TOPK", "QR_MDI_1_TOPK", "GINI_FIELD", "GINI_TOTAL", "GINI_FIELD_MEAN"),
        *("REC_COUNT", "REC_DAYS", "REC_GAP"),
    }


@pytest.mark.skipif(PYTHON is None, reason="SYMBOLON_VTL_PYTHON names no Python with vtlengine")
def test_vtl_gives_what_the_registry_gives_on_every_test_vector() -> None:
    assert PYTHON is not None
    vectors = [
        (it, worked)
        for it in CATALOGUE.formulas
        for worked in it.worked
        # Where a denominator is zero, what is agreed on is the registry's and an error in VTL.
        if it.vtl and worked.expected is not None and 0 not in worked.inputs.values()
    ]
    cases = [
        {"vtl": it.vtl, "inputs": {name.upper(): value for name, value in worked.inputs.items()}}
        for it, worked in vectors
    ]
    done = subprocess.run(
        [PYTHON, "-P", "-W", "ignore", str(RUNNER)],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    values = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(values) == len(vectors) > 40
    for (formula, worked), value in zip(vectors, values, strict=True):
        assert value == pytest.approx(worked.expected, abs=1e-9 + worked.tolerance), formula.reference
