"""The published VTL of each formula, run by vtlengine: it gives what the registry gives.

On the formulas' own test vectors, and on random lists with ties, zeros and unknown entries. vtlengine needs
an older pyarrow than the platform's, so it stands in an environment of its own: ``make vtl``.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.operands import Operand, Read, Shape
from services.indicators.domain.formulas.quantity import Quantity

PYTHON = os.environ.get("SYMBOLON_VTL_PYTHON")
RUNNER = Path(__file__).parents[2] / "support" / "vtl_run.py"
RANDOM = 3
"""Random cases of each formula."""


def test_nearly_every_formula_is_published_in_vtl() -> None:
    without = {it.id for it in CATALOGUE.formulas if it.vtl is None}
    assert without == {"GINI_TOTAL", "GINI_FIELD_MEAN", "REC_COUNT", "REC_DAYS"}


@pytest.mark.skipif(PYTHON is None, reason="SYMBOLON_VTL_PYTHON names no Python with vtlengine")
def test_vtl_gives_what_the_registry_gives() -> None:
    cases = [
        (it, inputs, found)
        for it in CATALOGUE.formulas
        for inputs in (*(worked.inputs for worked in it.worked), *_random(it))
        # Where a denominator is zero, what is agreed on is the registry's and an error in VTL.
        if it.vtl and 0 not in inputs.values() and (found := it.evaluate(inputs)).absence is None
    ]
    assert len(cases) > 200
    for (formula, inputs, quantity), values in zip(cases, _run(cases), strict=True):
        wanted = _results(formula, quantity)
        given = {name: values[name] for name in wanted}
        assert given == pytest.approx(wanted, abs=1e-9), (formula.reference, inputs)


def _results(formula: Formula, it: Quantity) -> dict[str, float | None]:
    if formula.id.endswith("_TOPK"):
        return {f"{formula.id}_LOWER": it.lower, f"{formula.id}_UPPER": it.upper}
    return {formula.id: it.value}


def _run(cases: list[tuple[Formula, Mapping[str, Operand], Quantity]]) -> list[dict[str, float | None]]:
    assert PYTHON is not None
    done = subprocess.run(
        [PYTHON, "-P", "-W", "ignore", str(RUNNER)],
        input=json.dumps([{"vtl": it.vtl, "inputs": _named(it, given)} for it, given, _ in cases]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def _named(formula: Formula, inputs: Mapping[str, Operand]) -> dict[str, Any]:
    # The population of a sum and the unspecified of a dispersion only flag: the statement does not name them.
    return {
        it.name.upper(): inputs.get(it.name)
        for it in formula.inputs
        if it.name.upper() in (formula.vtl or "")
    }


def _random(formula: Formula) -> Iterator[dict[str, Operand]]:
    generator = Random(formula.id)
    for _ in range(RANDOM):
        if formula.id.endswith("_TOPK"):
            named = [generator.randint(20, 400) for _ in range(generator.randint(1, 12))]
            yield {"named": named, "remainder": generator.randint(1, 900)}
            continue
        size = generator.randint(3, 12)
        # Each number is larger than the one before: a part comes before its whole.
        yield {
            it.name: _list(generator, size)
            if it.shape is Shape.VECTOR
            else 30 * place + generator.randint(1, 30)
            for place, it in enumerate(formula.inputs)
            if it.read is not Read.UNSPECIFIED and it.name != "population"
        }


def _list(generator: Random, size: int) -> list[float | None]:
    # Few different values make ties.
    return [float(generator.randint(1, 6)), *generator.choices((0.0, 1.0, 1.0, 2.0, 7.0, None), k=size)]
