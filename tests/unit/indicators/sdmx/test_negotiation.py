import pytest

from services.indicators.entrypoints.sdmx.negotiation import DATA_2_1, DATA_3_0, STRUCTURE_2_1, choose
from shared.http.problems import Problem


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "xml-2.1"),
        ("*/*", "xml-2.1"),
        ("text/csv", "csv-1.0"),
        ("application/vnd.sdmx.data+csv;version=2.0.0", "csv-2.0"),
        ("application/vnd.sdmx.data+csv; version=2.0.0; labels=both", "csv-2.0"),
        ("application/vnd.sdmx.data+json", "json-2.0"),
        ("application/pdf, application/json;q=0.5", "json-2.0"),
        ("text/csv;q=0.2, application/json;q=0.9", "json-2.0"),
        ("application/vnd.sdmx.genericdata+xml;version=2.1, */*;q=0.1", "xml-2.1"),
    ],
)
def test_the_form_that_the_client_wants_most_is_taken(accept: str | None, name: str) -> None:
    assert choose(accept, DATA_2_1).name == name


def test_each_shape_has_a_default_of_its_own() -> None:
    assert (choose("*/*", DATA_3_0).name, choose("text/csv", DATA_3_0).name) == ("xml-3.0", "csv-2.0")


@pytest.mark.parametrize(
    "accept", ["application/pdf", "text/csv;q=0", "application/vnd.sdmx.structure+json;version=1.0.0", ";;;"]
)
def test_what_there_is_not_is_refused_with_what_there_is(accept: str) -> None:
    with pytest.raises(Problem) as refused:
        choose(accept, STRUCTURE_2_1)
    assert refused.value.status_code == 406
    assert "application/vnd.sdmx.structure+xml;version=2.1" in refused.value.detail
