"""Cell-key noise: the same cases always get the same noise, whoever asks, whenever, in whatever table.

Each case has a record key (0 to 255), a keyed hash of its id. The keys of a cell's cases add up, modulo 256,
to its cell key; the perturbation table says what noise a count with that cell key gets. Differencing two
tables by one case then gives two unrelated noises, and asking again gives nothing new.
Source: Fraser and Wooton, "A proposed method for confidentialising tabular output to protect against
differencing" (UNECE work session on statistical data confidentiality, 2005); Thompson, Broadfoot and
Elazar (UNECE, 2013).
"""

import hmac
from collections.abc import Mapping
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
    """How many of the 256 cell keys get which noise, for each count from which on a row holds.

    The table is published: it helps users and does not help an attacker, who lacks the keys. Raises
    ValueError unless every row has all keys, mean zero, the stated variance (a zero none), and leads below
    no zero.
    """

    rows: Mapping[int, Mapping[int, int]]
    variance: float

    def __post_init__(self) -> None:
        if self.rows.get(0) != {0: KEYS} or list(self.rows) != sorted(self.rows):
            raise ValueError("rows come in order, and a zero stays a zero")
        for count, row in self.rows.items():
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
        return max(abs(noise) for row in self.rows.values() for noise in row)

    def largest_below(self, count: int) -> int:
        """Give the largest noise of counts below `count`."""
        return max(abs(noise) for start, row in self.rows.items() if start < count for noise in row)

    def noise(self, counts: np.ndarray, keys: np.ndarray) -> np.ndarray:
        """Look the noise of each cell up."""
        table = np.array(
            [[it for it, many in sorted(row.items()) for _ in range(many)] for row in self.rows.values()]
        )
        found: np.ndarray = table[np.searchsorted(list(self.rows), counts, side="right") - 1, keys]
        return found


STANDARD = PerturbationTable(
    rows={
        0: {0: 256},
        1: {-1: 104, 0: 72, 1: 56, 2: 24},
        2: {-2: 16, -1: 64, 0: 96, 1: 64, 2: 16},
        50: {-4: 1, -3: 2, -2: 11, -1: 50, 0: 128, 1: 50, 2: 11, 3: 2, 4: 1},
    },
    variance=1.0,
)
"""The perturbation table in use, variance 1: from 2 on a centred binomial of four fair coins, which rounding
follows; from 50 on, where none does, a bell that reaches as far as noise and rounding together do below."""
