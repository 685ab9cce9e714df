"""Identifiers: UUID version 7 (RFC 9562, section 5.7), ordered by the moment of their making."""

import secrets
from datetime import datetime
from uuid import UUID

from shared.kernel.clock import Clock

RANDOM_BYTES = 10


def uuid7(moment: datetime, randomness: bytes) -> UUID:
    """Build a version 7 UUID from an aware `moment` and ten bytes of `randomness`.

    Raises ValueError when `moment` is naive or `randomness` is not ten bytes long.
    """
    if moment.tzinfo is None:
        raise ValueError("a UUIDv7 needs an aware moment")
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"a UUIDv7 needs {RANDOM_BYTES} random bytes, got {len(randomness)}")
    milliseconds = int(moment.timestamp() * 1000)
    number = int.from_bytes(milliseconds.to_bytes(6, "big") + randomness, "big")
    number = number & ~(0xF << 76) | 0x7 << 76  # version
    number = number & ~(0x3 << 62) | 0x2 << 62  # variant
    return UUID(int=number)


def new_id(clock: Clock) -> UUID:
    """Make a fresh identifier at the clock's present."""
    return uuid7(clock.now(), secrets.token_bytes(RANDOM_BYTES))
