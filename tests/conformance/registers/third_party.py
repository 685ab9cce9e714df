"""Published registers that are never part of the project: read where they are kept, or skipped aloud."""

import os
from functools import cache
from pathlib import Path

import pytest

from services.credentials.domain.register.register import Register
from tests.bench.reconciliation.register_files import read_records

_BESIDE = Path(__file__).parents[3].parent / "shared" / "data"
FOLDER = Path(os.environ.get("SYMBOLON_TEST_DATA", _BESIDE))


def third_party(name: str) -> Path:
    """Give the path of a third-party file, or skip the test and say which file is missing."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"third-party file not present: shared/data/{name}")
    return path


@cache
def ror_register() -> Register:
    """The institutions of education in ROR."""
    return Register(read_records(third_party("registers/ror-education.jsonl.gz")), [], "ror")
