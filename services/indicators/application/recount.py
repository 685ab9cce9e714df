"""Use case: a released count, made again from the counts and record keys that the authority keeps."""

from services.indicators.application.publish import POLICY
from services.indicators.domain.observations.identity import ObservationId, UnknownObservation
from services.indicators.domain.observations.structures import structure
from services.indicators.domain.recognition.released import StatisticalRelease


def recount(release: StatisticalRelease, wanted: ObservationId) -> int | None:
    """Protect the count of one cell anew: None where the cell is hidden. Raises UnknownObservation."""
    codes = dict(zip(structure(wanted.dataflow).dimensions, wanted.key, strict=True))
    counts = release.publication.counts
    if (codes["INDICATOR"], wanted.year) != (release.cube, release.year):
        raise UnknownObservation(f"the release {release.id} holds {release.cube} of {release.year}")
    try:
        place = tuple(axis.codes.index(codes[axis.name]) for axis in counts.axes)
    except ValueError:
        raise UnknownObservation(f"the release {release.id} has no cell {wanted}") from None
    return None if release.publication.hidden[place] else int(POLICY.shows(counts)[place])
