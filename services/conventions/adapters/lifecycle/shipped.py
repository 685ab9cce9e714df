"""The rules that come with the project: YAML beside the reference data."""

from pathlib import Path

DIRECTORY = Path(__file__).parents[2] / "reference" / "rules"


def shipped_documents() -> list[tuple[str, str]]:
    """Give every document as (path, text), in the order of the paths."""
    return [
        (path.relative_to(DIRECTORY).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(DIRECTORY.rglob("*.yaml"))
    ]
