"""``python -m services.conventions api | load | migrate``."""

import sys

from services.conventions.container import MIGRATIONS, load_reference_data
from services.conventions.main import create_api
from shared.process.commands import run_service
from shared.process.settings import ServiceSettings

settings = ServiceSettings()
sys.exit(
    run_service(
        "conventions",
        settings=settings,
        migrations=MIGRATIONS,
        roles={"api": lambda: create_api(settings)},
        commands={"load": lambda: load_reference_data(settings)},
    )
)
