"""The command line that all services share: ``python -m services.<name> COMMAND``.

A role is served until SIGTERM: an api with its routes, a relay or worker with its probes alone. Any other
command does one thing and ends: 0 where it is done, 1 where it could not be, 2 for a wrong call or setting.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError
from starlette.types import ASGIApp

from shared.db.migrations import upgrade
from shared.http.server import serve
from shared.kernel.errors import DomainError, Invalid
from shared.observability.logging import configure_logging, get_logger
from shared.process.settings import MissingSetting, ServiceSettings, malformed, require

S = TypeVar("S", bound=ServiceSettings)


def service_commands(
    name: str, *, settings: type[S], migrations: Path, roles: Mapping[str, Callable[[S], ASGIApp]]
) -> typer.Typer:
    """Make the command line of a service: its roles, and `migrate`. The service adds its own commands."""
    commands = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @commands.callback(help=f"The {name} service of Symbolon.")
    def begin(context: typer.Context) -> None:
        configure_logging(f"{name}-{context.invoked_subcommand}")

    for role, create in roles.items():
        commands.command(role, help=f"Serve the {role} until SIGTERM.")(_serving(settings, create))

    @commands.command()
    def migrate() -> None:
        """Bring the schema to the newest revision."""
        upgrade(migrations, require(settings().owner_database_url, "owner_database_url"))
        get_logger().info("schema migrated")

    return commands


def run_commands(commands: typer.Typer, name: str) -> NoReturn:
    """Carry out what ``sys.argv`` says, tell what is wrong in a line, and end the process."""
    try:
        commands(prog_name=f"python -m services.{name}")
    except (MissingSetting, ValidationError) as error:
        wrong = malformed(error) if isinstance(error, ValidationError) else error
        sys.stderr.write(f"{name}: {wrong}\n")
        sys.exit(2)
    except Invalid as error:
        sys.stderr.writelines(f"{it.pointer}: {it.detail}\n" for it in error.violations)
        sys.exit(1)
    except DomainError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        sys.exit(1)
    sys.exit(0)


def _serving(settings: type[S], create: Callable[[S], ASGIApp]) -> Callable[[], None]:
    def role() -> None:
        given = settings()
        serve(create(given), host=given.host, port=given.port)

    return role
