"""``python -m gateway [serve]``, and ``new-key`` for whoever runs it."""

import json
import sys
from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from gateway.main import create_gateway
from gateway.settings import Settings
from shared.http.server import serve as serve_app
from shared.observability.logging import configure_logging
from shared.process.settings import malformed
from shared.security.api_keys import entry_of, new_api_key
from shared.security.scopes import Scope

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@commands.callback(invoke_without_command=True, help="The gateway of Symbolon; without a command it serves.")
def begin(context: typer.Context) -> None:
    """Serve where nothing else is asked for."""
    if context.invoked_subcommand is None:
        serve()


@commands.command()
def serve() -> None:
    """Serve until SIGTERM."""
    configure_logging("gateway")
    try:
        settings = Settings()
        app = create_gateway(settings)
    except ValidationError as error:
        sys.stderr.write(f"gateway: {malformed(error)}\n")
        raise typer.Exit(2) from None
    except (OSError, ValueError) as error:
        sys.stderr.write(f"gateway: {error}\n")
        raise typer.Exit(2) from None
    serve_app(app, host=settings.host, port=settings.port)


@commands.command("new-key")
def new_key(
    tenant: Annotated[str, typer.Argument(help="whose data it opens")],
    name: Annotated[str, typer.Argument(help="what the key is for; logs call it so")],
    scope: Annotated[list[Scope], typer.Option(help="what it may do; may be repeated")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the last day on which it opens, in UTC")
    ] = None,
) -> None:
    """Make an API key. It is shown once, on standard error; the entry for the file of keys goes to output."""
    key = new_api_key("key")
    typer.echo(f"the key, shown this once: {key}", err=True)
    last_day = until.date() if until else None
    typer.echo(json.dumps(entry_of(key, tenant=tenant, subject=name, scopes=scope, until=last_day)))


commands(prog_name="python -m gateway")
