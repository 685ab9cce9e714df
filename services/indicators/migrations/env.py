"""Alembic's entry: the shared run, for the schema `indicators`."""

from services.indicators.adapters.tables import SCHEMA, metadata
from shared.db.migrations import run_environment

run_environment(SCHEMA, metadata)
