import pytest

from services.conventions.container import authoring_desk
from services.conventions.domain.authoring.desk import Desk
from services.conventions.domain.authoring.template import new_rule
from shared.kernel.clock import SystemClock


@pytest.fixture(scope="module")
def desk() -> Desk:
    return authoring_desk()


@pytest.fixture(scope="module")
def fresh(desk: Desk) -> str:
    """The text that `symbolon rules new` gives for the periods of study of the Lisbon Convention."""
    today = SystemClock().now().date()
    instrument = desk.instruments["lrc_1997"]
    return new_rule("lrc_1997.draft", "V.1", instrument, desk.data.provisions, today=today)
