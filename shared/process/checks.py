"""Readiness checks that services have in common."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db.migrations import current_revision, head_revision, revisions
from shared.http.health import Check


def schema_check(engine: AsyncEngine, schema: str, migrations: Path) -> Check:
    """Make a check that the database answers and that its schema is at this code's revision or a later one.

    A revision that this code does not know is a later one, of the version that is being rolled out:
    migrations only add, so both versions serve until the older is gone.
    """
    expected, earlier = head_revision(migrations), revisions(migrations) - {head_revision(migrations)}

    async def check() -> str | None:
        found = await current_revision(engine, schema)
        behind = found is None or found in earlier
        return f"the schema is at {found or 'no revision'}, not {expected}" if behind else None

    return check
