"""Reports of the Database of External Quality Assurance Results, as agencies submit them.

A report becomes one status fact. What its fields mean is taken from the submission guide
(https://docs.deqar.eu/report_data/): status 1 is part of the obligatory quality assurance of the
institution's own system, 2 is voluntary; a report without programmes is about the institution.

Two traps. A report without `valid_to` is read by DEQAR itself as valid for six years; here its end is not
stated, and the load report counts such facts. `valid_to` is the last day of validity; our intervals are
half-open, so theirs ends on the day after.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from services.credentials.domain.register.facts import Decision, Programme, Scope, Standing, StatusFact
from services.credentials.domain.register.identifiers import Identifier, Scheme
from services.credentials.domain.register.institution import Provenance
from services.credentials.domain.register.sources.outcome import (
    Finding,
    Read,
    Release,
    Unusable,
    fields_of,
    identifiers,
    items_of,
    optional_text,
    text_of,
)
from shared.kernel.intervals import UNKNOWN, Bound, Interval

REGISTER = "deqar"
CONFIDENCE = 0.95
END_NOT_STATED = "end_not_stated"

_STANDING = {
    "1": Standing.OFFICIAL,
    "part of obligatory eqa system": Standing.OFFICIAL,
    "2": Standing.VOLUNTARY,
    "voluntary": Standing.VOLUNTARY,
}
_DECISION = {
    "1": Decision.GRANTED,
    "positive": Decision.GRANTED,
    "2": Decision.CONDITIONAL,
    "positive with conditions or restrictions": Decision.CONDITIONAL,
    "3": Decision.REFUSED,
    "negative": Decision.REFUSED,
    "4": Decision.NONE,
    "not applicable": Decision.NONE,
}
_FORMS = frozenset(
    f"{one}{sign}{two}{sign}{three}"
    for sign in "-/."
    for one, two, three in (("%Y", "%m", "%d"), ("%d", "%m", "%Y"), ("%m", "%d", "%Y"), ("%d", "%m", "%y"))
)
"""The date formats that agencies may name; a format is data, and is never handed on unread."""

_RESOURCES = {
    "did-ebsi": Scheme.DID,
    "erasmus": Scheme.ERASMUS,
    "eu-pic": Scheme.PIC,
    "eu-vat": Scheme.VAT,
    "schac": Scheme.SCHAC,
    "whed": Scheme.WHED,
}


def read(entries: Iterable[tuple[str, Any]], release: Release) -> Iterator[Read]:
    """Read reports; each entry comes with its place in the source."""
    for place, entry in entries:
        findings: list[Finding] = []
        try:
            fact = _fact(fields_of(entry), release, place, findings)
        except Unusable as error:
            yield Finding(place, error.reason, error.detail)
            yield from findings
            continue
        yield fact
        if fact.valid.end is UNKNOWN:
            detail = f"{fact.key!r} has no valid_to: read as open, not as six years"
            findings.append(Finding(place, END_NOT_STATED, detail, refused=False))
        yield from findings


def _fact(entry: dict[str, Any], release: Release, place: str, findings: list[Finding]) -> StatusFact:
    agency = text_of(_plain(entry.get("agency")), "the agency")
    about = tuple(dict.fromkeys(_about(entry, agency, place, findings)))
    if not about:
        raise Unusable("no_institution", "the report names no institution by an identifier")
    valid = _validity(entry)
    programmes = tuple(_programmes(entry))
    return StatusFact(
        key=_key(entry, agency, about, valid, programmes),
        about=about,
        authority=f"DEQAR agency {agency}" if agency.isdigit() else agency,
        scope=_scope(entry, programmes),
        standing=_coded(_STANDING, entry.get("status"), "status"),
        decision=_coded(_DECISION, entry.get("decision"), "decision"),
        valid=valid,
        provenance=Provenance(REGISTER, _source(entry) or release.address, CONFIDENCE, release.known_from),
        programmes=programmes,
    )


def _coded(table: dict[str, Any], value: object, what: str) -> Any:
    text = str(_plain(value) or "").strip().lower()
    if not text:
        raise Unusable("missing", f"the {what} is missing")
    if text not in table:
        raise Unusable(f"unknown_{what}", f"{text[:40]!r} is no {what} of DEQAR's")
    return table[text]


def _validity(entry: dict[str, Any]) -> Interval:
    form = optional_text(entry.get("date_format")) or "%Y-%m-%d"
    form = form.replace("%-", "%")
    if form not in _FORMS:
        raise Unusable("unknown_date_format", f"{form[:20]!r} is not a form of date that is read")
    start = _day(text_of(entry.get("valid_from"), "valid_from"), form, "valid_from")
    last = optional_text(entry.get("valid_to"))
    end: Bound = UNKNOWN
    if last is not None:
        end = _day(last, form, "valid_to") + timedelta(days=1)
        if end <= start:
            raise Unusable("ends_before_it_starts", f"valid_to {last} lies before valid_from {start}")
    return Interval(start, end)


def _day(text: str, form: str, what: str) -> date:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        raise Unusable("unreadable_date", f"{what} {text[:20]!r} is not of the form {form}") from None


def _about(entry: dict[str, Any], agency: str, place: str, findings: list[Finding]) -> Iterator[Identifier]:
    for item in [*items_of(entry.get("institutions")), *items_of(entry.get("platforms"))]:
        it = fields_of(item)
        given: list[tuple[Scheme, object]] = [
            (Scheme.DEQAR, it.get("deqar_id")),
            (Scheme.ETER, it.get("eter_id")),
        ]
        for other in items_of(it.get("identifiers")):
            named = fields_of(other)
            value, resource = optional_text(named.get("identifier")), optional_text(named.get("resource"))
            if value is None:
                continue
            scheme = _RESOURCES.get((resource or "").lower(), Scheme.LOCAL)
            given.append((scheme, value if scheme is not Scheme.LOCAL else f"{agency}/{value}"))
        found = list(identifiers(given, place, findings))
        if not found and it:
            detail = f"{str(it.get('name_official'))[:80]!r} has no identifier, so the report cannot reach it"
            findings.append(Finding(place, "institution_without_identifier", detail, refused=False))
        yield from found


def _programmes(entry: dict[str, Any]) -> Iterator[Programme]:
    for item in items_of(entry.get("programmes")):
        it = fields_of(item)
        name = optional_text(it.get("name_primary"))
        if name is not None:
            level = optional_text(it.get("qf_ehea_level")) or optional_text(it.get("nqf_level"))
            yield Programme(name, optional_text(it.get("qualification_primary")), level)


def _scope(entry: dict[str, Any], programmes: tuple[Programme, ...]) -> Scope:
    """Only a report without programmes, or one on an institution *and* its programmes, is about the whole."""
    activity = " ".join(_activities(entry)).lower()
    if programmes:
        return Scope.INSTITUTION if "institution" in activity else Scope.PROGRAMME
    return Scope.PROGRAMME if "programme" in activity and "institution" not in activity else Scope.INSTITUTION


def _activities(entry: dict[str, Any]) -> Iterator[str]:
    for item in [entry.get("activity"), *items_of(entry.get("activities"))]:
        it = fields_of(item).get("activity") if isinstance(item, dict) else item
        yield optional_text(it) or ""


def _key(
    entry: dict[str, Any],
    agency: str,
    about: tuple[Identifier, ...],
    valid: Interval,
    programmes: tuple[Programme, ...],
) -> str:
    own = optional_text(_plain(entry.get("report_id"))) or optional_text(
        _plain(entry.get("local_identifier"))
    )
    if own is not None:
        return f"{agency}/{own}"
    names = " + ".join(it.name for it in programmes)
    return f"{agency}/{about[0]}/{valid.start}/{names}"[:300]


def _source(entry: dict[str, Any]) -> str | None:
    links = [fields_of(it).get("link") for it in items_of(entry.get("report_links"))]
    files = [fields_of(it).get("original_location") for it in items_of(entry.get("report_files"))]
    return next((text for it in (*links, *files) if (text := optional_text(it))), None)


def _plain(value: object) -> object:
    """Codes come as numbers or as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
