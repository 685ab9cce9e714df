"""Releases to be replayed: accepted ones from here, candidates from conventions. They decide nothing."""

import asyncio

from services.credentials.adapters.releases.shelf import ReleaseShelf, UnknownRelease
from shared.http.client import JsonClient, Rejected
from shared.rules.bundle import SIZE, NotABundle, read_bundle
from shared.rules.release import RuleSet


class ReplayedReleases:
    """Gives a release by its hash, published or not. A candidate is unsigned: its hash is its proof."""

    def __init__(self, shelf: ReleaseShelf, client: JsonClient) -> None:
        self._shelf = shelf
        self._client = client

    async def current(self) -> RuleSet:
        """Give the release in force. Raises Unavailable."""
        return await self._shelf.current()

    async def get(self, name: str) -> RuleSet:
        """Give a release or a candidate. Raises UnknownRelease, or Unavailable for the moment."""
        try:
            return await self._shelf.get(name)
        except UnknownRelease:
            pass  # it may be a candidate
        try:
            bundle = await self._client.fetch(f"/v1/candidates/{name}/bundle", limit=SIZE)
            return await asyncio.to_thread(read_bundle, bundle, name)
        except (Rejected, NotABundle) as error:
            raise UnknownRelease(f"there is neither a release nor a candidate {name}") from error
