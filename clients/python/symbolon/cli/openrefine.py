"""`symbolon openrefine`: lets OpenRefine on this machine ask the register."""

from typing import Annotated

import typer

from symbolon.client import Client
from symbolon.configuration import configuration
from symbolon.openrefine import ORIGINS, PATH, PORT, Bridge


def openrefine(
    port: Annotated[int, typer.Option(help="where to listen on 127.0.0.1", min=1, max=65_535)] = PORT,
    origin: Annotated[
        list[str] | None, typer.Option(help="where OpenRefine is, if not at 127.0.0.1:3333; may come again")
    ] = None,
) -> None:
    """Let OpenRefine on this machine ask the register, with your key, until you press Ctrl-C.

    Example: symbolon openrefine
    """
    with Client() as symbolon:  # a wrong key or address is told here, not in OpenRefine
        symbolon.reconcile([{"text": "University of Oslo"}])
    with Bridge(configuration(), port=port, origins=origin or ORIGINS) as bridge:
        typer.echo(f"In OpenRefine choose Reconcile, Add standard service: {bridge.address}{PATH}", err=True)
        typer.echo("Press Ctrl-C to stop.", err=True)
        try:
            bridge.serve_forever()
        except KeyboardInterrupt:
            typer.echo("stopped", err=True)
