"""Runs VTL statements in vtlengine, in a Python of its own: ``python vtl_run.py < cases.json``.

Gives one line for each case: the values of its results by their names. vtlengine 1.9 needs an older pyarrow
than ours.
"""

import json
import sys

import pandas as pd
from vtlengine import run  # type: ignore[import-not-found]

IDENTIFIERS = {"REF_AREA": "String", "TIME_PERIOD": "Integer", "COUNTERPART_AREA": "String"}


def evaluate(
    statements: str, inputs: dict[str, float | list[float | None] | None]
) -> dict[str, float | None]:
    """Evaluate the statements: a list is a data set by counterpart, a number one without."""
    structures, points = [], {}
    for name, given in inputs.items():
        listed = isinstance(given, list)
        names = list(IDENTIFIERS)[: 3 if listed else 2]
        components: list[dict[str, object]] = [
            {"name": it, "type": IDENTIFIERS[it], "role": "Identifier", "nullable": False} for it in names
        ]
        components.append({"name": "OBS_VALUE", "type": "Number", "role": "Measure", "nullable": True})
        structures.append({"name": name, "DataStructure": components})
        values = given if isinstance(given, list) else [given]
        rows = [("A", 2020, f"H{number}", value) for number, value in enumerate(values)]
        points[name] = pd.DataFrame(rows, columns=[*IDENTIFIERS, "OBS_VALUE"])[[*names, "OBS_VALUE"]]
    found = run(
        script=statements,
        data_structures={"datasets": structures},
        datapoints=points,
        return_only_persistent=False,
    )
    return {name: _value(found[name].data) for name in found}


def _value(table: pd.DataFrame) -> float | None:
    (measure,) = (it for it in table.columns if it not in IDENTIFIERS)
    value = table[measure].iloc[0]
    return None if pd.isna(value) else float(value)


if __name__ == "__main__":
    for case in json.load(sys.stdin):
        sys.stdout.write(json.dumps(evaluate(case["vtl"], case["inputs"])) + "\n")
