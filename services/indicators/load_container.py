"""The composition root of a process that loads releases and does nothing else: it is begun for each load.

So it leaves out what takes seconds to import: HTTP, SDMX, the attack on public tables, migrations.
"""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.loads import PostgresLoads
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.adapters.signing import ReportSigner
from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.adapters.sources.files import fingerprints
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.application.load import LoadRelease
from services.indicators.settings import VERSION, Settings
from shared.db.engine import create_engine
from shared.kernel.clock import SystemClock
from shared.process.settings import require, require_file


class LoadContainer:
    """The parts of the command that loads releases. Raises MissingSetting without a key for the reports."""

    def __init__(self, settings: Settings) -> None:
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="indicators-load", pool_size=2
        )
        require_file(settings.report_key_file, "report_key_file")
        self.loads = PostgresLoads(self.engine)
        load = release_loader(self.engine, settings)
        assert load is not None  # noqa: S101 - the key is there
        self.load = load


def release_loader(engine: AsyncEngine, settings: Settings) -> LoadRelease | None:
    """Make what loads releases; None where no key is configured to sign their reports."""
    if settings.report_key_file is None:
        return None
    mapped = Contents(engine, settings.mapped_folder)
    return LoadRelease(
        sources=SOURCES,
        fingerprints=fingerprints,
        loads=PostgresLoads(engine),
        observations=StoredObservations(engine, mapped, fresh_for=0),
        memberships=country_groups(),
        signer=ReportSigner(require_file(settings.report_key_file, "report_key_file")),
        clock=SystemClock(),
        code_version=VERSION,
    )
