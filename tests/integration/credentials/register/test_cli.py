"""The operator's commands: loading prints what was added and what was refused, and says where it fails."""

import json
from pathlib import Path

import pytest

from services.credentials.entrypoints.cli import main
from tests.support.platform import Database

REPORT = {
    "agency": "NOKUT",
    "local_identifier": "R1",
    "status": "1",
    "decision": "1",
    "valid_from": "2015-06-15",
    "institutions": [{"eter_id": "NO0001"}],
}


async def test_a_file_is_loaded_with_a_report_and_listed(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SYMBOLON_DATABASE_URL", database.urls["credentials"].app)
    file = tmp_path / "reports.json"
    file.write_text(json.dumps([REPORT, {**REPORT, "decision": "perhaps"}]))
    command = ["load-register", "deqar-json", str(file), "--release", "autumn", "--known-from", "2026-11-01"]
    assert await main(command) == 0
    first = capsys.readouterr().out
    assert "deqar autumn: 2 entries; 1 added" in first
    assert "entry 2: refused: unknown_decision" in first
    assert "entry 1: noted: end_not_stated" in first
    assert await main(command) == 0
    assert "0 added, 0 changed, 1 as before" in capsys.readouterr().out
    assert await main([*command[:-1], "2026-10-01"]) == 1
    assert "older_release" in capsys.readouterr().err
    assert await main(["register-loads"]) == 0
    assert "deqar\tautumn\t2026-11-01\t1 added" in capsys.readouterr().out


async def test_what_cannot_be_read_is_said_and_nothing_is_loaded(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SYMBOLON_DATABASE_URL", database.urls["credentials"].app)
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps([REPORT])[:-1] + ", {")
    assert await main(["load-register", "deqar-json", str(broken)]) == 1
    assert "unreadable_file: broken.json, entry 2" in capsys.readouterr().err
    assert await main(["load-register", "ror", str(tmp_path / "absent.json")]) == 1
    assert await main(["load-register", "nonsense", "x"]) == 2
    capsys.readouterr()
    assert await main(["register-loads"]) == 0
    assert capsys.readouterr().out == ""
