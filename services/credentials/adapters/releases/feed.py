"""Where releases come from: asked of the conventions service, verified, and only then kept."""

import asyncio
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from services.credentials.adapters.releases.store import NotAccepted, ReleaseStore, SignedRelease
from shared.http.client import JsonClient, Rejected
from shared.kernel.errors import Unavailable
from shared.observability.logging import get_logger
from shared.rules.bundle import SIZE
from shared.security.release_signatures import TrustedKeys

CURRENT = "/v1/releases/current"
WAITING_SECONDS = 1.0
POLL_SECONDS = 15.0
"""How often we look by ourselves. Usually an event comes first; this is for the one that does not."""


class ReleaseFeed:
    """Brings new releases into the store. What is not accepted changes nothing: the last good one stays."""

    def __init__(self, client: JsonClient, store: ReleaseStore, trusted: TrustedKeys) -> None:
        self._client = client
        self._store = store
        self._trusted = trusted
        self._refreshing = asyncio.Lock()

    async def run(self) -> None:
        """Look for new releases until the task is cancelled; trouble is waited out."""
        while True:
            held = False
            try:
                await self.refresh()
                held = await self._store.newest() is not None
            except (Unavailable, NotAccepted, SQLAlchemyError, OSError) as error:
                reason = str(error)[:300] if isinstance(error, NotAccepted) else ""
                get_logger().warning("no new release", error_type=type(error).__name__, reason=reason)
            await asyncio.sleep(POLL_SECONDS if held else WAITING_SECONDS)

    async def refresh(self) -> bool:
        """Fetch what is newer than the newest release held; say whether there was anything.

        Raises Unavailable when conventions does not answer, NotAccepted on a release that must not be used.
        """
        async with self._refreshing:
            newest = await self._store.newest()
            found = await self._announced(newest)
            if not found:
                return False
            await self._store.add(found)
        get_logger().info("release accepted", release=found[-1].hash, sequence=found[-1].number)
        return True

    async def fetch(self, name: str) -> SignedRelease:
        """Fetch and verify one release by its hash. Raises Unavailable, NotAccepted."""
        try:
            description = await self._client.get(f"/v1/releases/{name}")
            bundle = await self._client.fetch(f"/v1/releases/{name}/bundle", limit=SIZE)
        except Rejected as error:
            raise NotAccepted(f"conventions has no release {name}") from error
        release = _described(description, bundle)
        if release.hash != name:
            raise NotAccepted("conventions answered with another release")
        await asyncio.to_thread(release.opened, self._trusted)
        return release

    async def _announced(self, newest: tuple[str, int] | None) -> list[SignedRelease]:
        """Follow the chain from the current release back to the newest one held, the oldest first."""
        try:
            description = await self._client.get(CURRENT)
        except Rejected as error:
            if error.status != 404:
                raise NotAccepted(f"conventions refused to name its release ({error.status})") from error
            return []  # nothing was published yet
        name: str | None = str(description["release"])
        held_hash, held_number = newest or (None, 0)
        chain: list[SignedRelease] = []
        while name is not None and name != held_hash:
            release = await self.fetch(name)
            if chain and release.number != chain[-1].number - 1:
                raise NotAccepted("the numbers of the chain have a gap")
            if release.number <= held_number:
                raise NotAccepted(f"release {release.number} is not newer than the one in use, {held_number}")
            chain.append(release)
            name = release.previous
        if chain and name is None and held_hash is not None:
            raise NotAccepted("the chain does not lead back to the release in use")
        return chain[::-1]


def _described(description: Any, bundle: bytes) -> SignedRelease:
    try:
        return SignedRelease(
            hash=str(description["release"]),
            number=int(description["number"]),
            previous=description["previous"],
            signatures=tuple(dict(it) for it in description["signatures"]),
            bundle=bundle,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotAccepted("conventions described a release in another form") from error
