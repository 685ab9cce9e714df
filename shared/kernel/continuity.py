"""Which State answers for an awarding country that no longer exists.

The continuing State keeps the treaties (Russia for the Soviet Union, Serbia for Serbia and Montenegro,
Germany after accession of the Democratic Republic). Where several States followed, only the place of the
institution can tell, and nobody but the applicant knows it.
"""

from datetime import date

from shared.kernel.countries import country
from shared.kernel.intervals import UNBOUNDED

_CONTINUED_BY = {"SUN": "RUS", "SCG": "SRB", "DDR": "DEU"}


def answering_state(code: str, on: date) -> tuple[str, str | None]:
    """Return the State whose treaties count for `code` on a day, and a warning where that needs saying."""
    state = country(code)
    if state.valid.end is UNBOUNDED or state.valid.contains(on) is not False:
        return code, None
    successors = ", ".join(state.successors)
    if code in _CONTINUED_BY:
        continuing = _CONTINUED_BY[code]
        if len(state.successors) == 1:
            return continuing, None
        return continuing, (
            f"{state.name} no longer exists; {continuing} continues it. Where the institution lies in "
            f"another successor State ({successors}), ask with that State's code."
        )
    return code, (
        f"{state.name} no longer exists; ask with the code of the successor State in which the institution "
        f"lies ({successors})."
    )


def present_successors(code: str) -> tuple[str, ...]:
    """List the States of today that lie where a former State lay; none for a State that still exists."""
    found: list[str] = []
    for successor in country(code).successors:
        found += present_successors(successor) or (successor,)
    return tuple(dict.fromkeys(found))
