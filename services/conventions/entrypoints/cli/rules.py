"""`symbolon rules`: write, check and read rules at one's own desk, without any server."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.conventions.container import account_of_articles, authoring_desk
from services.conventions.domain.authoring.desk import Desk, UnknownInstrument, meant
from services.conventions.domain.authoring.legalruleml import legalruleml
from services.conventions.domain.authoring.openfisca import openfisca_tests
from services.conventions.domain.authoring.reading_view import html, markdown, reading_view
from services.conventions.domain.authoring.template import new_rule
from shared.kernel.clock import SystemClock
from shared.kernel.errors import DomainError
from shared.rules.checked import CheckedRule
from shared.rules.documents.findings import Finding, Refused

rules = typer.Typer(help="Write, check and read rules, at your own desk.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="a rule document, rule/1 as YAML", exists=True, dir_okay=False)]
Files = Annotated[
    list[Path], typer.Argument(help="rule documents, or folders of them", exists=True, metavar="FILE...")
]


class View(StrEnum):
    """How a rule is laid out for reading."""

    MARKDOWN = "markdown"
    HTML = "html"


class Exchange(StrEnum):
    """What a rule is exported to."""

    OPENFISCA = "openfisca"
    LEGALRULEML = "legalruleml"


@rules.command("check")
def check_files(files: Files) -> None:
    """Check rules as publication will: shape, language, types, citations, burdens, limits."""
    with _faults():
        drafts = list(_drafts(authoring_desk(), files))
    typer.echo(f"{_counted(len(drafts), 'rule')} may be published as far as one desk can tell")


@rules.command("test")
def test_files(files: Files) -> None:
    """Run the tests that stand in the rules."""
    with _faults():
        desk, failed, run = authoring_desk(), list[Finding](), 0
        for draft in _drafts(desk, files):
            failed += desk.test(draft)
            run += len(draft.rule.examples)
        if failed:
            raise Refused(failed)
    typer.echo(f"{_counted(run, 'test')} passed")


@rules.command()
def explain(file: File, view: Annotated[View, typer.Option(help="form")] = View.MARKDOWN) -> None:
    """Lay a rule out beside its articles: when it holds, who must show what, what its tests say."""
    with _faults():
        desk = authoring_desk()
        draft = desk.check(file.read_text(), path=str(file))
        laid_out = reading_view(draft.rule, desk.data.provisions)
    typer.echo(markdown(laid_out) if view is View.MARKDOWN else html(laid_out), nl=False)


@rules.command("new")
def new_file(
    file: Annotated[Path, typer.Argument(help="the file to make", dir_okay=False)],
    instrument: Annotated[str, typer.Option(help="id of the instrument, for example lrc_1997")],
    article: Annotated[str, typer.Option(help="the article it encodes, for example VI.1")],
) -> None:
    """Begin a rule: a document that passes the check, to be changed."""
    with _faults():
        desk = authoring_desk()
        found = desk.instruments.get(instrument)
        if found is None:
            raise UnknownInstrument(f"no instrument {instrument!r}; {meant(instrument, desk.instruments)}")
        name = f"{instrument}.{article.lower().replace('.', '_')}"
        text = new_rule(name, article, found, desk.data.provisions, today=SystemClock().now().date())
        with file.open("x") as written:
            written.write(text)
    typer.echo(f"{file} is there; change it, then: symbolon rules check {file}")


@rules.command()
def diff(file: File) -> None:
    """Show how a draft differs from the rule of its id that ships with the platform."""
    with _faults():
        desk = authoring_desk()
        changed = desk.changes(desk.check(file.read_text(), path=str(file)).rule)
    typer.echo(changed or "no difference")


@rules.command()
def export(files: Files, to: Annotated[Exchange, typer.Option(help="form")]) -> None:
    """Write tests in OpenFisca's shape, or rules as LegalRuleML with Akoma Ntoso references."""
    with _faults():
        found = [draft.rule for draft in _drafts(authoring_desk(), files)]
    if to is Exchange.OPENFISCA:
        typer.echo("".join(openfisca_tests(rule) for rule in found), nl=False)
    else:
        typer.echo(legalruleml(found), nl=False)


@rules.command("articles")
def list_articles() -> None:
    """Go through the conventions article by article: which rule encodes it, or why none does."""
    typer.echo(account_of_articles(), nl=False)


def _drafts(desk: Desk, paths: Sequence[Path]) -> Iterator[CheckedRule]:
    """Check every document; all faults of all files come at once."""
    faults: list[Finding] = []
    for path in paths:
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            try:
                yield desk.check(file.read_text(), path=str(file))
            except Refused as refused:
                faults += refused.findings
    if faults:
        raise Refused(faults)


@contextmanager
def _faults() -> Iterator[None]:
    """Print what is wrong, each fault with its line, and end with 1."""
    try:
        yield
    except Refused as refused:
        sys.stderr.write("\n\n".join(str(it) for it in refused.findings) + "\n\n")
        sys.stderr.write(f"{_counted(len(refused.findings), 'fault')}\n")
        raise typer.Exit(1) from None
    except (DomainError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from None


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
