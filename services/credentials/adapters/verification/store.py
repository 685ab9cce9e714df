"""Keeps what was said of credentials, never the credentials."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from services.credentials.adapters.tables import verifications
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.errors import NotFound


class UnknownVerification(NotFound):
    """There is no such verification, or it is another tenant's."""

    code = "unknown_verification"
    title = "No such verification"


class PostgresVerifications:
    """The verifications of the unit of work's tenant."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    async def add(self, tenant: str, identifier: UUID, document: Mapping[str, Any], at: datetime) -> None:
        """Keep the public document of one."""
        await self._unit.session.execute(
            insert(verifications).values(
                tenant=tenant,
                id=identifier,
                digest=document["sha256"],
                document=dict(document),
                created_at=at,
            )
        )

    async def document(self, identifier: UUID) -> dict[str, Any]:
        """Fetch the public document of one. Raises UnknownVerification."""
        query = select(verifications.c.document).where(verifications.c.id == identifier)
        document: dict[str, Any] | None = await self._unit.session.scalar(query)
        if document is None:
            raise UnknownVerification(f"there is no verification {identifier}")
        return document
