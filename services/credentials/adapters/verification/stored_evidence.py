"""The evidence that the operator keeps: a folder with one folder for each kind, and a file for each piece.

A file's address, where it has one, is in `names.yaml` beside it: `{citizenship.jsonld: https://...}`.
"""

from pathlib import Path

import yaml

from services.credentials.domain.verification.document import Evidence, Exhibit, Kind, Origin

NAMES = "names.yaml"


def read_stored_evidence(folder: Path | None) -> Evidence:
    """Read everything once, at start. Raises OSError, ValueError where a folder is of no kind."""
    if folder is None:
        return Evidence()
    exhibits: list[Exhibit] = []
    for place in sorted(it for it in folder.iterdir() if it.is_dir()):
        kind = Kind(place.name)
        names = yaml.safe_load((place / NAMES).read_text()) if (place / NAMES).exists() else {}
        exhibits += [
            Exhibit(kind, file.read_bytes(), Origin.OPERATOR, names.get(file.name))
            for file in sorted(place.iterdir())
            if file.is_file() and file.name != NAMES
        ]
    return Evidence(tuple(exhibits))
