"""`python -m services.credentials statement-keys`: the keys that sign an authority's statements."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from services.credentials.container import StatementKeysContainer
from services.credentials.settings import Settings
from shared.kernel.errors import Invalid, Violation

TENANT = re.compile(r"[A-Za-z0-9._-]{1,100}")

Tenant = Annotated[str, typer.Argument(help="whose statements the key signs")]

statement_keys = typer.Typer(
    help="Make, list and revoke the keys that sign statements.", no_args_is_help=True
)


@statement_keys.command()
def new(
    tenant: Tenant,
    *,
    first: Annotated[bool, typer.Option("--first", help="only where the authority has none yet")] = False,
) -> None:
    """Make a key that signs from now on. The one before retires: what it signed goes on verifying."""
    if not TENANT.fullmatch(tenant):
        raise Invalid(Violation("/tenant", "malformed", "an issuer's name is letters, digits, . _ and -"))
    _run(lambda it: _new(it, tenant, first=first))


@statement_keys.command("list")
def list_keys(tenant: Tenant) -> None:
    """List the keys of an authority."""
    _run(lambda it: _list(it, tenant))


@statement_keys.command()
def revoke(tenant: Tenant, name: Annotated[str, typer.Argument(help="as `list` shows it")]) -> None:
    """Let a retired key that somebody else may hold verify nothing any more, whatever it signed."""
    _run(lambda it: _revoke(it, tenant, name))


def _run(do: Callable[[StatementKeysContainer], Awaitable[None]]) -> None:
    async def run() -> None:
        container = StatementKeysContainer(Settings())
        try:
            await do(container)
        finally:
            await container.engine.dispose()

    asyncio.run(run())


async def _new(container: StatementKeysContainer, tenant: str, *, first: bool) -> None:
    async with container.open_work(tenant) as work:
        if first and await work.issuing_keys.all():
            return
        key = container.vault.new(tenant, now=container.clock.now())
        await work.issuing_keys.rotate(key)
        await work.commit()
    typer.echo(f"{key.name} signs the statements of {tenant} from now on")


async def _list(container: StatementKeysContainer, tenant: str) -> None:
    async with container.open_work(tenant) as work:
        keys = await work.issuing_keys.all()
    for it in keys:
        end = f"retired {it.retired_at:%Y-%m-%d}" if it.retired_at else "signs"
        state = f"revoked {it.revoked_at:%Y-%m-%d}" if it.revoked_at else end
        typer.echo(f"{it.name}  made {it.made_at:%Y-%m-%d}  {state}")


async def _revoke(container: StatementKeysContainer, tenant: str, name: str) -> None:
    async with container.open_work(tenant) as work:
        await work.issuing_keys.revoke(name, now=container.clock.now())
        await work.commit()
    typer.echo(f"{name} verifies nothing any more: replace the statements that it signed")
