import pytest

from services.credentials.adapters.qualification_files import read_systems
from services.credentials.domain.qualifications.systems import Systems
from tests.unit.credentials.qualifications.scales import SCALES


@pytest.fixture(scope="session")
def systems() -> Systems:
    """The systems as shipped."""
    return read_systems(scales=SCALES)
