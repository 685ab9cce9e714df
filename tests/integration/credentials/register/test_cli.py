"""The operator's commands: loading prints what was added and what was refused, and says where it fails."""

import json
from pathlib import Path

from tests.support.commands import run_command
from tests.support.platform import Database

REPORT = {
    "agency": "NOKUT",
    "local_identifier": "R1",
    "status": "1",
    "decision": "1",
    "valid_from": "2015-06-15",
    "institutions": [{"eter_id": "NO0001"}],
}


async def test_a_file_is_loaded_with_a_report_and_listed(database: Database, tmp_path: Path) -> None:
    environment = {"SYMBOLON_DATABASE_URL": database.urls["credentials"].app}
    file = tmp_path / "reports.json"
    file.write_text(json.dumps([REPORT, {**REPORT, "decision": "perhaps"}]))
    command = ["load-register", "deqar-json", str(file), "--release", "autumn", "--known-from", "2026-11-01"]
    first = await run_command("credentials", command, environment)
    assert first.code == 0, first.err
    assert "deqar autumn: 2 entries; 1 added" in first.out
    assert "entry 2: refused: unknown_decision" in first.out
    assert "entry 1: noted: end_not_stated" in first.out
    again = await run_command("credentials", command, environment)
    assert "0 added, 0 changed, 1 as before" in again.out
    older = await run_command("credentials", [*command[:-1], "2026-10-01"], environment)
    assert older.code == 1
    assert "older_release" in older.err
    listed = await run_command("credentials", ["register-loads"], environment)
    assert "deqar\tautumn\t2026-11-01\t1 added" in listed.out


async def test_what_cannot_be_read_is_said_and_nothing_is_loaded(database: Database, tmp_path: Path) -> None:
    environment = {"SYMBOLON_DATABASE_URL": database.urls["credentials"].app}
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps([REPORT])[:-1] + ", {")
    found = await run_command("credentials", ["load-register", "deqar-json", str(broken)], environment)
    assert found.code == 1
    assert "unreadable_file: broken.json, entry 2" in found.err
    absent = await run_command(
        "credentials", ["load-register", "ror", str(tmp_path / "no.json")], environment
    )
    assert absent.code == 1
    unknown = await run_command("credentials", ["load-register", "nonsense", "x"], environment)
    assert unknown.code == 2
    assert "deqar-csv" in unknown.err
    listed = await run_command("credentials", ["register-loads"], environment)
    assert (listed.code, listed.out) == (0, "")
