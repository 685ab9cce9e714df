"""Where a fact comes from and how far it may be relied upon: the law, and the facts beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

VERIFIED_FROM = 0.9
PROVISIONAL_FROM = 0.5


class TrustMark(StrEnum):
    """How far an answer or a fact may be relied upon; later members are weaker."""

    VERIFIED = "verified"
    PROVISIONAL = "provisional"
    GAP = "gap"

    @classmethod
    def weakest(cls, *marks: "TrustMark") -> "TrustMark":
        """Return the weakest of `marks`; without any, the answer rests on nothing doubtful."""
        return max(marks, key=_STRENGTH.index, default=cls.VERIFIED)


_STRENGTH = (TrustMark.VERIFIED, TrustMark.PROVISIONAL, TrustMark.GAP)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact was read and how sure the reading is (0 to 1)."""

    source: str
    confidence: float

    @property
    def mark(self) -> TrustMark:
        """Grade the fact: verified needs 0.9 and an address; what rests on memory is provisional at best."""
        if self.confidence < PROVISIONAL_FROM:
            return TrustMark.GAP
        if self.confidence >= VERIFIED_FROM and "memory" not in self.source:
            return TrustMark.VERIFIED
        return TrustMark.PROVISIONAL


def weakest(all_of: Iterable[Evidence]) -> Evidence:
    """Return what bears least: an answer that rests on several facts is no surer than this one of them."""
    return max(all_of, key=lambda it: (_STRENGTH.index(it.mark), -it.confidence))
