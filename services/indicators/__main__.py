"""``python -m services.indicators api | worker | migrate | load [SOURCE FILE... --release ID]``."""

import sys

from services.indicators.container import MIGRATIONS
from services.indicators.entrypoints import load_command
from services.indicators.main import create_api, create_worker
from services.indicators.settings import Settings
from shared.process.commands import run_service

if sys.argv[1:2] == ["load"]:
    load_command.run(sys.argv[2:])
settings = Settings()
sys.exit(
    run_service(
        "indicators",
        settings=settings,
        migrations=MIGRATIONS,
        roles={"api": lambda: create_api(settings), "worker": lambda: create_worker(settings)},
    )
)
