"""Reading registers: what an entry becomes, and how a bad one is refused without losing the next."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.credentials.adapters.register.readers import READERS
from services.credentials.adapters.register.streams import UnreadableFile
from services.credentials.domain.register.facts import Decision, Scope, Standing, StatusFact
from services.credentials.domain.register.institution import Existence, NameKind, Record, Relation, Seat
from services.credentials.domain.register.sources.outcome import Finding, Read, Release
from shared.kernel.intervals import UNKNOWN, Interval

RELEASE = Release("test", "https://example.org", date(2026, 1, 1))

V2: dict[str, Any] = {
    "id": "https://ror.org/01xtthb56",
    "status": "active",
    "established": 1811,
    "domains": ["UiO.no"],
    "external_ids": [
        {"type": "grid", "preferred": "grid.5510.1", "all": ["grid.5510.1"]},
        {"type": "isni", "preferred": None, "all": ["0000 0004 1936 8921"]},
        {"type": "fundref", "all": ["501100005366"]},
    ],
    "links": [{"type": "website", "value": "http://www.uio.no/english"}],
    "locations": [
        {"geonames_details": {"country_code": "NO", "name": "Oslo", "country_subdivision_name": "Oslo"}}
    ],
    "names": [
        {"value": "UiO", "types": ["acronym"], "lang": None},
        {"value": "University of Oslo", "types": ["label", "ror_display"], "lang": "en"},
        {"value": "Universitetet i Oslo", "types": ["label"], "lang": "no"},
    ],
    "relationships": [{"type": "predecessor", "id": "https://ror.org/00bb9ch64", "label": "Older"}],
}
V1: dict[str, Any] = {
    "id": "https://ror.org/00088z429",
    "name": "Kobe Pharmaceutical University",
    "status": "inactive",
    "aliases": ["Kobe yakka daigaku"],
    "acronyms": ["KPU"],
    "labels": [{"label": "神戸薬科大学", "iso639": "ja"}],
    "country": {"country_code": "JP"},
    "addresses": [{"city": None, "geonames_city": {"city": "Kobe", "geonames_admin1": {"name": "Hyōgo"}}}],
    "links": ["http://www.kobepharma-u.ac.jp/"],
    "external_ids": {"GRID": {"preferred": "grid.411100.5", "all": "grid.411100.5"}},
    "relationships": [],
}
REPORT: dict[str, Any] = {
    "agency": "NOKUT",
    "local_identifier": "R1",
    "status": "1",
    "decision": "1",
    "valid_from": "2015-06-15",
    "valid_to": "2018-01-15",
    "date_format": "%Y-%m-%d",
    "institutions": [{"deqar_id": "DEQARINST0245"}],
}


def read(tmp_path: Path, kind: str, content: str | bytes, name: str = "file.jsonl") -> list[Read]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(READERS[kind][1](path, RELEASE))


def one(tmp_path: Path, kind: str, entry: Any) -> Read:
    return read(tmp_path, kind, json.dumps([entry]), "file.json")[0]


def report(tmp_path: Path, **changes: Any) -> Read:
    return one(tmp_path, "deqar-json", {**REPORT, **changes})


def test_a_ror_record_of_version_2(tmp_path: Path) -> None:
    found = one(tmp_path, "ror", V2)
    assert isinstance(found, Record)
    assert [(it.text, it.kind, it.language) for it in found.names] == [
        ("UiO", NameKind.ACRONYM, None),
        ("University of Oslo", NameKind.OFFICIAL, "en"),
        ("Universitetet i Oslo", NameKind.LABEL, "no"),
    ]
    assert found.seats == (Seat("NOR", "Oslo", "Oslo"),)
    assert [str(it) for it in found.identifiers] == [
        "ror:01xtthb56",
        "grid:grid.5510.1",
        "isni:0000000419368921",
    ]
    assert found.domains == ("uio.no",)
    assert [(it.relation, str(it.to)) for it in found.links] == [(Relation.PREDECESSOR, "ror:00bb9ch64")]


def test_a_ror_record_of_version_1_says_the_same_in_other_fields(tmp_path: Path) -> None:
    found = one(tmp_path, "ror", V1)
    assert isinstance(found, Record)
    assert {it.text for it in found.names} == {
        "Kobe Pharmaceutical University",
        "神戸薬科大学",
        "Kobe yakka daigaku",
        "KPU",
    }
    assert found.seats == (Seat("JPN", "Kobe", "Hyōgo"),)
    assert found.existence is Existence.CEASED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "https://ror.org/nonsense"}, "malformed_identifier"),
        ({"id": 7}, "missing"),
        ({"status": "asleep"}, "unknown_status"),
        ({"names": []}, "no_name"),
        ({"names": [{"value": 3, "types": "label"}]}, "no_name"),
        ({"locations": []}, "no_seat"),
        ({"locations": [{"geonames_details": {"country_code": "ZZ"}}]}, "unknown_country"),
        ({"names": [{"value": "x", "types": ["label"]}] * 501}, "too_many"),
    ],
)
def test_a_ror_record_that_cannot_be_used_is_refused_by_its_fault(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    bad, good = read(tmp_path, "ror", json.dumps([{**V2, **change}, V1]), "file.json")
    assert isinstance(bad, Finding)
    assert (bad.code, bad.refused, bad.place) == (code, True, "entry 1")
    assert isinstance(good, Record)


def test_entries_that_are_no_objects_are_refused_one_by_one(tmp_path: Path) -> None:
    found = read(tmp_path, "ror", '[1, null, "x", [], {}]', "file.json")
    assert [it.code for it in found if isinstance(it, Finding)] == ["missing"] * 5


def test_a_report_is_valid_to_the_end_of_its_last_day(tmp_path: Path) -> None:
    found = report(tmp_path)
    assert isinstance(found, StatusFact)
    assert found.valid == Interval(date(2015, 6, 15), date(2018, 1, 16))
    assert (found.standing, found.decision, found.scope) == (
        Standing.OFFICIAL,
        Decision.GRANTED,
        Scope.INSTITUTION,
    )


def test_a_report_without_an_end_is_open_and_reported(tmp_path: Path) -> None:
    fact, finding = read(tmp_path, "deqar-json", json.dumps({**REPORT, "valid_to": ""}), "one.json")
    assert isinstance(fact, StatusFact)
    assert fact.valid.end is UNKNOWN
    assert isinstance(finding, Finding)
    assert (finding.code, finding.refused) == ("end_not_stated", False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agency": None}, "missing"),
        ({"status": "maybe"}, "unknown_status"),
        ({"status": None}, "missing"),
        ({"decision": "5"}, "unknown_decision"),
        ({"valid_from": ""}, "missing"),
        ({"valid_from": "15.06.2015"}, "unreadable_date"),
        ({"valid_from": "2015-02-30"}, "unreadable_date"),
        ({"valid_to": "2015-06-14"}, "ends_before_it_starts"),
        ({"date_format": "%s%n%c"}, "unknown_date_format"),
        ({"institutions": []}, "no_institution"),
        ({"institutions": [{"name_official": "Nameless"}]}, "no_institution"),
        ({"institutions": "DEQARINST0245"}, "no_institution"),
        ({"agency": "x" * 501}, "too_long"),
    ],
)
def test_a_report_that_cannot_be_used_is_refused_by_its_fault(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    found = report(tmp_path, **change)
    assert isinstance(found, Finding)
    assert (found.code, found.refused) == (code, True)


def test_dates_are_read_in_the_form_that_the_agency_names(tmp_path: Path) -> None:
    found = report(tmp_path, date_format="%-d/%-m/%Y", valid_from="5/6/2015", valid_to=None)
    assert isinstance(found, StatusFact)
    assert found.valid.start == date(2015, 6, 5)


def test_a_local_identifier_belongs_to_its_agency(tmp_path: Path) -> None:
    found = report(tmp_path, institutions=[{"identifiers": [{"identifier": "S003"}]}])
    assert isinstance(found, StatusFact)
    assert [str(it) for it in found.about] == ["local:NOKUT/S003"]


CSV = "agency;local_identifier;status;decision;valid_from;date_format;institution[1].eter_id\n"


def test_csv_of_any_delimiter_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + CSV.encode() + b'NOKUT;"A\nB";1;1;2015-06-15;%Y-%m-%d;NO0001\n\n'
    fact, finding = read(tmp_path, "deqar-csv", content, "reports.csv")
    assert isinstance(fact, StatusFact)
    assert fact.key == "NOKUT/A B"
    assert isinstance(finding, Finding)
    assert finding.place == "line 2"


@pytest.mark.parametrize(
    ("kind", "name", "content", "words"),
    [
        ("ror", "a.json", b'[{"id": 1}, {"id": ', "entry 2: not readable as JSON"),
        ("ror", "a.json", b"[" * 100_000, "nested too deeply"),
        ("ror", "a.jsonl", b'{"id": 1}\n{broken}\n', "line 2: not readable as JSON"),
        ("ror", "a.json", b"\xff\xfe\x00", "not UTF-8"),
        ("ror", "a.jsonl", b'{}\n{"id": "\xff"}\n', "not UTF-8"),
        ("ror", "a.json", b"", "not readable as JSON"),
        ("ror", "a.json.gz", gzip.compress(b"[{}]" * 1000, mtime=0)[:40], "broken"),
        ("deqar-csv", "a.csv", b"agency\nNOKUT\n", "no header of several columns"),
        ("deqar-csv", "a.csv", CSV.encode() + b'NOKUT;"never closed', "line 2"),
        ("deqar-csv", "a.csv", CSV.encode() + b"NOKUT;\xff\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_ends_with_its_place(
    tmp_path: Path, kind: str, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read(tmp_path, kind, content, name)


def test_a_small_packed_file_cannot_unpack_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.credentials.adapters.register.streams.MAX_UNPACKED", 100_000)
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read(tmp_path, "ror", gzip.compress(b"[" + b" " * 1_000_000), "bomb.json.gz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        list(READERS["ror"][1](tmp_path / "absent.json", RELEASE))


def test_an_entry_of_the_domains_list(tmp_path: Path) -> None:
    entry = {"name": "Uni X", "alpha_two_code": "XK", "domains": ["www.uni-x.edu"], "state-province": None}
    twice, again = read(tmp_path, "domains", json.dumps([entry, entry]), "list.json")
    assert isinstance(twice, Record)
    assert (twice.domains, twice.seats) == (("uni-x.edu",), (Seat("XKX"),))
    assert isinstance(again, Finding)
    assert again.code == "repeated"
