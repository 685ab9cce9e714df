"""``python -m services.conventions sign KEY CANDIDATE NUMBER``: a reviewer signs a candidate.

Runs on the reviewer's own machine, with the key that never leaves it; speaks to no server. What is printed
goes into `signatures` of `POST /v1/releases`.
"""

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from shared.security.release_signatures import ReleaseSigner, Role


def sign(
    key: Annotated[Path, typer.Argument(help="the reviewer's private key (PEM, Ed25519)")],
    candidate: Annotated[str, typer.Argument(help="its hash, as the gate reported it")],
    number: Annotated[int, typer.Argument(help="its place in the chain")],
) -> None:
    """Sign a candidate for a release with a reviewer's own key, offline."""
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", candidate):
        raise typer.BadParameter("a candidate is named sha256:<64 hexadecimal digits>")
    try:
        signer = ReleaseSigner(key.read_bytes(), Role.REVIEWER)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"the key cannot be used: {error}") from None
    typer.echo(json.dumps(signer.sign(candidate, number).as_json()))
