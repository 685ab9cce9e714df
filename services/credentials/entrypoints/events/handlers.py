"""What this service does with what it hears."""

from typing import Protocol

from shared.contracts.envelope import Event
from shared.messaging.consumer import Handler


class Feed(Protocol):
    """Brings new releases in."""

    async def refresh(self) -> bool:
        """Fetch what is newer than what is held."""
        ...


def take_release(feed: Feed) -> Handler:
    """Make the handler that looks for new releases. The event says that there is one, and nothing else.

    It may come twice or late: a release that is held already is not fetched again.
    """

    async def handle(_: Event) -> None:
        await feed.refresh()

    return handle
