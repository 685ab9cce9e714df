"""``python -m services.credentials rerun TENANT``: prove that stored decisions can be repeated.

For a nightly job: it reads the database alone, asks no other service, and ends with 1 where a decision could
not be repeated to the byte.
"""

import asyncio
import json
from typing import Annotated

import typer

from services.credentials.adapters.decided_cases import all_cases
from services.credentials.adapters.releases.shelf import ReleaseShelf
from services.credentials.adapters.releases.store import ReleaseStore
from services.credentials.application.rerun import Rerun
from services.credentials.application.rerun import rerun as decide_again
from services.credentials.container import trusted_keys
from services.credentials.settings import Settings
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.process.settings import require


async def decided_again(tenant: str, most: int, settings: Settings) -> Rerun:
    """Decide a tenant's stored cases again."""
    engine = create_engine(
        require(settings.database_url, "database_url"), application_name="credentials-rerun", pool_size=2
    )
    try:
        shelf = ReleaseShelf(ReleaseStore(engine), trusted_keys(settings))
        return await decide_again(all_cases(UnitsOfWork(engine), tenant, most=most), shelf)
    finally:
        await engine.dispose()


def rerun(tenant: str, most: Annotated[int, typer.Option(help="how many cases at most")] = 100_000) -> None:
    """Decide a tenant's stored cases again, and say whether every byte came out as it was."""
    found = asyncio.run(decided_again(tenant, most, Settings()))
    written = {
        "cases": found.cases,
        "repeated": found.cases - len(found.different),
        "releases": list(found.releases),
        "different": [str(it) for it in found.different],
    }
    typer.echo(json.dumps(written))
    if found.different:
        raise typer.Exit(1)
