"""Every release that was ever accepted: old cases re-run, and new ones are decided, without asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.releases.tables import releases
from shared.rules.bundle import NotABundle, read_bundle
from shared.rules.release import RuleSet
from shared.security.release_signatures import NotTrusted, Signature, TrustedKeys


class NotAccepted(Exception):
    """A release is not what its name says, or not signed by those whose signatures count."""


@dataclass(frozen=True, slots=True)
class SignedRelease:
    """A release as it came: its place in the chain, its signatures, its bytes."""

    hash: str
    number: int
    previous: str | None
    signatures: tuple[dict[str, str], ...]
    bundle: bytes

    def opened(self, trusted: TrustedKeys) -> RuleSet:
        """Verify signatures, hash and chain, and give the rules. Raises NotAccepted."""
        try:
            trusted.verify(self.hash, self.number, [Signature.of(it) for it in self.signatures])
            rules = read_bundle(self.bundle, self.hash)
        except (NotTrusted, NotABundle) as error:
            raise NotAccepted(str(error)) from error
        if rules.previous != self.previous:
            raise NotAccepted("the release follows another one than it was said to")
        return rules


class ReleaseStore:
    """The accepted releases of this service. Rows are added, never changed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def names(self) -> Sequence[tuple[str, int]]:
        """List the accepted releases as (hash, number), the newest first."""
        query = select(releases.c.hash, releases.c.number).order_by(releases.c.number.desc())
        async with self._engine.connect() as connection:
            return [(row.hash, row.number) for row in await connection.execute(query)]

    async def newest(self) -> tuple[str, int] | None:
        """Name the newest accepted release as (hash, number); None where there is none yet."""
        query = select(releases.c.hash, releases.c.number).order_by(releases.c.number.desc()).limit(1)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else (row.hash, row.number)

    async def read(self, name: str) -> SignedRelease | None:
        """Give a release by its hash; None where it was never accepted."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(releases).where(releases.c.hash == name))).first()
        return None if row is None else _release(row)

    async def add(self, accepted: Sequence[SignedRelease]) -> None:
        """Keep releases, all of them or none; keeping one twice changes nothing."""
        async with self._engine.begin() as connection:
            for it in accepted:
                row = {name: getattr(it, name) for name in SignedRelease.__dataclass_fields__}
                await connection.execute(
                    upsert(releases)
                    .values({**row, "signatures": list(it.signatures)})
                    .on_conflict_do_nothing()
                )


def _release(row: Row[Any]) -> SignedRelease:
    return SignedRelease(row.hash, row.number, row.previous, tuple(row.signatures), row.bundle)
