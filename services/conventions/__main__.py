"""``python -m services.conventions api | relay | worker | load | migrate``."""

import sys

from services.conventions.container import MIGRATIONS, load_reference_data
from services.conventions.main import create_api, create_relay, create_worker
from services.conventions.settings import Settings
from shared.process.commands import run_service

settings = Settings()
sys.exit(
    run_service(
        "conventions",
        settings=settings,
        migrations=MIGRATIONS,
        roles={
            "api": lambda: create_api(settings),
            "relay": lambda: create_relay(settings),
            "worker": lambda: create_worker(settings),
        },
        commands={"load": lambda: load_reference_data(settings)},
    )
)
