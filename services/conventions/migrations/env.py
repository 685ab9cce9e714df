"""Alembic's entry: the shared run, for the schema `conventions`."""

from services.conventions.adapters.lifecycle import tables as _tables  # noqa: F401 - declares them
from services.conventions.adapters.tables import SCHEMA, metadata
from shared.db.migrations import run_environment

run_environment(SCHEMA, metadata)
