"""Releases compiled in memory, by their hashes; they never change, so they are only ever let go for room."""

import asyncio
from collections import OrderedDict

from services.conventions.adapters.lifecycle.archive import ReleaseArchive
from shared.rules.bundle import read_bundle
from shared.rules.release import RuleSet

REMEMBERED = 16


class RulesShelf:
    """Gives releases ready to evaluate."""

    def __init__(self, archive: ReleaseArchive) -> None:
        self._archive = archive
        self._held: OrderedDict[str, RuleSet] = OrderedDict()

    async def get(self, name: str | None) -> RuleSet:
        """Give a release by its hash, the one in force where `name` is None. Raises NotFound."""
        if name is None:
            name = (await self._archive.current()).hash
        held = self._held.get(name)
        if held is None:
            bundle = await self._archive.bundle(name)
            held = await asyncio.to_thread(read_bundle, bundle, name)
            self._held[name] = held
            if len(self._held) > REMEMBERED:
                self._held.popitem(last=False)
        self._held.move_to_end(name)
        return held
