"""Use case: load a register, piece by piece, as often as you like."""

from collections.abc import Iterable
from itertools import islice

from services.credentials.domain.register.loading import LoadReport, RegisterStore
from services.credentials.domain.register.sources.outcome import Finding, Read, Release

PIECE = 500


async def load_register(
    store: RegisterStore, register: str, release: Release, read: Iterable[Read], *, complete: bool = False
) -> LoadReport:
    """Load what a reader gives. Raises OlderRelease, and whatever the reader raises; then nothing was loaded.

    An entry that is there already is left alone, so that a second load changes nothing. `complete` says that
    the source holds everything the register says: what it no longer holds is taken back.
    """
    report = LoadReport(register, release)
    entries = iter(read)
    async with store.loading(register, release) as load:
        while piece := list(islice(entries, PIECE)):
            for finding in piece:
                if isinstance(finding, Finding):
                    report.note(finding)
            await load.write([it for it in piece if not isinstance(it, Finding)], report)
        if complete:
            await load.retract_others(report)
        await load.finish(report)
    return report
