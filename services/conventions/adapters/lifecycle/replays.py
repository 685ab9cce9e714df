"""Replays, asked of the service that has the cases, under the caller's own token: as far as that key sees."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.http.client import JsonClient, Rejected
from shared.kernel.canonical import Json
from shared.kernel.errors import Conflict, Invalid, Violation


class NotFinished(Conflict):
    """The replay goes on still, or ended without a result."""

    code = "replay_not_finished"
    title = "The replay has no result"


class Replays:
    """Fetches what credentials says of replays; `client` None: there is no such service here."""

    def __init__(self, client: JsonClient | None) -> None:
        self._client = client

    @property
    def askable(self) -> bool:
        """Say whether there is a service that has cases."""
        return self._client is not None

    async def finished(self, job: UUID) -> Mapping[str, Json]:
        """Give the report of a finished replay. Raises Invalid (no such job), NotFinished, Unavailable."""
        found = await self._get(f"/v1/replays/jobs/{job}")
        result = found.get("result")
        if found.get("state") != "done" or not isinstance(result, dict):
            raise NotFinished(f"the replay {job} is {found.get('state')}", pointer="/replay")
        return result

    async def flips(self, job: UUID, *, limit: int, cursor: str | None) -> Mapping[str, Any]:
        """Give a page of the flips of a replay. Raises like `finished`; what is refused there is refused."""
        following = f"&cursor={cursor}" if cursor else ""
        return await self._get(f"/v1/replays/jobs/{job}/flips?limit={limit}{following}")

    async def _get(self, path: str) -> dict[str, Any]:
        if self._client is None:
            raise Invalid(Violation("/replay", "no_cases_here", "there is no service of decided cases here"))
        try:
            found: dict[str, Any] = await self._client.get(path)
        except Rejected as error:
            code = str(error.problem.get("code", "unknown_replay"))
            detail = str(error.problem.get("detail") or error.problem.get("title") or "no such replay")
            raise Invalid(Violation("/replay", code, detail)) from error
        return found
