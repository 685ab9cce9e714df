"""What the documents point at is there."""

import itertools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "clients").rglob("*.md"))
    if ".venv" not in path.parts
)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
PLACE = re.compile(r"`((?:services|shared|clients|deploy|docs|tests|gateway)/[\w./{},-]+)`")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def spelt_out(place: str) -> list[str]:
    """Spell `a/{b,c}/d` out as its paths."""
    parts = re.split(r"\{([^}]*)\}", place)
    choices = [part.split(",") if at % 2 else [part] for at, part in enumerate(parts)]
    return ["".join(it) for it in itertools.product(*choices)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text())
    assert [it for it in links if not (document.parent / it).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_places_that_are_named_exist(document: Path) -> None:
    named = [path for place in PLACE.findall(document.read_text()) for path in spelt_out(place)]
    assert named or document.name not in {"ARCHITECTURE.md", "README.md"}
    assert [it for it in named if not (ROOT / it).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_targets_of_make_that_are_named_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", document.read_text()))
    assert named <= targets
