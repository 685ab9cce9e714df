"""Whether a credential was revoked, by a list that was handed in and proves itself.

A list that is missing, out of date, changed or somebody else's says nothing: unknown, never "not revoked".
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from services.credentials.adapters.verification.status.bits import UnreadableList
from services.credentials.adapters.verification.status.entries import Entry, Unlisted, entries_of
from services.credentials.adapters.verification.status.signed_lists import SignedList, read_list
from services.credentials.domain.verification.checks import Check, CheckName, failed, passed, unknown
from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind, Origin
from services.credentials.domain.verification.ports import Verifier
from services.credentials.domain.verification.report import Report

MAX_CANDIDATES = 4
_NAME = CheckName.STATUS
_NEEDED = (CheckName.INTEGRITY, CheckName.ISSUER_BOUND, CheckName.VALIDITY)


class StatusLists:
    """Reads lists, and has them verified by the verifiers of the formats that lists come in."""

    def __init__(self, verifiers: tuple[Verifier, ...]) -> None:
        self._verifiers = verifiers

    def check(
        self, credential: Mapping[str, Any], issuer: str | None, evidence: Evidence, at: datetime
    ) -> list[Check]:
        """Check each status that the credential names."""
        try:
            entries = entries_of(credential)
        except Unlisted as error:
            return [unknown(_NAME, error.code, error.detail, error.pointer)]
        if not entries:
            detail = "the credential names no status list; whether it was revoked is for its issuer to say"
            return [unknown(_NAME, "no_status", detail)]
        return [self._status(it, issuer, evidence, at) for it in entries]

    def _status(self, entry: Entry, issuer: str | None, evidence: Evidence, at: datetime) -> Check:
        objection = ("status_list_missing", "the status list was not handed in, and is not fetched")
        for exhibit, listed in islice(_candidates(entry, evidence), MAX_CANDIDATES):
            found = self._objection(exhibit, listed, issuer, evidence, at)
            if found is None:
                try:
                    return _told(entry, listed.value(entry))
                except UnreadableList as error:
                    found = "status_list_unreadable", str(error)
            objection = found
        return unknown(_NAME, *objection, entry.pointer)

    def _objection(
        self, exhibit: Exhibit, listed: SignedList, issuer: str | None, evidence: Evidence, at: datetime
    ) -> tuple[str, str] | None:
        """Say why the list cannot be relied on; None where it can."""
        report = self._verified(exhibit, evidence, at)
        if report is None:
            return "status_list_unreadable", "the status list is in no format that is read here"
        for name in _NEEDED:
            wrong = [it for it in report.of(name) if it.result != "passed"]
            if wrong or not report.of(name):
                code = wrong[0].code if wrong else "nothing_found"
                problem = code if name is CheckName.VALIDITY else "unproven"
                return f"status_list_{problem}", f"the status list does not prove itself: {name} {code}"
        if report.issuer is None or report.issuer.id != issuer:
            trusted = any(it.result == "passed" for it in report.of(CheckName.ISSUER_TRUSTED))
            if not trusted:
                return (
                    "status_list_of_another",
                    "the list is by another issuer, whom the operator does not know",
                )
        if listed.outdated(at):
            return "status_list_expired", "the list is older than it says it may be used"
        return None

    def _verified(self, exhibit: Exhibit, evidence: Evidence, at: datetime) -> Report | None:
        for verifier in self._verifiers:
            if verifier.recognises(exhibit.content):
                return verifier.verify(Document(exhibit.content), evidence, at)
        return None


def _candidates(entry: Entry, evidence: Evidence) -> Iterator[tuple[Exhibit, SignedList]]:
    """Give the lists that name themselves as the entry does; for its own, the operator's naming counts."""
    for exhibit in evidence.of(Kind.STATUS_LIST):
        listed = read_list(exhibit.content)
        if listed is None or listed.form is not entry.form:
            continue
        named = exhibit.name if exhibit.origin is Origin.OPERATOR else None
        if entry.address in {listed.address, named}:
            yield exhibit, listed


def _told(entry: Entry, value: int) -> Check:
    if entry.purpose not in {"revocation", "suspension", "status"}:
        detail = "the list says something else than whether the credential was revoked"
        return unknown(_NAME, "other_purpose", detail, entry.pointer)
    if value == 0:
        detail = "the issuer's list does not mark the credential"
        return passed(_NAME, "not_marked", detail, entry.pointer)
    suspended = entry.purpose == "suspension" or (entry.purpose == "status" and value == 2)
    if suspended:
        return failed(
            _NAME, "suspended", "the issuer's list marks the credential as suspended", entry.pointer
        )
    if entry.purpose == "status" and value != 1:
        detail = "the list gives the credential a status that only its issuer can read"
        return unknown(_NAME, "other_status", detail, entry.pointer)
    return failed(_NAME, "revoked", "the issuer's list marks the credential as revoked", entry.pointer)
