"""Where the worked scenarios are read from: the reference folder beside the checkout, and our own files."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
CONVENTIONS = ROOT.parent / "shared" / "data" / "conventions"
ABSENT = f"the reference folder {CONVENTIONS.relative_to(ROOT.parent)} is not beside this checkout"
STATUS_DATE = date(2026, 11, 23)

Scenario = Mapping[str, Any]


def given() -> list[Scenario]:
    """Read the worked scenarios of the reference folder; none where the folder is absent."""
    path = CONVENTIONS / "scenarios.json"
    return json.loads(path.read_text())["scenarios"] if path.exists() else []


def our_own() -> list[Scenario]:
    """Read our own scenarios, which have the same shape."""
    files = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
    return [it for path in files for it in _plain(yaml.safe_load(path.read_text()))["scenarios"]]


def _plain(value: Any) -> Any:
    """Write YAML's dates as ISO 8601, as JSON carries them."""
    if isinstance(value, dict):
        return {name: _plain(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_plain(it) for it in value]
    return value.isoformat() if isinstance(value, date) else value


def comparable(value: Any) -> Any:
    """Compare lists as sets: the scenarios fix what is named, not in which order."""
    if isinstance(value, list):
        return sorted(json.dumps(it, sort_keys=True) for it in value)
    return value
