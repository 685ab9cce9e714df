"""Who is asking, and for which tenant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller: `subject` within `tenant`, allowed what `scopes` name."""

    tenant: str
    subject: str
    scopes: frozenset[str]
