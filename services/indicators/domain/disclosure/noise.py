"""Cell-key noise: the same cases always get the same noise, whoever asks, whenever, in whatever table.

Each case has a record key (0 to 255), a keyed hash of its id. The keys of a cell's cases add up, modulo 256,
to its cell key; the perturbation table says what noise a count with that cell key gets. Differencing two
tables by one case then gives two unrelated noises, and asking again gives nothing new.
Source: Fraser and Wooton, "A proposed method for confidentialising tabular output to protect against
differencing" (UNECE work session on statistical data confidentiality, 2005); Thompson, Broadfoot and
Elazar (UNECE, 2013).
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import numpy as np

from services.indicators.domain.disclosure.counts import KEYS


def record_key(secret: bytes, case: UUID) -> int:
    """Give the record key of a case: one byte of HMAC-SHA-256, the same for ever under one secret.

    Raises ValueError where the secret is shorter than 32 bytes.
    """
    if len(secret) < 32:
        raise ValueError("the secret of the record keys has at least 32 bytes")
    return hmac.digest(secret, case.bytes, sha256)[0]


@dataclass(frozen=True)
class PerturbationTable:
    """For each count, how many of the 256 cell keys get which noise; the last row serves all higher counts.

    The table is published: it helps users and does not help an attacker, who lacks the keys. Raises
    ValueError unless every row has all keys, mean zero, the stated variance (a zero none), and leads below
    no zero.
    """

    rows: tuple[dict[int, int], ...]
    variance: float

    def __post_init__(self) -> None:
        if self.rows[0] != {0: KEYS}:
            raise ValueError("a zero stays a zero")
        for count, row in enumerate(self.rows):
            if sum(row.values()) != KEYS or sum(noise * keys for noise, keys in row.items()) != 0:
                raise ValueError(f"row {count} has not all keys, or its mean is not zero")
            if count + min(row) < 0:
                raise ValueError(f"row {count} leads below zero")
            spread = sum(noise * noise * keys for noise, keys in row.items()) / KEYS
            if count and spread != self.variance:
                raise ValueError(f"row {count} has the variance {spread}")

    @property
    def largest(self) -> int:
        """The largest noise in either direction."""
        return max(abs(noise) for row in self.rows for noise, _ in row.items())

    def noise(self, counts: np.ndarray, keys: np.ndarray) -> np.ndarray:
        """Look the noise of each cell up."""
        table = np.array([[it for it, many in sorted(row.items()) for _ in range(many)] for row in self.rows])
        found: np.ndarray = table[np.minimum(counts, len(self.rows) - 1), keys]
        return found


BINOMIAL = PerturbationTable(
    rows=(
        {0: 256},
        {-1: 104, 0: 72, 1: 56, 2: 24},
        {-2: 16, -1: 64, 0: 96, 1: 64, 2: 16},
    ),
    variance=1.0,
)
"""The perturbation table in use: from a count of 2 on, a centred binomial of four fair coins; variance 1."""
