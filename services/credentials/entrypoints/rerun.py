"""``python -m services.credentials.entrypoints.rerun TENANT``: prove that stored decisions can be repeated.

For a nightly job: it reads the database alone, asks no other service, and ends with 1 where a decision could
not be repeated to the byte.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from services.credentials.adapters.decided_cases import all_cases
from services.credentials.adapters.releases.shelf import ReleaseShelf
from services.credentials.adapters.releases.store import ReleaseStore
from services.credentials.application.rerun import Rerun, rerun
from services.credentials.container import trusted_keys
from services.credentials.settings import Settings
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.process.settings import require


async def run(tenant: str, most: int, settings: Settings) -> Rerun:
    """Decide a tenant's stored cases again."""
    engine = create_engine(
        require(settings.database_url, "database_url"), application_name="credentials-rerun", pool_size=2
    )
    try:
        shelf = ReleaseShelf(ReleaseStore(engine), trusted_keys(settings))
        return await rerun(all_cases(UnitsOfWork(engine), tenant, most=most), shelf)
    finally:
        await engine.dispose()


def main(arguments: Sequence[str]) -> int:
    """Carry it out; print the counts as JSON."""
    parser = argparse.ArgumentParser(prog="python -m services.credentials.entrypoints.rerun")
    parser.add_argument("tenant")
    parser.add_argument("--most", type=int, default=100_000, help="how many cases at most")
    chosen = parser.parse_args(arguments)
    found = asyncio.run(run(chosen.tenant, chosen.most, Settings()))
    written = {
        "cases": found.cases,
        "repeated": found.cases - len(found.different),
        "releases": list(found.releases),
        "different": [str(it) for it in found.different],
    }
    print(json.dumps(written))  # noqa: T201 - the report is the output
    return 1 if found.different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
