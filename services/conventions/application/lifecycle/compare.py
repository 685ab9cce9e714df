"""Use case: say what one release says otherwise than another."""

from collections.abc import Sequence
from typing import Protocol

from services.conventions.application.lifecycle.evaluate import Rules
from services.conventions.domain.lifecycle.difference import DocumentChange, difference
from services.conventions.domain.lifecycle.release import Entry, Release
from shared.kernel.errors import Invalid, Violation


class Archive(Protocol):
    """The chain of releases."""

    async def current(self) -> Release:
        """Give the newest release. Raises NotFound while nothing was published."""
        ...

    async def get(self, name: str) -> Release:
        """Give a release by its hash. Raises NotFound."""
        ...

    async def entries(self, name: str) -> Sequence[Entry]:
        """Give the documents of a release."""
        ...


class CompareReleases:
    """Compares two releases of the chain."""

    def __init__(self, archive: Archive, rules: Rules) -> None:
        self._archive = archive
        self._rules = rules

    async def __call__(
        self, before: str | None, after: str | None
    ) -> tuple[str, str, Sequence[DocumentChange]]:
        """Name both releases and what differs. None: the one in force, and the one before that.

        Raises NotFound, or Invalid where the first release has none before it.
        """
        new = await (self._archive.get(after) if after else self._archive.current())
        name = before or new.previous
        if name is None:
            detail = "this is the first release: name another one to compare it with"
            raise Invalid(Violation("/before", "no_release_before", detail))
        old = await self._archive.get(name)
        sides = [
            (
                await self._rules.get(it.hash),
                [entry.document for entry in await self._archive.entries(it.hash)],
            )
            for it in (old, new)
        ]
        return old.hash, new.hash, difference(sides[0], sides[1])
