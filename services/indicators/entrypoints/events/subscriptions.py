"""What this service listens to."""

from shared.contracts.registry import EVALUATION_COMPLETED
from shared.messaging.topology import Stream, Subscription

EVALUATIONS = Subscription(
    reader="indicators", stream=Stream("credentials"), event_type=EVALUATION_COMPLETED.type
)
