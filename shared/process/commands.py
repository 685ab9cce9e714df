"""The command line that all services share: ``python -m services.<name> api | <role> | migrate``."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.types import ASGIApp

from shared.db.migrations import upgrade
from shared.http.server import serve
from shared.observability.logging import configure_logging, get_logger
from shared.process.settings import MissingSetting, ServiceSettings, require


def run_service(
    name: str,
    *,
    settings: ServiceSettings,
    migrations: Path,
    roles: Mapping[str, Callable[[], ASGIApp]],
    commands: Mapping[str, Callable[[], None]] | None = None,
) -> int:
    """Carry out the command in ``sys.argv``; give the exit code.

    Each of `roles` is served until SIGTERM: an api with its routes, a relay or worker with its probes
    alone. `migrate` brings the schema to the head revision. `commands` run once and end.
    """
    once: dict[str, Callable[[], None]] = {**(commands or {})}
    once["migrate"] = lambda: _migrate(migrations, settings)
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    configure_logging(f"{name}-{wanted}")
    try:
        if wanted in roles:
            serve(roles[wanted](), host=settings.host, port=settings.port)
        elif wanted in once:
            once[wanted]()
        else:
            sys.stderr.write(f"usage: python -m services.{name} {'|'.join([*roles, *once])}\n")
            return 2
    except MissingSetting as error:
        sys.stderr.write(f"{name} {wanted}: {error}\n")
        return 2
    return 0


def _migrate(migrations: Path, settings: ServiceSettings) -> None:
    upgrade(migrations, require(settings.owner_database_url, "owner_database_url"))
    get_logger().info("schema migrated")
