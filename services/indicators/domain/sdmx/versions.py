"""Which versions a query of SDMX-REST takes: exact ones, words for "the newest" and "any", and wildcards.

Source: sdmx-twg/sdmx-rest, doc/querying_versions.md. ``+`` asks for the latest stable version, ``~`` for the
latest of any kind, ``*`` for all; behind a number (``1.2+.0``) that number and those after it are the least.
Every artefact has one version here, so that the latest that fits and all that fit are the same.
"""

import re

NEWEST = frozenset({"latest", "LATEST", "~", "+", "all", "ALL", "*", ""})
"""Words for "any version" and "the newest"."""

_PART = re.compile(r"(?P<number>\d*)(?P<open>[+~*]?)")


def version_fits(wanted: str, version: str) -> bool:
    """Say whether `version` is one that `wanted` asks for. What cannot be read asks for none."""
    if wanted in NEWEST or wanted == version:
        return True
    parts = [_PART.fullmatch(it) for it in wanted.split(".")]
    own = [int(it) for it in version.split(".")]
    own += [0] * (len(parts) - len(own))
    for place, part in enumerate(parts):
        if part is None:
            return False
        if part["open"]:
            least = [int(it["number"] or 0) for it in parts[place:] if it is not None]
            return own[place:] >= least
        if not part["number"] or int(part["number"]) != own[place]:
            return False
    return False
