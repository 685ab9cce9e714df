"""What other parts of the service ask of the register."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from services.credentials.domain.reconciliation.reconcile import Query, Reconciliation
from services.credentials.domain.register.institution import Institution
from services.credentials.domain.register.register import Identified
from services.credentials.domain.register.status import Status


class Institutions(Protocol):
    """One state of the register; every answer comes from memory. `Register` is the implementation."""

    @property
    def revision(self) -> str:
        """The name of this state, for provenance and entity tags."""
        ...

    def get(self, name: str) -> Institution:
        """Give an institution by id or identifier (``ror:…``). Raises UnknownInstitution."""
        ...

    def find(self, query: Query, *, most: int = 5) -> Reconciliation:
        """Find by free text, identifier or domain, with candidates and evidence."""
        ...

    def identify(self, query: Query) -> Identified:
        """Find without evidence; remembered."""
        ...

    def identify_many(self, queries: Iterable[Query]) -> list[Identified]:
        """Answer many, each distinct query once, in order."""
        ...

    def status(self, institution: str, *, on: date, known: date) -> Status:
        """Give the status on a day as known on a day; remembered. Raises UnknownInstitution."""
        ...

    def days_of_change(self, institution: str) -> tuple[set[date], set[date]]:
        """List the days `on`, and the days `known`, from which on the status may be another one."""
        ...
