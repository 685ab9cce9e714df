"""Writes the golden JSON Schemas: `python -m shared.contracts`."""

from pathlib import Path

from shared.contracts.json_schema import SCHEMAS, render

for contract_type, text in render().items():
    Path(SCHEMAS / f"{contract_type}.json").write_text(text)
