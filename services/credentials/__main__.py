"""``python -m services.credentials api | relay | worker | migrate``."""

import sys

from services.credentials.container import MIGRATIONS
from services.credentials.main import create_api, create_relay, create_worker
from services.credentials.settings import Settings
from shared.process.commands import run_service

settings = Settings()
sys.exit(
    run_service(
        "credentials",
        settings=settings,
        migrations=MIGRATIONS,
        roles={
            "api": lambda: create_api(settings),
            "relay": lambda: create_relay(settings),
            "worker": lambda: create_worker(settings),
        },
    )
)
