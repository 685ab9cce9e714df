"""The facts of one instrument: the section `instrument` as sourced, the section `reading` as understood."""

from services.conventions.domain.instruments.dates import DenunciationRule, EntryFormula, EntryRule
from services.conventions.domain.instruments.model import (
    Addressees,
    Denunciation,
    EntryIntoForce,
    Established,
    Instrument,
    Openness,
    PartyList,
    ReservationClause,
    SubsidiaryText,
    Supersession,
)
from services.conventions.domain.vocabulary import QualificationType
from shared.kernel.evidence import Evidence
from shared.reference.fields import code, codes, day, flag, required_day, share, text
from shared.reference.located_yaml import Node

_KNOWN = (
    *("id", "short", "title", "aliases", "generation", "type", "binding", "region", "adopted", "revised"),
    *("entry_into_force", "depositary", "status", "parties_count", "parties_count_min", "supersedes"),
    *("superseded_by", "no_new_accession_to", "more_favourable_clause", "denunciation", "eligibility"),
    *("reservations", "territorial", "known_events", "declarations_typical", "declarations_known"),
    *("amendment", "subsidiary_texts", "relation", "notes", "source", "confidence"),
)
_READING = (
    *("applies_to", "open_to", "party_list", "name", "guidance", "addressees", "accompanies"),
    *("entry_into_force", "not_before"),
)


def read_instrument(node: Node, reading: Node, sources: Node) -> Instrument:
    """Read one instrument. Raises ReferenceDataFault."""
    node.only(*_KNOWN)
    reading.only(*_READING)
    _recorded(node)
    cited = [sources.required(it.text).text for it in node.required("source").items]
    return Instrument(
        id=node.required("id").text,
        short=node.required("short").text,
        name=reading.required("name").text,
        title=node.required("title").text,
        generation=node.required("generation").text,
        type=node.required("type").text,
        region=node.required("region").text,
        binding=flag(node.required("binding")),
        adopted=required_day(node.required("adopted").required("date")),
        entry=_entry(node.required("entry_into_force"), reading),
        applies_to=codes(QualificationType, reading.required("applies_to")),
        open_to=code(Openness, reading.required("open_to")),
        party_list=code(PartyList, reading.required("party_list")),
        evidence=Evidence(" ; ".join(cited), share(node.required("confidence"))),
        supersedes=_supersedes(node.get("supersedes")),
        more_favourable=text(node.get("more_favourable_clause")),
        reservations=_reservations(node.get("reservations")),
        denunciation=_denunciation(node.get("denunciation")),
        subsidiary=_subsidiary(node.get("subsidiary_texts")),
        guidance=_guidance(reading.get("guidance")),
        addressees=_addressees(reading.get("addressees")),
        accompanies=text(reading.get("accompanies")),
    )


_ENTRY = (
    *("date", "date_source", "date_confidence", "confidence", "condition", "threshold", "article"),
    *("threshold_counts_only", "threshold_confidence", "per_state", "per_state_article"),
    *("per_state_confidence", "succession"),
)


def _recorded(node: Node) -> None:
    """Check what the file records for its reader alone; the resolver uses none of it."""
    for name, fields in (
        ("known_events", ("date", "event", "source", "confidence")),
        ("declarations_known", ("iso3", "gist", "source")),
    ):
        recorded = node.get(name)
        for it in recorded.items if recorded else ():
            it.only(*fields)


def _entry(node: Node, reading: Node) -> EntryIntoForce:
    node.only(*_ENTRY)
    established = reading.get("entry_into_force")
    status = Established.DATED if established is None else code(Established, established)
    in_force = day(node.get("date"))
    formula = None
    rule = node.get("per_state")
    if rule is not None:
        months = rule.get("months")
        formula = EntryFormula(
            code(EntryRule, rule.required("rule")), None if months is None else int(months.text)
        )
    return EntryIntoForce(
        day=in_force,
        established=status,
        article=text(node.get("article")),
        formula=formula,
        not_before=day(reading.get("not_before")),
    )


def _supersedes(node: Node | None) -> tuple[Supersession, ...]:
    if node is None:
        return ()
    found = []
    for it in node.items:
        it.only("id", "scope", "article", "confidence", "else")
        article, confidence = it.get("article"), it.get("confidence")
        if article is None:
            continue  # the older text is no treaty (Sigtuna 1975, the first Convenio): nothing to displace
        found.append(
            Supersession(
                it.required("id").text, article.text, 1.0 if confidence is None else share(confidence)
            )
        )
    return tuple(found)


def _reservations(node: Node | None) -> ReservationClause | None:
    """Read the closed list; a plain remark ("no clause", "unverified") allows none that could be tested."""
    if node is None or isinstance(node.value, str):
        return None
    node.only("allowed_only_for", "article", "reciprocity")
    allowed = frozenset(it.text for it in node.required("allowed_only_for").items)
    return ReservationClause(node.required("article").text, allowed)


def _denunciation(node: Node | None) -> Denunciation | None:
    if node is None:
        return None
    node.only("article", "notice_months", "effective_rule", "saves", "confidence")
    return Denunciation(
        article=node.required("article").text,
        rule=code(DenunciationRule, node.required("effective_rule")),
        saves=text(node.get("saves")),
    )


def _subsidiary(node: Node | None) -> tuple[SubsidiaryText, ...]:
    found = []
    for it in node.items if node else ():
        it.only("id", "title", "adopted", "revised", "confidence", "gist", "effect", "source")
        adopted = text(it.get("adopted")) or ""
        found.append(SubsidiaryText(it.required("id").text, it.required("title").text, adopted))
    return tuple(found)


def _guidance(node: Node | None) -> tuple[tuple[str, str], ...]:
    return tuple((issue, it.text) for issue, it in node.fields.items()) if node else ()


def _addressees(node: Node | None) -> Addressees | None:
    if node is None:
        return None
    return Addressees(node.required("instrument").text, node.required("kind").text)
