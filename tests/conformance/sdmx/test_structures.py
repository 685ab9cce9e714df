"""Structure and availability queries: items, stubs, what comes along, and what may still be selected."""

from itertools import product
from typing import Any

import httpx
import pytest
from lxml import etree
from pysdmx.api.fmr import RegistryClient
from pysdmx.io import read_sdmx
from pysdmx.io.xml.doc_validation import validate_doc

from tests.support.sdmx_service import validator

XML_2_1 = "application/vnd.sdmx.structure+xml;version=2.1"
XML_3_0 = "application/vnd.sdmx.structure+xml;version=3.0.0"
JSON = "application/vnd.sdmx.structure+json;version=2.0.0"
OLD, NEW = "/sdmx/2.1", "/sdmx/3.0/structure"
AVAILABLE = "/sdmx/3.0/availability/dataflow/SYMBOLON/MIG_MOB/1.0"


def asked(address: str, path: str) -> dict[str, list[dict[str, Any]]]:
    """The artefacts of an answer by kind; every form of it is valid under the official schemas."""
    for form in (XML_2_1, XML_3_0):
        answer = httpx.get(address + path, headers={"Accept": form})
        assert answer.status_code == 200, answer.text
        validate_doc(answer.text)
    message = httpx.get(address + path, headers={"Accept": JSON}).json()
    assert [it.message for it in validator("structure").iter_errors(message)] == []
    found: dict[str, list[dict[str, Any]]] = message["data"]
    return found


def ids(found: dict[str, list[dict[str, Any]]], kind: str) -> list[str]:
    return [it["id"] for it in found.get(kind, [])]


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        (f"{OLD}/codelist/SYMBOLON/CL_SEX/latest/F", ["F"]),
        (f"{OLD}/codelist/SYMBOLON/CL_SEX/1.0/M+F", ["F", "M"]),
        (f"{NEW}/codelist/SYMBOLON/CL_SEX/1.0/F,NO_CODE,M", ["F", "M"]),
        (f"{NEW}/codelist/SYMBOLON/CL_SEX/~/F?detail=full", ["F"]),
    ],
)
def test_items_of_a_scheme_can_be_asked_for(address: str, path: str, codes: list[str]) -> None:
    (scheme,) = asked(address, path)["codelists"]
    assert [it["id"] for it in scheme["codes"]] == codes
    assert scheme["isPartial"] is True


def test_an_item_is_found_in_every_scheme_that_has_it(address: str) -> None:
    found = asked(address, f"{NEW}/*/*/*/~/UIS")
    assert ids(found, "codelists") == ["CL_DATA_SOURCE"]
    assert ids(found, "dataProviderSchemes") == ["DATA_PROVIDERS"]
    whole = asked(address, f"{NEW}/codelist/SYMBOLON/CL_SEX/1.0/*")["codelists"][0]
    assert "isPartial" not in whole
    assert len(whole["codes"]) > 3


@pytest.mark.parametrize("detail", ["allstubs", "allcompletestubs"])
def test_a_stub_says_what_an_artefact_is_called_and_nothing_else(address: str, detail: str) -> None:
    found = asked(address, f"{NEW}/*?detail={detail}")
    assert {"dataflows", "dataStructures", "codelists", "conceptSchemes", "agencySchemes"} <= found.keys()
    for it in (it for held in found.values() for it in held):
        assert it["isExternalReference"] is True
        assert it.keys() <= {"id", "agencyID", "version", "name", "description", "isExternalReference"}
    answer = httpx.get(f"{address}{OLD}/structure?detail={detail}", headers={"Accept": XML_2_1})
    inside = etree.fromstring(answer.content).iterfind(".//{*}Codelist/*")
    assert {etree.QName(it).localname for it in inside} == {"Name"}


@pytest.mark.parametrize("detail", ["referencestubs", "referencecompletestubs"])
def test_what_comes_along_can_be_stubs(address: str, detail: str) -> None:
    found = asked(address, f"{NEW}/dataflow/SYMBOLON/MIG_MOB/1.0?references=descendants&detail={detail}")
    assert "isExternalReference" not in found["dataflows"][0]
    assert found["dataflows"][0]["structure"].endswith("DataStructure=SYMBOLON:MIG_MOB(1.0)")
    for kind in ("dataStructures", "codelists", "conceptSchemes"):
        assert all(it["isExternalReference"] for it in found[kind]), kind


