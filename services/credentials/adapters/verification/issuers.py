"""Whom the operator knows: `{"issuers": [{"id": ..., "name": ..., "source": ...}]}`.

Only lists that the operator keeps count. Absence from a list is no evidence of anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.credentials.domain.verification.checks import Check, CheckName, passed, unknown
from services.credentials.domain.verification.document import Evidence, Kind, Origin
from services.credentials.domain.verification.report import Issuer
from shared.http import strict_json


@dataclass(frozen=True, slots=True)
class Listed:
    """An issuer that the operator knows, and how."""

    name: str
    source: str


class Issuers:
    """The operator's lists of issuers, read as one."""

    def __init__(self, evidence: Evidence) -> None:
        kept = [it for it in evidence.of(Kind.ISSUER_LIST) if it.origin is Origin.OPERATOR]
        self._any = bool(kept)
        self._listed: dict[str, Listed] = {}
        for exhibit in kept:
            self._listed |= read_issuers(strict_json.parse(exhibit.content))

    def trusted(self, issuer: str | None) -> Check:
        """Say whether the issuer is listed."""
        name = CheckName.ISSUER_TRUSTED
        if issuer is None:
            return unknown(name, "no_issuer", "the credential names no issuer")
        if (listed := self._listed.get(issuer)) is not None:
            return passed(name, "listed", f"the issuer is listed by {listed.source}")
        if self._any:
            return unknown(name, "not_listed", "no list that the operator trusts names the issuer")
        return unknown(name, "no_issuer_list", "the operator keeps no list of issuers")

    def named(self, issuer: str | None) -> Issuer | None:
        """Name the issuer; a list's name counts for more than the credential's own."""
        if issuer is None:
            return None
        listed = self._listed.get(issuer)
        return Issuer(issuer, listed.name if listed else None)


def read_issuers(document: Any) -> Mapping[str, Listed]:
    """Read a list. Raises ValueError where it is not of the form that is documented above."""
    try:
        return {it["id"]: Listed(it["name"], it["source"]) for it in document["issuers"]}
    except (KeyError, TypeError):
        raise ValueError("a list of issuers gives id, name and source of each") from None
