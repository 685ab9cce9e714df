"""Who must show what, and what silence means. Parties carry the names used across the platform."""

from enum import StrEnum


class Party(StrEnum):
    """Who can owe a fact or an act."""

    APPLICANT = "applicant"
    ISSUER = "issuer"
    AWARDING_STATE = "awarding_state"
    AUTHORITY = "authority"


SPOKEN = {**{party.value: party for party in Party}, "host.authority": Party.AUTHORITY}
"""The words documents may use for a party; the authority of the host is the authority."""


class Silence(StrEnum):
    """What an unknown condition counts as once the list or the inquiry behind it is closed.

    `NOT_SHOWN` reads it as false: who bears the burden has not met it. `UNKNOWN` leaves it open.
    """

    UNKNOWN = "unknown"
    NOT_SHOWN = "not_shown"