def test_schemes_that_come_along_can_be_limited_to_what_is_used(address: str) -> None:
    path = f"{NEW}/datastructure/SYMBOLON/MIG_MOB/1.0?references=children"
    (whole,) = asked(address, path)["conceptSchemes"]
    found = asked(address, f"{path}&detail=referencepartial")
    (partial,) = found["conceptSchemes"]
    assert partial["isPartial"] is True
    used = {it["id"] for it in partial["concepts"]}
    assert used < {it["id"] for it in whole["concepts"]}
    parts = found["dataStructures"][0]["dataStructureComponents"]
    assert {it["id"] for it in parts["dimensionList"]["dimensions"]} <= used
    assert "AGE" not in used


@pytest.mark.parametrize(
    ("references", "kinds"),
    [
        ("none", set()),
        ("parents", {"dataflows"}),
        ("children", {"conceptSchemes", "codelists"}),
        ("codelist", {"codelists"}),
        ("dataflow,conceptscheme", {"dataflows", "conceptSchemes"}),
        ("all", {"dataflows", "conceptSchemes", "codelists"}),
        ("categorisation", set()),
    ],
)
def test_references_bring_what_they_name(address: str, references: str, kinds: set[str]) -> None:
    found = asked(address, f"{NEW}/datastructure/SYMBOLON/MIG_MOB/1.0?references={references}")
    assert found.keys() == {"dataStructures", *kinds}
    assert ids(found, "dataStructures") == ["MIG_MOB"]


def test_a_code_list_knows_the_dataflows_that_use_it_at_a_distance(address: str) -> None:
    found = asked(address, f"{OLD}/codelist/SYMBOLON/CL_LEGAL_STATUS?references=dataflow")
    assert ids(found, "dataflows") == ["QR_DEC"]
    siblings = asked(address, f"{OLD}/codelist/SYMBOLON/CL_LEGAL_STATUS?references=parentsandsiblings")
    assert ids(siblings, "dataStructures") == ["QR_DEC"]
    assert "CL_OUTCOME" in ids(siblings, "codelists")


@pytest.mark.parametrize("path", ["CL_SEX+CL_OUTCOME/latest", "CL_SEX,CL_OUTCOME/1.0,2.0", "all/1.0+2.0"])
def test_several_artefacts_are_named_at_once(address: str, path: str) -> None:
    found = ids(asked(address, f"{OLD}/codelist/SYMBOLON+OTHER/{path}"), "codelists")
    assert {"CL_SEX", "CL_OUTCOME"} <= set(found)
    assert len(found) == 2 or path.startswith("all")


def region(found: dict[str, list[dict[str, Any]]]) -> dict[str, set[str]]:
    (constraint,) = found["dataConstraints"]
    (held,) = constraint["cubeRegions"]
    return {it["id"]: {value["value"] for value in it["values"]} for it in held["keyValues"]}


def test_what_may_be_added_to_a_query_finds_data(address: str) -> None:
    """The example of the standard: codes stay selectable under the restrictions on the other dimensions."""
    query = "*?c[INDICATOR]=MOR&c[REF_AREA]=EGY"
    exact = region(asked(address, f"{AVAILABLE}/{query}"))
    may = region(asked(address, f"{AVAILABLE}/{query}&mode=available"))
    assert exact["INDICATOR"] == {"MOR"}
    assert exact["REF_AREA"] == {"EGY"}
    for name, codes in exact.items():
        assert codes <= may[name]
    assert may["SEX"] == exact["SEX"], "nothing was restricted there"
    flow = "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/1.0/*"
    every = region(asked(address, AVAILABLE))
    areas = sorted(every["REF_AREA"])[:12]
    for indicator, area in [*product(every["INDICATOR"], ["EGY"]), *product(["MOR"], areas)]:
        answer = httpx.get(f"{address}{flow}?c[INDICATOR]={indicator}&c[REF_AREA]={area}")
        chosen = indicator in may["INDICATOR"] if area == "EGY" else area in may["REF_AREA"]
        assert (answer.status_code == 200) is chosen or indicator == "MOR", (indicator, area)


def test_periods_may_be_selected_beyond_those_that_are(address: str) -> None:
    path = "/sdmx/2.1/availableconstraint/MIG_MOB/.MOR......./all/TIME_PERIOD?startPeriod=2021"
    assert min(region(asked(address, path))["TIME_PERIOD"]) >= "2021"
    assert min(region(asked(address, f"{path}&mode=available"))["TIME_PERIOD"]) < "2021"


