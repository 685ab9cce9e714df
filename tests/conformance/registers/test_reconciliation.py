"""The bar for reconciliation, on the half of the labelled affiliations that no weight was fitted on.

`make bench-reconcile` gives the figures of both halves, with latency and throughput.
"""

import pytest

from services.credentials.domain.reconciliation.reconcile import Query
from tests.bench.reconciliation.label_files import read_labels
from tests.bench.reconciliation.labelled import only
from tests.bench.reconciliation.measure import accuracy
from tests.bench.reconciliation.noise import disturbed
from tests.conformance.registers.third_party import ror_register, third_party


@pytest.mark.slow
def test_affiliations_that_were_not_tuned_on_are_matched_precisely() -> None:
    texts = read_labels(third_party("registers/affiliations-springer-2023.json"))
    found = accuracy(ror_register()._reconciler, only(texts, tuning=False))
    assert found.queries > 900
    assert found.precision is not None
    assert found.recall is not None
    assert found.precision >= 0.97
    assert found.recall >= 0.80
    assert found.false_when_hidden <= 0.04


@pytest.mark.slow
@pytest.mark.parametrize("disturbance", ["no commas", "question marks"])
def test_disturbed_affiliations_are_matched_as_precisely(disturbance: str) -> None:
    texts = only(read_labels(third_party("registers/affiliations-springer-2023.json")), tuning=False)
    found = accuracy(ror_register()._reconciler, dict(disturbed(texts))[disturbance])
    assert found.precision is not None
    assert found.recall is not None
    assert found.precision >= 0.97
    assert found.recall >= 0.80


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Московский государственный университет", "Lomonosov Moscow State University"),
        ("Εθνικό Μετσόβιο Πολυτεχνείο", "National Technical University of Athens"),
        ("Univeristy of Edinburgh, UK", "University of Edinburgh"),
        ("서울대학교", "Seoul National University"),
        ("Tirana University, Albania", "University of Tirana"),
        ("Università degli Studi di Padova", "University of Padua"),
        ("ETH Zürich", "ETH Zurich"),
    ],
)
def test_names_in_many_languages_find_their_institution_among_all(text: str, name: str) -> None:
    match = ror_register().find(Query(text)).match
    assert match is not None
    assert match.name == name
