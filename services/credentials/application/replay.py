"""Use case: replay a release, or a candidate for one, over the tenant's decided cases."""

from datetime import date
from typing import Protocol

from services.credentials.domain.replay.replay import Replay
from shared.kernel.errors import Invalid, Violation
from shared.rules.release import RuleSet


class Releases(Protocol):
    """Releases to be replayed, published or not."""

    async def current(self) -> RuleSet:
        """Give the release in force."""
        ...

    async def get(self, name: str) -> RuleSet:
        """Give a release or a candidate by its hash. Raises NotFound."""
        ...


async def prepared(releases: Releases, *, draft: str, base: str | None, slot: str, known: date) -> Replay:
    """Begin a replay. Raises NotFound, or Invalid on a slot that neither release answers."""
    held = await (releases.get(base) if base else releases.current())
    other = await releases.get(draft)
    known_slots = {it.rule.slot for release in (held, other) for it in release.rules}
    if slot not in known_slots:
        detail = f"no rule answers {slot!r}; the slots are {', '.join(sorted(known_slots))}"
        raise Invalid(Violation("/slot", "unknown_slot", detail))
    return Replay(held, other, slot, known)
