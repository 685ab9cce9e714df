"""Which State answers for an award or for a host: itself, or whoever came after a State that is no more.

The country on the diploma decides which qualification it is; the State that answers decides which law binds.
For a State with several successors only the seat of the institution tells. A check does not guess it: the
continuing State (the Russian Federation for the Soviet Union) answers for its own institutions and not for
those that lie in another successor.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from services.credentials.domain.equivalence.missing import Missing
from services.credentials.domain.evaluation.recommendation import Party
from shared.kernel.continuity import present_successors
from shared.kernel.countries import countries, country

FACT = "award.state"


def answering_state(code: str, on: date, *, seat: str | None = None) -> str | None:
    """Give the State whose law counts for `code` on a day; None where a seat would have to tell."""
    end = ends_of_states().get(code)
    if end is None or on < end:
        return code
    after = present_successors(code)
    if len(after) == 1:
        return after[0]
    return seat if seat in after else None


def seat_to_tell(code: str) -> Missing:
    """Say what would settle which State answers for a former one."""
    text = (
        f"{country(code).name} is no more: the State in which the institution lies answers for its awards "
        f"({', '.join(present_successors(code))}); name the institution as the registers do, or ask with "
        "the code of that State"
    )
    return Missing(FACT, Party.APPLICANT, ("diploma", "seat of the institution"), text)


@cache
def ends_of_states() -> Mapping[str, date]:
    """Give each former State with the day from which on it is no more."""
    return {it.alpha3: it.valid.end for it in countries() if isinstance(it.valid.end, date)}
