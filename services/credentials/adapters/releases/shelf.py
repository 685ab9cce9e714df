"""The rules in memory: the release in force, and old ones by their hashes."""

import asyncio
import time
from collections import OrderedDict

from services.credentials.adapters.releases.store import NotAccepted, ReleaseStore
from shared.kernel.errors import NotFound, Unavailable
from shared.observability.logging import get_logger
from shared.rules.release import RuleSet
from shared.security.release_signatures import TrustedKeys

CHECK_SECONDS = 1.0
REMEMBERED = 16


class UnknownRelease(NotFound):
    """No release of that hash was ever accepted here."""

    code = "unknown_release"
    title = "No such release"


class ReleaseShelf:
    """Gives compiled releases. A new one is swapped in whole, between two requests; a bad one never is.

    What is read from the store is verified again: neither a damaged row nor a changed one is ever used. With
    the database away, what is held goes on serving.
    """

    def __init__(self, store: ReleaseStore, trusted: TrustedKeys) -> None:
        self._store = store
        self._trusted = trusted
        self._current: RuleSet | None = None
        self._number = 0
        self._refused: set[str] = set()
        self._checked_at = float("-inf")
        self._looking = asyncio.Lock()
        self._held: OrderedDict[str, RuleSet] = OrderedDict()

    async def current(self) -> RuleSet:
        """Give the release in force. Raises Unavailable while none was ever accepted."""
        current = self._current
        if current is not None and time.monotonic() - self._checked_at < CHECK_SECONDS:
            return current
        if current is not None and self._looking.locked():
            return current  # somebody is looking already
        async with self._looking:
            await self._look()
        if self._current is None:
            raise Unavailable("no release of the rules has arrived yet", retry_after=2)
        return self._current

    async def get(self, name: str) -> RuleSet:
        """Give a release by its hash, however old. Raises UnknownRelease."""
        held = self._held.get(name)
        if held is not None:
            self._held.move_to_end(name)
            return held
        kept = await self._store.read(name)
        if kept is None:
            raise UnknownRelease(f"no release {name} was accepted here")
        return self._remember(await asyncio.to_thread(kept.opened, self._trusted))

    async def check(self) -> str | None:
        """Say for a readiness report what is wrong; None when there is a release."""
        try:
            await self.current()
        except Unavailable as error:
            return error.detail
        return None

    async def _look(self) -> None:
        try:
            await self._take_newer()
        except Exception as error:
            if self._current is None:
                raise
            get_logger().warning("release not refreshed", error_type=type(error).__name__)
        self._checked_at = time.monotonic()

    async def _take_newer(self) -> None:
        newest = await self._store.newest()
        if newest is None or newest[1] <= self._number:
            return
        for name, number in await self._store.names():
            if number <= self._number:
                return
            if name in self._refused:
                continue
            try:
                rules = await self.get(name)
            except NotAccepted as error:
                self._refused.add(name)
                get_logger().error("stored release refused", release=name, reason=str(error)[:300])
                continue
            self._current, self._number = rules, number
            return

    def _remember(self, rules: RuleSet) -> RuleSet:
        self._held[rules.hash] = rules
        if len(self._held) > REMEMBERED:
            self._held.popitem(last=False)
        return rules
