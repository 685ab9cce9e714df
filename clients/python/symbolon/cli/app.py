"""`symbolon`: the commands of this package, and those that installed parts of the platform bring along."""

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

import stamina
import typer

from symbolon.cli.batch import batch
from symbolon.cli.check import check
from symbolon.cli.grade import grade
from symbolon.cli.institutions import institutions, status
from symbolon.cli.legal_basis import legal_basis
from symbolon.cli.load import load
from symbolon.cli.openrefine import openrefine
from symbolon.cli.statement import statement
from symbolon.cli.verify import verify
from symbolon.errors import SymbolonError

EXTENSIONS = "symbolon.commands"
"""Entry points of this group are Typer applications; each becomes a group of commands under its name."""

app = typer.Typer(
    help="Check foreign qualifications: what they are worth elsewhere, by which law, and what is missing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(check)
app.command()(batch)
app.command()(load)
app.command()(status)
app.command()(grade)
app.command("legal-basis")(legal_basis)
app.command()(verify)
app.command()(openrefine)
app.add_typer(institutions, name="institutions")
app.add_typer(statement, name="statement")


INTERRUPTED = 130


def main() -> None:
    """Run; a refusal goes to standard error and ends with 1, a wrong command line with 2, Ctrl-C with 130."""
    stamina.instrumentation.set_on_retry_hooks([])  # trying again is no news for a person at a terminal
    try:
        if not _own(sys.argv[1:2]):
            for extension in entry_points(group=EXTENSIONS):
                app.add_typer(extension.load(), name=extension.name)
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (SymbolonError, OSError, ValueError) as error:
        sys.stderr.write(f"symbolon: {error}\n")
        sys.exit(1)


def _own(asked: Sequence[str]) -> bool:
    """Say whether a command of this package is asked for; to load the others as well takes seconds."""
    commands = {it.name or getattr(it.callback, "__name__", "") for it in app.registered_commands}
    return not commands.union(it.name for it in app.registered_groups).isdisjoint(asked)
