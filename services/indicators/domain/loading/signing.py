"""The port that signs reports."""

from collections.abc import Mapping
from typing import Any, Protocol


class Signer(Protocol):
    """Signs bytes; the answer names algorithm and key, so that anybody can verify it."""

    def sign(self, content: bytes) -> Mapping[str, Any]:
        """Give the signature as data."""
        ...
