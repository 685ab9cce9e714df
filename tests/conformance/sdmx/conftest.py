from collections.abc import Iterator

import pytest

from services.indicators.adapters.observations_memory import reference_observations
from tests.support.sdmx_service import sdmx_app, serving


@pytest.fixture(name="address", scope="session")
def _address() -> Iterator[str]:
    """The SDMX interface over the figures that ship with the platform."""
    with serving(sdmx_app(reference_observations())) as address:
        yield address
