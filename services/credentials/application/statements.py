"""Use case: issue the statement of a decision, once; the same asked again gives the same bytes."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from services.credentials.domain.statements.credential import Issuer, credential, held_by
from services.credentials.domain.statements.ports import (
    Cases,
    Evaluations,
    IssuingKeys,
    KeptStatement,
    KeyVault,
    Statements,
    StoredKey,
)
from services.credentials.domain.statements.standing import standing
from services.credentials.domain.statements.stated import Stated
from services.credentials.domain.statements.statement import Statement
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, NotFound, Unavailable
from shared.kernel.ids import new_id

TRIES = 8


class UnknownStatement(NotFound):
    """No statement of this decision has been issued."""

    code = "unknown_statement"
    title = "No statement has been issued"


class AlreadyIssued(Conflict):
    """Another statement of this decision was issued, and two that differ must not both stand."""

    code = "already_issued"
    title = "Another statement was issued"


class SignedByRevokedKey(Conflict):
    """The statement verifies no more: the key that signed it was revoked."""

    code = "signed_by_revoked_key"
    title = "The key of the statement was revoked"


class NotKept(Conflict):
    """The statement names its holder; only its digest is kept."""

    code = "statement_not_kept"
    title = "The statement is not kept"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `request` names it by hash, `holder` left out; `replaces` is the one it replaces."""

    application_id: UUID
    decision_id: UUID
    stated: Stated
    request: str
    holder: str | None = field(default=None, repr=False)
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A statement as it is given out; `new` where it was issued just now."""

    signed: bytes
    kept: KeptStatement
    new: bool


class Work(Protocol):
    """One transaction, and the repositories in it."""

    @property
    def cases(self) -> Cases:
        """The tenant's cases."""
        ...

    @property
    def evaluations(self) -> Evaluations:
        """The tenant's evaluations."""
        ...

    @property
    def statements(self) -> Statements:
        """The tenant's statements."""
        ...

    @property
    def issuing_keys(self) -> IssuingKeys:
        """The tenant's issuing keys."""
        ...

    async def commit(self) -> None:
        """Make everything durable."""
        ...


class IssueStatement:
    """Issues, keeps and signs in one commit, which comes before the answer."""

    def __init__(
        self,
        *,
        open_work: Callable[[str], AbstractAsyncContextManager[Work]],
        vault: KeyVault,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._vault = vault
        self._clock = clock
        self._public_url = public_url

    async def __call__(self, tenant: str, order: Order) -> Issued:
        """Carry the order out.

        Raises NotFound for an unknown case or decision, Conflict where the decision no longer stands, another
        statement was issued, or no key has been made, Invalid where the law asks for more, Unavailable where
        this process cannot sign.
        """
        async with self._open_work(tenant) as work:
            for _ in range(TRIES):
                earlier = await work.statements.latest(order.application_id, order.decision_id)
                if earlier is not None and earlier.request == order.request:
                    return await self._again(work, order, earlier)
                _may_follow(order, earlier)
                issued = await self._new(work, tenant, order, number=earlier.number + 1 if earlier else 1)
                if await work.statements.add(tenant, issued.kept):
                    await work.commit()
                    return issued
        raise Unavailable("others issued statements at the same moment; try again")

    async def kept(self, tenant: str, application_id: UUID, decision_id: UUID) -> Issued:
        """Give an issued statement.

        Raises UnknownStatement, SignedByRevokedKey, and NotKept where it names its holder.
        """
        async with self._open_work(tenant) as work:
            found = await work.statements.latest(application_id, decision_id)
            if found is None:
                raise UnknownStatement(f"no statement of decision {decision_id} has been issued")
            await _key_of(work, found)
        if found.signed is None:
            raise NotKept("it names its holder: put the same again, with the name, and get the same bytes")
        return Issued(found.signed, found, new=False)

    async def _new(self, work: Work, tenant: str, order: Order, *, number: int) -> Issued:
        history = await work.cases.history(order.application_id)
        found = standing(history, order.decision_id)
        named = found.decision.evaluation_id
        statement = Statement(
            new_id(self._clock),
            order.application_id,
            found.profile,
            found.decision,
            await work.evaluations.carrying(named) if named else None,
            order.stated,
            self._clock.now(),
        )
        key = await work.issuing_keys.active()
        place = await work.statements.free_place()
        content = credential(statement, Issuer.of(self._public_url, tenant), place)
        signed = self._vault.open(key).sign(held_by(content, order.holder))
        kept = KeptStatement(
            statement.id,
            order.application_id,
            order.decision_id,
            found.version,
            number,
            place,
            key.name,
            order.request,
            content,
            None if order.holder else signed,
            _digest(signed),
            statement.at,
        )
        return Issued(signed, kept, new=True)

    async def _again(self, work: Work, order: Order, earlier: KeptStatement) -> Issued:
        """Give the same bytes: those that were kept, or made again with the name that is handed in again."""
        key, signed = await _key_of(work, earlier), earlier.signed
        if order.holder is not None:
            signed = self._vault.open(key).sign(held_by(dict(earlier.content), order.holder))
        if signed is None or _digest(signed) != earlier.digest:
            raise _another(earlier)
        return Issued(signed, earlier, new=False)


async def _key_of(work: Work, earlier: KeptStatement) -> StoredKey:
    key = await work.issuing_keys.get(earlier.key)
    if key.revoked_at is not None:
        detail = f"it verifies no more; to issue another, send its id, {earlier.id}, as `replaces`"
        raise SignedByRevokedKey(detail)
    return key


def _may_follow(order: Order, earlier: KeptStatement | None) -> None:
    if earlier is not None and order.replaces != earlier.id:
        raise _another(earlier)
    if earlier is None and order.replaces is not None:
        raise UnknownStatement(f"there is no statement {order.replaces} of this decision to replace")


def _another(earlier: KeptStatement) -> AlreadyIssued:
    return AlreadyIssued(
        f"statement {earlier.id} of this decision says something else; to withdraw it and issue another, "
        f"send its id as `replaces`"
    )


def _digest(signed: bytes) -> str:
    return "sha256:" + hashlib.sha256(signed).hexdigest()
