"""``python -m services.indicators api | worker | migrate``."""

import sys

from services.indicators.container import MIGRATIONS
from services.indicators.main import create_api, create_worker
from shared.process.commands import run_service
from shared.process.settings import ServiceSettings

settings = ServiceSettings()
sys.exit(
    run_service(
        "indicators",
        settings=settings,
        migrations=MIGRATIONS,
        roles={"api": lambda: create_api(settings), "worker": lambda: create_worker(settings)},
    )
)
