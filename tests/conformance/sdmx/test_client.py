"""The client `sdmx1` against the running service: structures, keys, data; and its own tests of a source."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

sdmx = pytest.importorskip("sdmx")

BEYOND = (
    "customtypescheme namepersonalisationscheme organisationunitscheme process reportingtaxonomy "
    "rulesetscheme transformationscheme userdefinedoperatorscheme vtlmappingscheme"
).split()
"""Resources that the client expects of no source, and that are served here."""

SHIPPED = """
import sdmx
from sdmx.tests.test_sources import DataSourceTest

sdmx.add_source({{"id": "SYMBOLON", "url": "{address}/sdmx/2.1", "name": "Symbolon",
    "supports": {{name: True for name in {more}}}}})


class TestSymbolon(DataSourceTest):
    source_id = "SYMBOLON"
    endpoint_args = {{"data": {{"resource_id": "MIG_MOB", "params": {{"startPeriod": "2000"}}}}}}
    # Neither is implemented in the client.
    xfail = {{"metadata": NotImplementedError, "registration": ValueError}}
"""


def a_client(address: str, shape: str) -> Any:
    name = f"SYMBOLON{shape.replace('.', '')}"
    versions = {"2.1"} if shape == "2.1" else {"3.0.0"}
    sdmx.add_source(
        {"id": name, "url": f"{address}/sdmx/{shape}", "name": "Symbolon", "versions": versions},
        override=True,
    )
    return sdmx.Client(name)


@pytest.mark.parametrize("shape", ["2.1", "3.0"])
def test_the_client_reads_dataflows_and_their_structures(address: str, shape: str) -> None:
    client = a_client(address, shape)
    message = client.get("dataflow", agency_id="SYMBOLON")
    assert set(message.dataflow) == {"MIG_MOB", "MIG_ATT", "MIG_EMR", "CDH", "QR_DEC"}
    one = client.get("dataflow", "MIG_MOB", agency_id="SYMBOLON", version="1.0", references="all")
    structure = one.structure["MIG_MOB"]
    assert [it.id for it in structure.dimensions][:3] == ["DATA_SOURCE", "INDICATOR", "REF_AREA"]
    assert structure.dimensions.get("SEX").local_representation.enumerated is not None
    assert one.codelist["CL_AREA"]["NAM"].name.localized_default() == "Namibia"


def test_the_client_reads_data_by_key_and_period(address: str) -> None:
    client = a_client(address, "2.1")
    message = client.get("data", "MIG_MOB", key="UIS.MSEP.EGY+TUN......", params={"startPeriod": "2020"})
    values = sdmx.to_pandas(message).groupby(["REF_AREA", "TIME_PERIOD"]).first().to_dict()
    assert values[("EGY", "2020")] == pytest.approx(1.749291365773566, abs=0)
    assert values[("TUN", "2022")] == pytest.approx(2.892770051956177, abs=0)
    assert len(values) == 2


def test_the_client_builds_the_key_from_our_structure(address: str) -> None:
    client = a_client(address, "2.1")
    structure = client.get("datastructure", "MIG_MOB", agency_id="SYMBOLON").structure["MIG_MOB"]
    message = client.get("data", "MIG_MOB", key={"REF_AREA": ["EGY"], "INDICATOR": "MOR"}, dsd=structure)
    assert sdmx.to_pandas(message).tolist() == [1.425420045852661]


def test_only_the_last_observation_of_each_series_is_sent_where_that_is_asked(address: str) -> None:
    client = a_client(address, "2.1")
    everything = sdmx.to_pandas(client.get("data", "MIG_MOB", key="UIS.IN......."))
    last = sdmx.to_pandas(client.get("data", "MIG_MOB", key="UIS.IN.......", params={"lastNObservations": 1}))
    series = [name for name in everything.index.names if name != "TIME_PERIOD"]
    expected = everything.sort_index(level="TIME_PERIOD").groupby(series).tail(1)
    assert last.to_dict() == expected.to_dict()
    assert len(last) < len(everything)


def test_the_clients_own_source_tests_pass(address: str, tmp_path: Path) -> None:
    pytest.importorskip("responses")
    file = tmp_path / "test_symbolon.py"
    file.write_text(SHIPPED.format(address=address, more=BEYOND))
    report = tmp_path / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "sdmx.testing", f"--junitxml={report}"]
    subprocess.run(
        [
            *command,
            f"--sdmx-test-data={tmp_path}",
            "-o",
            "addopts=",
            "-o",
            "markers=source\nnetwork",
            file.name,
            "-k",
            "TestSymbolon",
        ],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    cases = {
        it.get("name", "").partition("[")[2].rstrip("]"): it for it in etree.parse(report).iter("testcase")
    }
    passed = {name for name, case in cases.items() if not len(case)}
    reachable = {
        *"actualconstraint agencyscheme allowedconstraint categorisation categoryscheme codelist".split(),
        *"conceptscheme contentconstraint data dataconsumerscheme dataflow dataproviderscheme".split(),
        *"datastructure hierarchicalcodelist metadataflow metadatastructure organisationscheme".split(),
        *"provisionagreement structure structureset".split(),
    }
    assert len(reachable) == 20
    assert passed >= {*reachable, *BEYOND}
