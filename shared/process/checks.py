"""Readiness checks that services have in common."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db.migrations import current_revision, head_revision
from shared.http.health import Check


def schema_check(engine: AsyncEngine, schema: str, migrations: Path) -> Check:
    """Make a check that the database answers and that its schema is at the revision of this code."""
    expected = head_revision(migrations)

    async def check() -> str | None:
        found = await current_revision(engine, schema)
        return None if found == expected else f"the schema is at {found or 'no revision'}, not {expected}"

    return check
