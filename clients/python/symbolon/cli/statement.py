"""`symbolon statement`: signed statements of decisions, without any connection."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from symbolon.cli.writing import AsJson, show
from symbolon.statements import Genuine, NotGenuine, Standing, standing, verify

NOT_GENUINE, STANDS_NOT = 3, 4

statement = typer.Typer(help="Check signed statements of decisions, offline.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="the statement, as it was received (application/vc+jwt)")]
Keys = Annotated[Path, typer.Option(help="the issuer's keys: its own address, or /jwks below it, saved")]


@statement.command("verify")
def check(
    file: File,
    keys: Keys,
    status: Annotated[Path | None, typer.Option(help="the issuer's status list, saved")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say whether a statement is as its issuer signed it, and with a status list whether it stands.

    Ends with 0 where it is genuine, with 3 where it is not, with 4 where the list says that it was withdrawn
    or does not say that it stands.

    Example: symbolon statement verify statement.jwt --keys issuer.json --status list.jwt
    """
    published = keys.read_bytes()
    try:
        genuine = verify(file.read_bytes(), published)
        now = datetime.now(UTC)
        stands = standing(genuine, status.read_bytes(), published, now=now) if status else None
    except NotGenuine as error:
        typer.echo(f"not genuine: {error}", err=True)
        raise typer.Exit(NOT_GENUINE) from None
    show(_told(genuine, stands), as_json=as_json)
    if stands not in {None, Standing.STANDS}:
        raise typer.Exit(STANDS_NOT)


def _told(genuine: Genuine, stands: Standing | None) -> dict[str, Any]:
    subject = genuine.content.get("credentialSubject", {})
    return {
        "genuine": True,
        "status": stands.value if stands else "not asked: give --status",
        "issuer": genuine.issuer,
        "key": genuine.key,
        "digest": genuine.digest,
        "issued": genuine.content.get("validFrom"),
        "statement": subject,
    }
