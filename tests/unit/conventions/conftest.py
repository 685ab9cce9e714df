import pytest

from services.conventions.adapters.reference_files import ReferenceData, read_reference_data
from services.conventions.domain.instruments.book import TreatyBook


@pytest.fixture(scope="session")
def reference() -> ReferenceData:
    return read_reference_data()


@pytest.fixture(scope="session")
def book(reference: ReferenceData) -> TreatyBook:
    return TreatyBook((reference.edition(),))
