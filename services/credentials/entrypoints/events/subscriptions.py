"""What this service listens to."""

from shared.contracts.registry import RELEASE_PUBLISHED
from shared.messaging.topology import Stream, Subscription

RELEASES = Subscription(reader="credentials", stream=Stream("conventions"), event_type=RELEASE_PUBLISHED.type)
