"""The register in memory: one state of everything that is known, to be asked a million times.

Reading takes no lock and no I/O. `identify` and `status` remember their answers, so that a batch pays once
for each distinct text and for each institution and day.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.credentials.domain.reconciliation.index import NameIndex
from services.credentials.domain.reconciliation.places import today
from services.credentials.domain.reconciliation.reconcile import (
    NoMatch,
    Query,
    Reconciler,
    Reconciliation,
    Scored,
)
from services.credentials.domain.reconciliation.text import comparable, fold, tokens
from services.credentials.domain.register.consolidation import consolidate
from services.credentials.domain.register.domains import domain_of
from services.credentials.domain.register.facts import StatusFact
from services.credentials.domain.register.identifiers import (
    MalformedIdentifier,
    parse_identifier,
)
from services.credentials.domain.register.institution import Institution, Record
from services.credentials.domain.register.status import Status, days_of_change, status
from shared.kernel.errors import NotFound

REMEMBERED_TEXTS = 100_000
REMEMBERED_STATUSES = 50_000
BY_IDENTIFIER = 1.0


class UnknownInstitution(NotFound):
    """No register that is loaded holds this institution; that says nothing about its recognition."""

    code = "unknown_institution"
    title = "No such institution in the registers"


@dataclass(frozen=True, slots=True)
class Identified:
    """The short answer of `Register.identify`: the institution and its score, or why there is none."""

    institution: str | None
    score: float
    no_match: NoMatch | None


class Register:
    """Institutions and what was decided about them, as of one load; `revision` names the state."""

    def __init__(self, records: Iterable[Record], facts: Iterable[StatusFact], revision: str) -> None:
        self.revision = revision
        self.institutions: Sequence[Institution] = consolidate(records, comparable)
        self._by_id = {it.id: it for it in self.institutions}
        self._by_identifier = {name: it for it in self.institutions for name in it.identifiers}
        self._by_domain = _unique_domains(self.institutions)
        self._facts: dict[str, list[StatusFact]] = {}
        self.unattached: list[StatusFact] = []
        for fact in facts:
            self._attach(fact)
        self._index = NameIndex(self.institutions)
        self._reconciler = Reconciler(self._index)
        self._identify = lru_cache(REMEMBERED_TEXTS)(self._identified)
        self._status: Callable[[str, date, date], Status] = lru_cache(REMEMBERED_STATUSES)(self._weighed)

    def get(self, name: str) -> Institution:
        """Give an institution by its id or by any of its identifiers. Raises UnknownInstitution."""
        found = self._by_id.get(name)
        if found is None:
            try:
                found = self._by_identifier.get(parse_identifier(name))
            except MalformedIdentifier:
                found = None
        if found is None:
            raise UnknownInstitution(f"no register holds an institution {name[:100]!r}")
        return found

    def facts(self, institution: str) -> Sequence[StatusFact]:
        """Give every version of every fact about an institution. Raises UnknownInstitution."""
        return tuple(self._facts.get(self.get(institution).id, ()))

    def search(
        self, *, name: str | None = None, country: str | None = None, domain: str | None = None
    ) -> Sequence[Institution]:
        """Give the institutions that fit every filter, by id: words of a name, a seat's country, a domain."""
        found: Iterable[Institution] = self.institutions
        if name is not None:
            numbers = self._index.holding(tokens(fold(name)))
            found = [self._by_id[self._index.profiles[number].id] for number in numbers]
        if country is not None:
            found = [it for it in found if not it.countries.isdisjoint(today(country))]
        if domain is not None:
            found = [it for it in found if domain.lower() in it.domains]
        return sorted(found, key=lambda it: it.id) if name is not None else tuple(found)

    def status(self, institution: str, *, on: date, known: date) -> Status:
        """Weigh the facts for the day `on`, as known on `known`. Raises UnknownInstitution."""
        return self._status(institution, on, known)

    def days_of_change(self, institution: str) -> tuple[set[date], set[date]]:
        """List the days `on`, and the days `known`, from which on the status may be another one."""
        found = self.get(institution)
        return days_of_change(found, self._facts.get(found.id, ()))

    def find(self, query: Query, *, most: int = 5) -> Reconciliation:
        """Find the institution that a text speaks of, with candidates and their evidence."""
        direct = self._by_name_or_domain(query.text.strip())
        if direct is not None:
            scored = Scored(direct.id, direct.name, BY_IDENTIFIER, query.text.strip(), ())
            return Reconciliation((scored,), scored, None)
        return self._reconciler.reconcile(query, most=most)

    def identify(self, query: Query) -> Identified:
        """Find without the evidence; equal queries are answered once."""
        return self._identify(query)

    def identify_many(self, queries: Iterable[Query]) -> list[Identified]:
        """Answer in the order of `queries`; each distinct one is worked out once."""
        seen: dict[Query, Identified] = {}
        answers: list[Identified] = []
        for query in queries:
            answer = seen.get(query)
            if answer is None:
                answer = seen[query] = self._identify(query)
            answers.append(answer)
        return answers

    def _attach(self, fact: StatusFact) -> None:
        owners = {self._by_identifier[it].id for it in fact.about if it in self._by_identifier}
        for owner in owners:
            self._facts.setdefault(owner, []).append(fact)
        if not owners:
            self.unattached.append(fact)

    def _weighed(self, name: str, on: date, known: date) -> Status:
        institution = self.get(name)
        return status(institution, self._facts.get(institution.id, ()), on=on, known=known)

    def _identified(self, query: Query) -> Identified:
        found = self.find(query, most=1)
        if found.match is not None:
            return Identified(found.match.id, found.match.score, None)
        return Identified(None, found.candidates[0].score if found.candidates else 0.0, found.no_match)

    def _by_name_or_domain(self, text: str) -> Institution | None:
        """Read an identifier, or the address of a website or mailbox; None where the text is neither."""
        if " " in text or len(text) > 300:
            return None
        if text in self._by_id:
            return self._by_id[text]
        try:
            return self._by_identifier.get(parse_identifier(text))
        except MalformedIdentifier:
            pass
        host = domain_of(text)
        while host is not None and "." in host:
            if host in self._by_domain:
                return self._by_domain[host]
            host = host.partition(".")[2]
        return None


def _unique_domains(institutions: Iterable[Institution]) -> dict[str, Institution]:
    """Domains that one institution has for itself."""
    found: dict[str, Institution | None] = {}
    for institution in institutions:
        for domain in institution.domains:
            found[domain] = None if domain in found and found[domain] is not institution else institution
    return {domain: it for domain, it in found.items() if it is not None}
