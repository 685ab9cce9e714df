"""Which records of several registers are the same institution."""

from dataclasses import replace

import pytest

from services.credentials.domain.reconciliation.text import comparable
from services.credentials.domain.register.consolidation import consolidate
from services.credentials.domain.register.identifiers import (
    MalformedIdentifier,
    Scheme,
    identifier,
    parse_identifier,
)
from services.credentials.domain.register.institution import Institution, Provenance, Record
from services.credentials.domain.register.register import Register, UnknownInstitution
from tests.unit.credentials.register.cases import GAZETTE, KNOWN, TIRANA_RECORD, TIRANA_ROR, fact, record

ETER = identifier(Scheme.ETER, "AL0001")


def joined(*records: Record) -> list[Institution]:
    return consolidate(records, comparable)


def test_records_that_share_an_identifier_are_one_even_through_a_third() -> None:
    first = record("A", identifiers=(TIRANA_ROR,))
    second = record("B", identifiers=(ETER,))
    third = record("C", identifiers=(ETER, TIRANA_ROR))
    (one,) = joined(first, second, third)
    assert one.id == str(TIRANA_ROR)
    assert {it.text for it in one.names} == {"A", "B", "C"}


def test_the_most_trusted_record_names_the_institution() -> None:
    weak = record("From memory", identifiers=(ETER,), provenance=replace(GAZETTE, confidence=0.5))
    strong = record("From the gazette", identifiers=(ETER,))
    assert joined(weak, strong)[0].name == "From the gazette"


def test_a_list_without_identifiers_joins_by_domain_or_name_in_the_same_country() -> None:
    domains = Provenance("domains", "https://example.org/list", 0.6, KNOWN)
    known = replace(TIRANA_RECORD, domains=("unitir.edu.al",))
    by_domain = record("Tirana Uni", key="1", provenance=domains, domains=("student.unitir.edu.al",))
    by_name = record("Tirana University", key="2", provenance=domains, domains=("tirana.example",))
    elsewhere = record("University of Tirana", key="3", provenance=domains, country="USA", domains=("t.us",))
    institutions = joined(known, by_domain, by_name, elsewhere)
    assert [len(it.records) for it in institutions] == [1, 3]


def test_where_two_institutions_fit_the_list_joins_neither() -> None:
    one = record("College", identifiers=(TIRANA_ROR,), domains=("a.edu",))
    two = record("College", identifiers=(ETER,), domains=("b.edu",))
    third = record("College", key="3", domains=("c.edu",))
    assert [len(it.records) for it in joined(one, two, third)] == [1, 1, 1]


def test_a_fact_reaches_its_institution_by_any_identifier_or_waits() -> None:
    third = record("C", identifiers=(ETER, TIRANA_ROR))
    waiting = fact(key="2", about=(identifier(Scheme.DEQAR, "DEQARINST0001"),))
    register = Register([third], [fact(about=(ETER,)), waiting], "test")
    assert len(register.facts(str(TIRANA_ROR))) == 1
    assert register.unattached == [waiting]


@pytest.mark.parametrize("name", ["", "x", "ror:", "ror:nonsense", "nothing:1", "ror:01xtthb56 ", "a" * 5000])
def test_what_is_not_in_the_register_is_unknown_by_name(name: str) -> None:
    with pytest.raises(UnknownInstitution):
        Register([TIRANA_RECORD], [], "test").get(name)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://ror.org/03g9v2404", "ror:03g9v2404"),
        ("erasmus:N  OSLO01", "erasmus:N OSLO01"),
        ("isni:0000 0004 1936 8921", "isni:0000000419368921"),
        ("whed:IAU-012345", "whed:IAU-012345"),
    ],
)
def test_identifiers_have_one_written_form(text: str, written: str) -> None:
    assert str(parse_identifier(text)) == written


@pytest.mark.parametrize("text", ["whed:12", "pic:1", "deqar:INST", "eter:ALB1", "03g9v2404", "local:"])
def test_malformed_identifiers_are_refused(text: str) -> None:
    with pytest.raises(MalformedIdentifier):
        parse_identifier(text)
