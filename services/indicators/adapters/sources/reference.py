"""The reference tables that ship with the service."""

import csv
import json
from pathlib import Path

import yaml

from services.indicators.domain.geography import membership_table
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.publishers import reference_figures
from services.indicators.domain.loading.publishers.reference_figures import Figure
from services.indicators.domain.pictures.flow_map import Place, World
from services.indicators.domain.pictures.language import Languages

FOLDER = Path(__file__).parents[2] / "reference"


def country_groups() -> Groupings:
    """Read the dated memberships of country groups."""
    return membership_table.parse(text_lines([(FOLDER / "memberships.csv").read_bytes()]))


def published_figures() -> tuple[Figure, ...]:
    """Read the published figures that the platform shows without any third-party file."""
    return reference_figures.parse(text_lines([(FOLDER / "figures.csv").read_bytes()]))


def languages() -> Languages:
    """Read what pictures say, in every language."""
    return Languages(yaml.safe_load((FOLDER / "phrases.yaml").read_text(encoding="utf-8")))


def world() -> World:
    """Read the land, and one point in each country, where pictures put it."""
    lines = (FOLDER / "places.csv").read_text().splitlines()
    places = {
        row["code"]: Place(float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(lines)
    }
    return World(json.loads((FOLDER / "land.json").read_text()), places)
