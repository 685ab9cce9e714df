"""The contracts as JSON Schema. The files beside this module are golden: a test compares them."""

import json
from pathlib import Path

from shared.contracts.registry import CONTRACTS

SCHEMAS = Path(__file__).parent / "schemas"


def render() -> dict[str, str]:
    """Give the text of each schema file by event type."""
    return {
        contract.type: json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": f"/schemas/{contract.type}.json",
                **contract.model.model_json_schema(mode="serialization"),
            },
            indent=2,
        )
        + "\n"
        for contract in CONTRACTS.values()
    }
