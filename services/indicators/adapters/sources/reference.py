"""The reference tables that ship with the service."""

from pathlib import Path

from services.indicators.domain.geography import membership_table
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.loading import reference_figures
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.reference_figures import Figure

FOLDER = Path(__file__).parents[2] / "reference"


def country_groups() -> Groupings:
    """Read the dated memberships of country groups."""
    return membership_table.parse(text_lines([(FOLDER / "memberships.csv").read_bytes()]))


def published_figures() -> tuple[Figure, ...]:
    """Read the published figures that the platform shows without any third-party file."""
    return reference_figures.parse(text_lines([(FOLDER / "figures.csv").read_bytes()]))
