"""Third-party registers as published: what is read of them, and what is refused."""

from collections import Counter
from datetime import date

import pytest

from services.credentials.adapters.register.readers import READERS
from services.credentials.domain.register.facts import Decision, Scope, Standing, StatusFact
from services.credentials.domain.register.institution import Existence, Record
from services.credentials.domain.register.sources.outcome import Finding, Read, Release
from shared.kernel.intervals import UNKNOWN, Interval
from tests.conformance.registers.third_party import ror_register, third_party

RELEASE = Release("published", "https://example.org", date(2026, 1, 1))
DEQAR = "vectors/deqar/submissionapi/"


def read(kind: str, name: str) -> list[Read]:
    return list(READERS[kind][1](third_party(name), RELEASE))


def facts(entries: list[Read]) -> list[StatusFact]:
    return [it for it in entries if isinstance(it, StatusFact)]


def test_every_ror_record_of_both_schemas_is_read() -> None:
    entries = read("ror", "registers/ror-education.jsonl.gz")
    records = [it for it in entries if isinstance(it, Record)]
    findings = [it for it in entries if isinstance(it, Finding)]
    assert len(records) == 13_933
    assert [(it.code, it.refused) for it in findings] == [("malformed_identifier", False)]
    assert Counter(it.existence for it in records) == {
        Existence.ACTIVE: 13_229,
        Existence.WITHDRAWN: 406,
        Existence.CEASED: 298,
    }


def test_the_domains_list_joins_what_ror_knows() -> None:
    entries = read("domains", "registers/world_universities_and_domains.json")
    records = [it for it in entries if isinstance(it, Record)]
    assert len(entries) == 10_251
    joined = type(ror_register())([*_ror_records(), *records], [], "both")
    both = [it for it in joined.institutions if len({r.provenance.register for r in it.records}) == 2]
    assert len(both) > 4_500
    oslo = joined.get("ror:01xtthb56")
    assert "uio.no" in oslo.domains


def _ror_records() -> list[Record]:
    return [record for it in ror_register().institutions for record in it.records]


def test_the_examples_of_deqar_are_read_as_their_guide_says() -> None:
    first, second = facts(read("deqar-json", DEQAR + "examples/institutional.json"))
    assert first.valid == Interval(date(2016, 10, 28), date(2018, 1, 16))
    assert (first.scope, first.standing, first.decision) == (
        Scope.INSTITUTION,
        Standing.OFFICIAL,
        Decision.GRANTED,
    )
    assert [str(it) for it in second.about] == ["deqar:DEQARINST0245"]
    (whole,) = facts(read("deqar-json", DEQAR + "examples/institutional_programme.json"))
    assert (whole.scope, len(whole.programmes)) == (Scope.INSTITUTION, 2)
    (joint,) = facts(read("deqar-json", DEQAR + "examples/joint_programme.json"))
    assert (joint.scope, len(joint.about)) == (Scope.PROGRAMME, 3)


@pytest.mark.parametrize(
    ("name", "reports", "open_ended"),
    [
        ("fulltest_inst.csv", 2, 1),
        ("fulltest_jp.csv", 1, 0),
        ("fulltest_op.csv", 2, 1),
        ("fulltest_prog.csv", 4, 2),
        ("test_coauthor_agency_valid.csv", 2, 0),
        ("test_invalid.csv", 2, 0),
        ("test_programme.csv", 2, 0),
        ("test_valid.csv", 2, 0),
        ("test_valid_ap.csv", 1, 0),
    ],
)
def test_the_csv_files_of_deqar_are_read_with_open_ends_marked(
    name: str, reports: int, open_ended: int
) -> None:
    entries = read("deqar-csv", f"{DEQAR}tests/csv_test_files/{name}")
    found = facts(entries)
    assert len(found) == reports
    assert sum(it.valid.end is UNKNOWN for it in found) == open_ended
    assert sum(it.code == "end_not_stated" for it in entries if isinstance(it, Finding)) == open_ended


def test_a_report_that_names_no_institution_is_refused_and_the_next_one_is_read() -> None:
    entries = read("deqar-json", DEQAR + "examples/programme.json")
    refused = [it for it in entries if isinstance(it, Finding) and it.refused]
    assert [it.code for it in refused] == ["no_institution"]
    assert len(facts(entries)) == 1
