"""A new rule to begin with: everything a rule must say, filled in as far as the instrument's record goes."""

from collections.abc import Iterable
from datetime import date

from services.conventions.domain.instruments.model import Instrument, Provision
from shared.kernel.errors import NotFound
from shared.kernel.evidence import TrustMark


class UnknownArticle(NotFound):
    """The instrument has no provision of that article on record."""

    code = "unknown_article"
    title = "No such article"


_TEMPLATE = """\
# {gist}
kind: rule/1
id: {identifier}
version: 1
title: {title}
instrument: {{id: {instrument}, name: {name}, tier: treaty, concluded: {adopted}}}
cite:
  - {{article: {article}, role: norm}}
slot: recognition.outcome
strength: defeasible
valid: {{from: {valid_from}, to: null}}
where:
  binds: binding.{instrument}
  covered: award.kind in ["degree"]
when: binds && covered
effect: {{modality: obligation, on: host.authority, act: recognise, favour: 100}}
trust: {trust}
given: {{binding.{instrument}: true, award.kind: degree}}
tests:
  - name: everything is given
    as_of: {day}
    expect: true
  - name: the instrument does not bind both States
    as_of: {day}
    expect: false
    because: binds
    facts: {{binding.{instrument}: false}}
  - name: something else than a degree
    as_of: {day}
    expect: false
    because: covered
    facts: {{award.kind: access}}
  - name: it is not known what was awarded
    as_of: {day}
    expect: unknown
    needs: [award.kind]
    facts: {{award.kind: null}}
"""


def new_rule(
    identifier: str, article: str, instrument: Instrument, provisions: Iterable[Provision], *, today: date
) -> str:
    """Give the text of a rule that passes the check as it stands, for its author to change.

    Raises UnknownArticle: a rule without a provision on record has nothing to rest on.
    """
    on_record = [it for it in provisions if it.instrument == instrument.id]
    found = next((it for it in on_record if it.article == article), None)
    if found is None:
        known = ", ".join(sorted({it.article for it in on_record})) or "none"
        raise UnknownArticle(f"{instrument.short} has no article {article} on record; there are: {known}")
    verified = found.evidence.mark is TrustMark.VERIFIED
    return _TEMPLATE.format(
        gist=" ".join(found.gist.split()),
        identifier=identifier,
        title=_quoted(f"{instrument.short}: {found.gist}"),
        instrument=instrument.id,
        name=_quoted(instrument.name),
        adopted=instrument.adopted,
        article=_quoted(article),
        valid_from=instrument.entry.day or "null",
        trust="verified" if verified else "provisional",
        day=instrument.entry.day or today,
    )


def _quoted(text: str) -> str:
    """Write text as a YAML scalar that can hold anything."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
