"""What issuing a statement needs of the outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.credentials.domain.casework.case import CaseEvent
from services.credentials.domain.statements.credential import Place
from services.credentials.domain.statements.statement import Carrying
from shared.kernel.canonical import Json


@dataclass(frozen=True, slots=True)
class StoredKey:
    """An issuing key of an authority, as it is kept: the private half is encrypted."""

    tenant: str
    name: str
    public_key: bytes
    private_key: bytes = field(repr=False)
    made_at: datetime
    retired_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """An issued statement as it is kept: without its holder's name.

    `request` names by hash what the authority asked for, its holder left out; `signed` are the bytes that
    were given out, None where they name the holder; `digest` is their SHA-256 in either case.
    """

    id: UUID
    application_id: UUID
    decision_id: UUID
    case_version: int
    number: int
    place: Place
    key: str
    request: str
    content: Mapping[str, Json]
    signed: bytes | None
    digest: str
    issued_at: datetime


class SigningKey(Protocol):
    """An issuing key, opened."""

    def sign(self, content: Mapping[str, Json]) -> bytes:
        """Give the content as a credential signed by the issuer that it names; equal content, equal bytes."""
        ...


class KeyVault(Protocol):
    """Opens issuing keys."""

    def open(self, key: StoredKey) -> SigningKey:
        """Decrypt a key. Raises Unavailable where this process may not, or cannot."""
        ...


class IssuingKeys(Protocol):
    """The issuing keys of the tenant."""

    async def active(self) -> StoredKey:
        """Give the one that signs now. Raises Conflict where none has been made."""
        ...

    async def get(self, name: str) -> StoredKey:
        """Give one, retired or not. Raises LookupError."""
        ...


class Statements(Protocol):
    """The statements of the tenant."""

    async def latest(self, application_id: UUID, decision_id: UUID) -> KeptStatement | None:
        """Give the newest statement of a decision."""
        ...

    async def free_place(self) -> Place:
        """Draw a place in the newest status list that is not full."""
        ...

    async def add(self, tenant: str, statement: KeptStatement) -> bool:
        """Keep one; False where its number or its place was taken meanwhile."""
        ...


class Cases(Protocol):
    """The cases of the tenant."""

    async def history(self, application_id: UUID) -> Sequence[CaseEvent]:
        """Give everything that happened to a case. Raises NotFound."""
        ...


class Evaluations(Protocol):
    """The evaluations of the tenant."""

    async def carrying(self, evaluation_id: UUID) -> Carrying:
        """Read the evaluation that a decision rests on. Raises NotFound."""
        ...
