"""``python -m services.conventions api | relay | load | migrate``."""

import sys

from services.conventions.container import MIGRATIONS, load_reference_data
from services.conventions.main import create_api, create_relay
from services.conventions.settings import Settings
from shared.process.commands import run_service

settings = Settings()
sys.exit(
    run_service(
        "conventions",
        settings=settings,
        migrations=MIGRATIONS,
        roles={"api": lambda: create_api(settings), "relay": lambda: create_relay(settings)},
        commands={"load": lambda: load_reference_data(settings)},
    )
)
