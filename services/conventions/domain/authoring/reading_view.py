"""A rule as a lawyer reads it: the articles in our words, the conditions, who must show what, the cases.

The view is data; `markdown` and `html` write it. Both escape what they write: a draft is untrusted text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from services.conventions.domain.instruments.model import Provision
from shared.rules.documents.burden import Silence
from shared.rules.documents.rule import Example, Rule

_SILENCE = {
    Silence.UNKNOWN: "silence leaves it open",
    Silence.NOT_SHOWN: "silence means: not shown",
}
_MEANING = {"true": "the rule holds", "false": "the rule does not hold", "unknown": "it cannot be told yet"}

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
</head>
<body>
{body}
</body>
</html>
"""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, the names of the columns, and the rows."""

    heading: str
    columns: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A rule in reading order. `sentences` come first; empty tables are left out."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


def reading_view(rule: Rule, provisions: Iterable[Provision]) -> ReadingView:
    """Lay a rule out beside the provisions of its instrument that it cites."""
    tables = (_articles(rule, provisions), _conditions(rule), _burdens(rule), _overrides(rule), _tests(rule))
    return ReadingView(rule.title, _sentences(rule), tuple(it for it in tables if it.rows))


def markdown(view: ReadingView) -> str:
    """Write the view as CommonMark with tables."""
    parts = [f"# {inline(view.title)}", *(inline(it) for it in view.sentences)]
    for table in view.tables:
        head, *rows = (
            "| " + " | ".join(inline(cell) for cell in row) + " |" for row in (table.columns, *table.rows)
        )
        parts += [f"## {table.heading}", "\n".join([head, "|---" * len(table.columns) + "|", *rows])]
    return "\n\n".join(parts) + "\n"


def html(view: ReadingView) -> str:
    """Write the view as one HTML page that needs nothing else."""
    parts = [f"<h1>{escape(view.title)}</h1>", *(f"<p>{escape(it)}</p>" for it in view.sentences)]
    for table in view.tables:
        head = "".join(f'<th scope="col">{escape(it)}</th>' for it in table.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in table.rows
        )
        parts.append(
            f"<h2>{escape(table.heading)}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{rows}</tbody>\n</table>"
        )
    return _PAGE.format(title=escape(view.title), body="\n".join(parts))


def _sentences(rule: Rule) -> tuple[str, ...]:
    since = f"from {rule.valid_from}" if rule.valid_from else "from an unknown day"
    until = f"until {rule.valid_to}" if rule.valid_to else "without end"
    articles, effect = ", ".join(rule.articles), rule.effect
    act, whose = effect.act.replace("_", " "), effect.on.replace(".", " ")
    said = [
        f"{rule.instrument.name}, {articles}.",
        f"Rule {rule.id}, version {rule.version}, in force {since} {until}; {rule.trust.value}.",
        f"When {_words(rule.when)}: {act} ({effect.modality.value} of the {whose}).",
    ]
    if rule.deadline is not None:
        due = rule.deadline
        said.append(f"Due within {due.within} from {due.start}; when it passes: {due.on_expiry}.")
    return tuple(said)


def _words(condition: str) -> str:
    """Say the joining of named conditions in words; the conditions themselves stay as they are written."""
    spoken = condition.replace("&&", " and ").replace("||", " or ")
    return re.sub(r"\s+", " ", re.sub(r"!\s*(?==)|!", "not ", spoken)).strip()


def _articles(rule: Rule, provisions: Iterable[Provision]) -> Table:
    cited = {it.article for it in rule.cites}
    texts: dict[str, list[str]] = {}
    for it in provisions:
        if it.instrument == rule.instrument.id and it.article in cited:
            texts.setdefault(it.article, []).append(it.gist)
    rows = tuple(
        (it.article, it.role, ", ".join(it.covers), " ".join(texts.get(it.article, ("not on record",))))
        for it in rule.cites
    )
    return Table("Articles", ("article", "role", "covers", "what it says, in our words"), rows)


def _conditions(rule: Rule) -> Table:
    return Table("Conditions", ("name", "holds when"), tuple(rule.where.items()))


def _burdens(rule: Rule) -> Table:
    rows = tuple(
        (
            name,
            it.on.value.replace(".", " ").replace("_", " "),
            "; ".join(it.evidence),
            _SILENCE[it.silence] + (f" once {it.closed_by}" if it.closed_by else ""),
        )
        for name, it in rule.burden.items()
    )
    return Table("Who must show what", ("condition", "who", "with what", "silence"), rows)


def _overrides(rule: Rule) -> Table:
    return Table("Goes before", ("rule", "because"), tuple((it.rule, it.reason) for it in rule.overrides))


def _tests(rule: Rule) -> Table:
    rows = tuple(
        (it.name, _law(it), _MEANING[it.expect], it.because or ", ".join(it.needs or ()))
        for it in rule.examples
    )
    return Table("Cases", ("case", "law of", "outcome", "because of, or needs"), rows)


def _law(example: Example) -> str:
    supposed = (f"{', '.join(it.members)} in {it.parameter}" for it in example.suppose)
    return "; supposing ".join((str(example.as_of), *supposed))


def inline(text: str) -> str:
    """Keep text from being read as markup or as the end of a cell."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", re.sub(r"\s+", " ", text))
