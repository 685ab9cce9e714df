"""What this service listens to."""

from shared.contracts.registry import EVALUATION_COMPLETED
from shared.messaging.topology import Stream, Subscription

CASES = Subscription(reader="indicators", stream=Stream("credentials"), event_type="case.>")
"""All that happens to cases, through one reader: the events of a case come in order as a rule."""

EVALUATIONS = Subscription(
    reader="indicators", stream=Stream("credentials"), event_type=EVALUATION_COMPLETED.type
)
