"""``python -m services.credentials api | relay | worker | migrate | load``; `entrypoints.cli` has more."""

import asyncio
import sys

from services.credentials.container import MIGRATIONS, load_institutions
from services.credentials.entrypoints.cli import COMMANDS, main
from services.credentials.main import create_api, create_relay, create_worker
from services.credentials.settings import Settings
from shared.process.commands import run_service

if sys.argv[1:2] and sys.argv[1] in COMMANDS:
    sys.exit(asyncio.run(main(sys.argv[1:])))
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
        commands={"load": lambda: asyncio.run(load_institutions(settings))},
    )
)
