"""What a credential or presentation of W3C's data model must hold (Verifiable Credentials Data Model 2.0).

What follows from the document alone is checked; what a word of a further context means is not known here.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from services.credentials.domain.verification.checks import Check, CheckName, failed, passed

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
MOST_REPORTED = 20

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_TEXT = frozenset({"@value", "@language", "@direction"})
_DATES = ("validFrom", "validUntil", "issuanceDate", "expirationDate")
_TYPED = ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService", "proof")
CORE_TYPES = frozenset(
    """VerifiableCredential VerifiablePresentation EnvelopedVerifiableCredential
    EnvelopedVerifiablePresentation JsonSchemaCredential BitstringStatusListCredential""".split()
)
_CORE_TERMS = CORE_TYPES | frozenset(
    """id type credentialSubject issuer validFrom validUntil credentialStatus credentialSchema evidence
    refreshService termsOfUse proof holder verifiableCredential name description""".split()
)
"""Terms that the base context protects; the more common of them."""


def structure(document: Mapping[str, Any]) -> list[Check]:
    """Check a document; every fault is named with its place, up to a number."""
    faults = list(_presentation(document) if is_presentation(document) else _credential(document, ""))
    if faults:
        return [failed(CheckName.STRUCTURE, *it) for it in faults[:MOST_REPORTED]]
    return [passed(CheckName.STRUCTURE, "conforms", "nothing contradicts W3C's data model of credentials")]


def is_presentation(document: Mapping[str, Any]) -> bool:
    """Say whether this is a presentation: an envelope of a holder, not a credential."""
    return "VerifiablePresentation" in _listed(document.get("type"))


Fault = tuple[str, str, str]
"""Code, words, and place."""


def _credential(document: Mapping[str, Any], place: str) -> Iterator[Fault]:
    yield from _contexts(document.get("@context"), place)
    yield from _types(document, "VerifiableCredential", place)
    yield from _identified(document, place)
    yield from _issuer(document, place)
    yield from _subjects(document.get("credentialSubject"), f"{place}/credentialSubject")
    yield from _dates(document, place)
    yield from _members_with_types(document, place)
    yield from _texts(document, place)


def _presentation(document: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _contexts(document.get("@context"), "")
    yield from _types(document, "VerifiablePresentation", "")
    yield from _identified(document, "")
    holder = document.get("holder")
    if holder is not None and not _is_url(holder.get("id") if isinstance(holder, dict) else holder):
        yield "holder_wrong", "a holder is named by a URL", "/holder"
    for at, held in enumerate(_listed(document.get("verifiableCredential"))):
        place = f"/verifiableCredential/{at}"
        if not isinstance(held, dict):
            yield "credential_wrong", "a credential in a presentation is an object", place
        elif "EnvelopedVerifiableCredential" in _listed(held.get("type")):
            if not str(held.get("id")).startswith("data:"):
                yield "credential_wrong", "an enveloped credential is in a data: URL", f"{place}/id"
        else:
            yield from _credential(held, place)


def _contexts(value: Any, place: str) -> Iterator[Fault]:
    pointer, entries = f"{place}/@context", _listed(value)
    if not entries or entries[0] not in (V2, V1):
        yield "context_wrong", "the first context is that of the data model", pointer
    for at, entry in enumerate(entries):
        if isinstance(entry, dict):
            for term, meaning in entry.items():
                where = f"{pointer}/{at}/{term.replace('~', '~0').replace('/', '~1')}"
                if term in _CORE_TERMS:
                    yield "term_redefined", "a context changes a word of the data model", where
                if isinstance(meaning, str) and not term.startswith("@") and not _is_url(meaning):
                    yield "term_not_url", "a context gives a word a meaning that is no URL", where
        elif not isinstance(entry, str) or not _is_url(entry):
            yield "context_wrong", "a context is a URL or an object", f"{pointer}/{at}"


def _types(document: Mapping[str, Any], needed: str, place: str) -> Iterator[Fault]:
    types, pointer = _listed(document.get("type")), f"{place}/type"
    if needed not in types or not all(isinstance(it, str) for it in types):
        yield "type_wrong", f"the types are texts, {needed} among them", pointer
    contexts = _listed(document.get("@context"))
    if any(isinstance(it, str) and it != V2 for it in contexts):
        return  # another context may define the rest
    defined = CORE_TYPES.union(*(it for it in contexts if isinstance(it, dict)))
    for name in types:
        if isinstance(name, str) and name not in defined and ":" not in name:
            yield "type_not_mapped", "a type is defined by none of the contexts", pointer


def _identified(document: Mapping[str, Any], place: str) -> Iterator[Fault]:
    if "id" in document and not _is_url(document["id"]):
        yield "id_not_url", "an id is one URL", f"{place}/id"


def _issuer(document: Mapping[str, Any], place: str) -> Iterator[Fault]:
    issuer = document.get("issuer")
    if not _is_url(issuer.get("id") if isinstance(issuer, dict) else issuer):
        yield "issuer_wrong", "an issuer is named by a URL", f"{place}/issuer"
    elif isinstance(issuer, dict):
        yield from _texts(issuer, f"{place}/issuer")


def _subjects(value: Any, pointer: str) -> Iterator[Fault]:
    subjects = _listed(value)
    if not subjects:
        yield "subject_wrong", "a credential says something of somebody", pointer
    for subject in subjects:
        if not isinstance(subject, dict) or not subject:
            yield "subject_wrong", "a subject is an object that says something", pointer
        else:
            yield from _identified(subject, pointer)


def _dates(document: Mapping[str, Any], place: str) -> Iterator[Fault]:
    for name in _DATES:
        if name in document and _stamp(document[name]) is None:
            yield "date_wrong", "a date is a time with its zone, as XML Schema writes it", f"{place}/{name}"
    begin, end = (_stamp(document.get(it)) for it in ("validFrom", "validUntil"))
    if begin is not None and end is not None and end < begin:
        yield "dates_reversed", "the validity ends before it begins", f"{place}/validUntil"


def _members_with_types(document: Mapping[str, Any], place: str) -> Iterator[Fault]:
    for name in _TYPED:
        for member in _listed(document.get(name)):
            pointer = f"{place}/{name}"
            if not isinstance(member, dict) or not member.get("type"):
                yield "type_missing", "what stands here has a type", pointer
            elif name == "credentialSchema" and not _is_url(member.get("id")):
                yield "id_not_url", "a schema is named by a URL", f"{pointer}/id"
            else:
                yield from _identified(member, pointer)


def _texts(document: Mapping[str, Any], place: str) -> Iterator[Fault]:
    for name in ("name", "description"):
        for text in _listed(document.get(name)):
            plain = isinstance(text, str)
            told = isinstance(text, dict) and "@value" in text and set(text) <= _TEXT
            if not plain and not told:
                detail = "a text is a string, or has @value, @language and @direction only"
                yield "text_wrong", detail, f"{place}/{name}"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def _stamp(value: Any) -> datetime | None:
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
