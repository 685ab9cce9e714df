"""What would make an answer firmer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not known: whose it is to show, and with what."""

    fact: str
    owed_by: str
    evidence: tuple[str, ...]
    text: str
