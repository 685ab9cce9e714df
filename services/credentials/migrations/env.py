"""Alembic's entry: the shared run, for the schema `credentials`."""

from services.credentials.adapters.releases import tables as _tables  # noqa: F401 - declares them
from services.credentials.adapters.statements import tables as _statements  # noqa: F401 - declares them
from services.credentials.adapters.tables import SCHEMA, metadata
from shared.db.migrations import run_environment

run_environment(SCHEMA, metadata)
