"""The rows of one instrument: its parties and its provisions."""

from collections.abc import Iterator

from services.conventions.domain.instruments.kinds import KINDS
from services.conventions.domain.instruments.model import PartyFact, Provision
from services.conventions.domain.vocabulary import Effect, QualificationType, Term
from shared.kernel.countries import is_country
from shared.reference.fields import code, codes, day, evidence, text
from shared.reference.located_yaml import Node


def read_parties(node: Node | None, instrument: str, sources: Node) -> Iterator[PartyFact]:
    """Read the parties; a State that left and came back has a list of rows. Raises ReferenceDataFault."""
    for state, rows in (node.fields if node else {}).items():
        if not is_country(state):
            raise rows.fault(f"{state!r} is not an ISO 3166-1 alpha-3 code")
        for row in rows.items if isinstance(rows.value, list) else [rows]:
            yield _party(row, instrument, state, sources)


def _party(row: Node, instrument: str, state: str, sources: Node) -> PartyFact:
    row.only(
        *("kind", "signed", "consent", "in_force", "terminated", "source", "confidence", "reading", "note")
    )
    kind = row.required("kind")
    if kind.text not in KINDS:
        raise kind.fault(f"{kind.text!r} is none of: {', '.join(sorted(KINDS))}")
    reading = row.get("reading")
    if reading is not None:
        reading.only("party_by", "not_party_on", "known_from", "denunciation_notified", "also_for")
    fields = reading.fields if reading else {}
    also_for = fields.get("also_for")
    fact = PartyFact(
        instrument=instrument,
        state=state,
        kind=kind.text,
        evidence=evidence(row, sources),
        signed=day(row.get("signed")),
        consent=day(row.get("consent")),
        in_force=day(row.get("in_force")),
        terminated=day(row.get("terminated")),
        party_by=day(fields.get("party_by")),
        not_party_on=day(fields.get("not_party_on")),
        known_from=day(fields.get("known_from")),
        denunciation_notified=day(fields.get("denunciation_notified")),
        also_for=tuple(it.text for it in also_for.items) if also_for else (),
        note=text(row.get("note")),
    )
    _check_order(row, fact)
    return fact


def _check_order(row: Node, fact: PartyFact) -> None:
    """Refuse rows whose days contradict each other."""
    if fact.terminated and fact.in_force and fact.terminated <= fact.in_force:
        raise row.fault("the membership ends before it begins")
    if fact.not_party_on and fact.party_by and fact.party_by <= fact.not_party_on:
        raise row.fault("the State is said to be a party before the day on which it was none")
    late = fact.consent and fact.in_force and fact.consent > fact.in_force
    if late and fact.kind != "succession":
        raise row.fault("bound before the deposit, which only a succession can be")


def read_provisions(node: Node | None, instrument: str, sources: Node) -> Iterator[Provision]:
    """Read the provisions in the order of the file. Raises ReferenceDataFault."""
    for row in node.items if node else []:
        row.only(
            *("article", "topic", "owed_by", "effect", "applies_to", "terms", "condition", "gist"),
            *("source", "confidence"),
        )
        yield Provision(
            instrument=instrument,
            article=row.required("article").text,
            topic=row.required("topic").text,
            owed_by=row.required("owed_by").text,
            effect=code(Effect, row.required("effect")),
            gist=row.required("gist").text,
            evidence=evidence(row, sources),
            condition=text(row.get("condition")),
            applies_to=codes(QualificationType, row.get("applies_to")),
            terms=codes(Term, row.get("terms")),
        )
