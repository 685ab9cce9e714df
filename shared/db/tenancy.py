"""Tenants, kept apart by the database itself.

Every table that holds a tenant's rows has a `tenant` column and a policy that compares it with the
transaction's setting. Without the setting `current_setting` raises: a forgotten tenant is an error,
never "all rows".
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

TENANT_SETTING = "symbolon.tenant"


async def enter_tenant(session: AsyncSession, tenant: str) -> None:
    """Bind the session's transaction to `tenant`, until it ends. Raises ValueError on an empty name."""
    if not tenant:
        raise ValueError("a transaction needs a tenant")
    await session.execute(
        text("SELECT set_config(:setting, :tenant, true)"), {"setting": TENANT_SETTING, "tenant": tenant}
    )
