"""Use case: load the reviewed reference data as the newest edition, as often as you like."""

from services.conventions.domain.ports import Editions, ReviewedData


async def load(editions: Editions, data: ReviewedData) -> bool:
    """Load `data`; say whether anything changed. Raises Conflict where it would go back in time."""
    return await editions.add(data)
