"""The files of a load are gone with it, and with the next start where its process was killed."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.indicators.adapters.observations.rooms import PREFIX, clear_rooms, room

IN_USE = """
import time
from services.indicators.adapters.observations.rooms import room
with room() as folder:
    (folder / "data.csv").write_text("26637,NAM,2020,12")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of temporary files of the test's own, for its processes too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@contextmanager
def another_process() -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    with subprocess.Popen([sys.executable, "-c", IN_USE], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Path(process.stdout.readline().strip()), process
        finally:
            process.kill()


def test_a_room_is_gone_with_its_load() -> None:
    with room() as folder:
        (folder / "data.csv").write_text("26637,NAM,2020,12")
    assert not folder.exists()


def test_what_a_killed_process_left_goes_at_the_next_start() -> None:
    with another_process() as (left, process):
        process.kill()
        process.wait()
        assert (left / "data.csv").exists()
        clear_rooms()
    assert not left.exists()


def test_rooms_in_use_stay_here_and_elsewhere() -> None:
    with another_process() as (elsewhere, _), room() as here:
        clear_rooms()
        assert (elsewhere / "data.csv").exists()
        assert here.exists()


def test_nothing_else_is_removed(temporary: Path) -> None:
    kept = temporary / "symbolon-other"
    kept.mkdir()
    target = temporary / "elsewhere"
    target.mkdir()
    (temporary / f"{PREFIX}link").symlink_to(target)
    (temporary / f"{PREFIX}file").write_text("")
    clear_rooms()
    assert kept.exists()
    assert target.exists()
    assert (temporary / f"{PREFIX}file").exists()
