import pytest

from services.conventions.adapters.reference_files import ReferenceData, read_reference_data
from services.conventions.adapters.rule_files import read_release
from services.conventions.domain.instruments.book import TreatyBook
from shared.rules.release import RuleSet


@pytest.fixture(scope="session")
def reference() -> ReferenceData:
    return read_reference_data()


@pytest.fixture(scope="session")
def book(reference: ReferenceData) -> TreatyBook:
    return TreatyBook((reference.edition(),))


@pytest.fixture(scope="session")
def release(reference: ReferenceData) -> RuleSet:
    """The release of the rule files; assembling it runs every test inside them."""
    return read_release(reference)
