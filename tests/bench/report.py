"""Where measurements go: a JSON file under `build/bench`, and a table in `docs/performance.md`."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "build" / "bench"


def conditions() -> dict[str, Any]:
    """Say on what a measurement was taken; figures of two machines are not comparable, their ratios are."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def write_json(name: str, content: dict[str, Any]) -> Path:
    """Keep the raw figures of the benchmark `name` with the conditions they were taken under."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{name}.json"
    file.write_text(json.dumps({"conditions": conditions(), **content}, indent=2) + "\n")
    return file


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Give a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def write_section(name: str, text: str, document: Path = DOCUMENT) -> None:
    """Replace what stands between the marks of `name` in the document. Raises ValueError without marks."""
    begin, end = f"<!-- bench-{name}:begin -->", f"<!-- bench-{name}:end -->"
    before, found, rest = document.read_text().partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{document.name} has no section between {begin} and {end}")
    day = conditions()
    taken = f"Measured {day['day']}: {day['processors']} processors, Python {day['python']}."
    document.write_text(f"{before}{begin}\n{taken}\n\n{text}\n{end}{after}")
