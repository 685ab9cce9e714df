"""The law article by article: which rule encodes it, or why none does.

The articles are those of the reviewed provisions. An article counts as encoded where a rule cites it, or a
paragraph below it, in whatever role; an article of another instrument is cited with that instrument's name
before it ("Tokyo X.3.2(a)").
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.conventions.domain.authoring.reading_view import inline
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.ports import ReviewedData
from shared.rules.documents.rule import Rule

Reasons = Mapping[str, Mapping[str, str]]
"""Why no rule encodes an article: by instrument, then by article."""

_INTRODUCTION = """\
# The law, article by article

Written by `symbolon rules articles`; a test holds it to the rules. What an article says stands in our own
words, never in the treaty's. Its mark tells whether it was compared with the authentic text.
"""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of an instrument, the rules that cite it, and the reason where there are none."""

    instrument: str
    article: str
    gist: str
    mark: str
    rules: tuple[str, ...]
    reason: str | None

    @property
    def unaccounted(self) -> bool:
        """Say whether it has neither a rule nor a reason, or both at once."""
        return bool(self.rules) == (self.reason is not None)


def articles(rules: Iterable[Rule], data: ReviewedData, reasons: Reasons) -> tuple[Article, ...]:
    """Account for every article of the instruments that any rule encodes, in the order of the provisions."""
    known = tuple(rules)
    cited = set(_citations(known, {it.name: it.id for it in data.instruments}))
    encoded = {it.instrument.id for it in known}
    found: dict[tuple[str, str], list[str]] = {}
    marks: dict[tuple[str, str], str] = {}
    for it in data.provisions:
        if it.instrument in encoded:
            found.setdefault((it.instrument, it.article), []).append(_said(it))
            marks.setdefault((it.instrument, it.article), it.evidence.mark.value)
    return tuple(
        Article(
            instrument,
            article,
            "; ".join(gists),
            marks[instrument, article],
            tuple(sorted({rule for at, cite, rule in cited if at == instrument and _within(cite, article)})),
            reasons.get(instrument, {}).get(article),
        )
        for (instrument, article), gists in found.items()
    )


def _said(provision: Provision) -> str:
    condition = f" ({provision.condition})" if provision.condition else ""
    return f"{provision.topic.replace('_', ' ')}: {provision.gist}{condition}"


def _citations(rules: Iterable[Rule], names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield instrument, article and rule of each citation."""
    for rule in rules:
        for cite in rule.cites:
            yield rule.instrument.id, cite.article, rule.id
            for name, instrument in names.items():
                if cite.article.startswith(f"{name} "):
                    yield instrument, cite.article.removeprefix(f"{name} "), rule.id


def _within(cited: str, article: str) -> bool:
    return cited == article or cited.startswith((f"{article}.", f"{article}("))


def as_markdown(found: Iterable[Article], titles: Mapping[str, str], open_points: str) -> str:
    """Write the account as CommonMark: the open points, then a table for each instrument by its title."""
    by_instrument: dict[str, list[Article]] = {}
    for it in found:
        by_instrument.setdefault(it.instrument, []).append(it)
    parts = [_INTRODUCTION, open_points]
    for instrument, listed in by_instrument.items():
        carried = sum(1 for it in listed if it.rules)
        rows = "\n".join(_row(it) for it in listed)
        parts.append(
            f"## {titles[instrument]}\n\n{carried} of {len(listed)} articles are in rules.\n\n"
            f"| article | what it says | mark | rules, or why none |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _row(it: Article) -> str:
    account = ", ".join(f"`{rule}`" for rule in it.rules) or f"*none:* {inline(it.reason or 'unaccounted')}"
    return f"| {inline(it.article)} | {inline(it.gist)} | {it.mark} | {account} |"
