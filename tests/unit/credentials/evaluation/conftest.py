import pytest

from services.conventions.adapters.rule_files import read_release
from shared.rules.release import RuleSet


@pytest.fixture(scope="session")
def release() -> RuleSet:
    """The release of the real instruments."""
    return read_release()