@pytest.mark.parametrize("mode", ["exact", "available"])
def test_availability_is_told_of_the_dimensions_that_are_asked_about(address: str, mode: str) -> None:
    found = region(asked(address, f"{AVAILABLE}/*.MOR/SEX,REF_AREA?mode={mode}"))
    assert found.keys() == {"SEX", "REF_AREA"}


def test_availability_comes_with_just_the_items_that_it_names(address: str) -> None:
    found = asked(address, f"{AVAILABLE}/*.MOR?references=all")
    used = region(found)
    assert ids(found, "dataflows") == ids(found, "dataStructures") == ["MIG_MOB"]
    lists = {it["id"]: {code["id"] for code in it["codes"]} for it in found["codelists"]}
    assert lists["CL_AREA"] == used["REF_AREA"] | used["COUNTERPART_AREA"]
    assert lists["CL_INDICATOR"] == {"MOR"}
    (concepts,) = found["conceptSchemes"]
    assert {it["id"] for it in concepts["concepts"]} == used.keys()
    (providers,) = found["dataProviderSchemes"]
    assert {it["id"] for it in providers["dataProviders"]} == used["DATA_SOURCE"]
    only = asked(address, f"{AVAILABLE}/*.MOR/SEX?references=codelist,dataflow")
    assert only.keys() == {"dataConstraints", "dataflows", "codelists"}
    assert ids(only, "codelists") == ["CL_SEX"]


def test_a_query_that_finds_nothing_has_no_codes(address: str) -> None:
    found = asked(address, f"{AVAILABLE}/*?c[REF_AREA]=ATA")
    (constraint,) = found["dataConstraints"]
    counts = {it["id"]: it["title"] for it in constraint["annotations"]}
    assert counts == {"series_count": "0", "obs_count": "0"}


@pytest.mark.parametrize("context", ["dataflow", "datastructure"])
def test_a_schema_is_the_structure_with_all_that_it_refers_to(address: str, context: str) -> None:
    for shape in ("2.1", "3.0"):
        found = asked(
            address, f"/sdmx/{shape}/schema/{context}/SYMBOLON/MIG_MOB/1.0?dimensionAtObservation=SEX"
        )
        assert ids(found, "dataStructures") == ["MIG_MOB"]
        assert {"CL_AREA", "CL_SEX"} <= set(ids(found, "codelists"))
        assert found["conceptSchemes"][0]["isPartial"] is True


def test_the_client_of_pysdmx_reads_everything_that_there_is(address: str) -> None:
    client = RegistryClient(f"{address}/sdmx/3.0")
    assert [it.id for it in client.get_agencies("SDMX")] == ["SYMBOLON"]
    assert "UIS" in {it.id for it in client.get_providers("SYMBOLON")}
    assert [it.id for it in client.get_dataflows("SYMBOLON")] == [
        "MIG_MOB",
        "MIG_ATT",
        "MIG_EMR",
        "CDH",
        "QR_DEC",
    ]
    names = {it.id: it.name for it in client.get_codes("SYMBOLON", "CL_SEX")}
    assert names["F"] == "Women"
    assert "SEX" in {it.id for it in client.get_concepts("SYMBOLON", "CS_SYMBOLON").concepts}
    assert len(client.get_vtl_transformation_scheme("SYMBOLON", "FORMULAS", "1.0").items) > 10
    schema = client.get_schema("dataflow", "SYMBOLON", "MIG_MOB", "1.0")
    assert [it.id for it in schema.components.dimensions][:2] == ["DATA_SOURCE", "INDICATOR"]
    assert {it.id for it in schema.components["SEX"].enumeration} == {"F", "M", "T", "X", "_T", "_U"}


@pytest.mark.parametrize("form", [XML_2_1, XML_3_0, JSON])
def test_pysdmx_reads_our_structures(address: str, form: str) -> None:
    path = f"{NEW}/dataflow/SYMBOLON/MIG_MOB/1.0?references=descendants"
    answer = httpx.get(address + path, headers={"Accept": form})
    message = read_sdmx(answer.text, validate=False)
    (structure,) = message.get_data_structure_definitions()
    assert [it.id for it in structure.components.dimensions][-1] == "TIME_PERIOD"
    names = {it.id: {code.id: code.name for code in it.items} for it in message.get_codelists()}
    assert names["CL_AREA"]["CIV"] == "Côte d'Ivoire"
