"""`symbolon` as a university uses it: the real command against the real platform."""

import asyncio
import csv
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.support.machine import Running

CHECK = ("check", "FRA", "Licence", "2015-07-01", "NOR")
ROWS = [
    ("award_country", "qualification", "award_date", "host_country", "purpose", "key"),
    ("FRA", "Licence", "2015-07-01", "NOR", "further study", "a"),
    ("ZZZ", "Licence", "2015-07-01", "NOR", "further study", "b"),
    ("UKR", "Диплом бакалавра", "2019-07-01", "NOR", "work", "c"),
]


async def start(platform: Running, *arguments: str) -> asyncio.subprocess.Process:
    environment = {
        "SYMBOLON_URL": platform.url,
        "SYMBOLON_API_KEY": platform.key,
        "SYMBOLON_CONFIG": "/dev/null",
        "PATH": "",
    }
    return await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("symbolon")),
        *arguments,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def symbolon(platform: Running, *arguments: str) -> tuple[int, str, str]:
    process = await start(platform, *arguments)
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def answer(platform: Running, *arguments: str) -> Any:
    code, out, err = await symbolon(platform, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


async def test_a_check_is_the_answer_of_the_api(platform: Running) -> None:
    asked = dict(zip(ROWS[0][:5], ROWS[1][:5], strict=True))
    _, expected = await platform.ask("POST", "/v1/equivalences:check", body=asked)
    assert await answer(platform, *CHECK) == expected


async def test_a_person_reads_it_in_words(platform: Running) -> None:
    code, out, _ = await symbolon(platform, *CHECK)
    assert code == 0
    assert "outcome: " in out
    assert "legal basis" in out


async def test_an_institution_is_found_and_its_standing_told(platform: Running) -> None:
    (found,) = (await answer(platform, "institutions", "find", "Universitetet i Oslo", "--country", "NOR"))[
        "answers"
    ]
    standing = await answer(platform, "status", found["match"], "2015-07-01")
    assert standing["status"] == "recognised"


async def test_grades_and_law(platform: Running) -> None:
    converted = await answer(
        platform, "grade", "14,5", "--scale", "fra.university", "--rounding", "cologne/1"
    )
    assert converted["outcome"] == "converted"
    basis = await answer(platform, "legal-basis", "DEU", "NOR", "2005-06-01")
    assert basis["binding_instruments"] == ["eur_1979"]


async def test_a_file_of_checks_comes_back_in_the_form_of_its_name(platform: Running, tmp_path: Path) -> None:
    checks, table, columns = tmp_path / "checks.csv", tmp_path / "out.csv", tmp_path / "out.parquet"
    with checks.open("w", newline="") as file:
        csv.writer(file).writerows(ROWS)
    for output in (table, columns):
        code, _, err = await symbolon(platform, "batch", str(checks), "-o", str(output))
        assert code == 0, err
        assert "3 answers" in err
    with table.open(newline="", encoding="utf-8-sig") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"a", "b", "c"}
    assert [key for key, row in rows.items() if row["errors"]] == ["b"]
    assert pq.read_table(columns).num_rows == 3


async def test_what_is_wrong_is_said_at_its_place_and_ends_with_one(platform: Running) -> None:
    code, out, err = await symbolon(platform, "check", "ZZZ", "Licence", "2015-07-01", "NOR")
    assert (code, out) == (1, "")
    assert "/award_country" in err
    assert "Traceback" not in err


async def test_a_rounding_is_never_chosen_for_a_person(platform: Running) -> None:
    code, _, err = await symbolon(platform, "grade", "14,5", "--scale", "fra.university")
    assert code == 2
    assert "cologne/1" in err


async def test_an_interrupted_batch_goes_on_and_the_same_command_fetches_it(
    platform: Running, tmp_path: Path
) -> None:
    checks, output = tmp_path / "many.csv", tmp_path / "answers.csv"
    with checks.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(ROWS[0])
        table.writerows((*ROWS[1][:5], number) for number in range(20_000))
    process = await start(platform, "batch", str(checks), "-o", str(output))
    assert process.stderr is not None
    await process.stderr.readuntil(b"checking")
    process.send_signal(signal.SIGINT)
    _, err = await process.communicate()
    assert "interrupted" in err.decode() or process.returncode == 0
    code, _, said = await symbolon(platform, "batch", str(checks), "-o", str(output))
    assert code == 0, said
    assert "20,000 answers" in said
    assert not output.with_name("answers.csv.part").exists()


async def test_figures_are_loaded_with_their_report_or_refused_with_reasons(
    platform: Running, tmp_path: Path
) -> None:
    good, report = tmp_path / "data.csv", tmp_path / "report.json"
    good.write_text("indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,NAM,2020,4321,,\n")
    command = ("load", "uis-export", str(good), "--release", "UIS-2026-11")
    code, out, err = await symbolon(platform, *command, "--report", str(report))
    assert code == 0, err
    assert "UIS-2026-11: 1 observations loaded" in out
    assert json.loads(report.read_text())["report"]["load"]["release"] == "UIS-2026-11"
    code, out, _ = await symbolon(platform, *command)
    assert code == 0
    assert "loaded before" in out
    bad = tmp_path / "bad.csv"
    bad.write_text("indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,XQX,2020,4321,,\n")
    two = ("load", "uis-export", str(good), str(bad), "--release", "UIS-2026-12")
    code, out, err = await symbolon(platform, *two)
    assert code == 1
    assert "refusal: unknown_area, 1 times" in out
    assert "line 2: bad.csv: 'XQX' is neither a country nor a UIS group" in out
    assert "nothing was loaded" in err
    code, _, err = await symbolon(platform, "load", "uis-export", str(bad), "--release", "elsewhere")
    assert code == 1
    assert "a release of uis-export is called UIS-" in err
