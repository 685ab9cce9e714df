"""Every workload, held against the others and against the programs that it starts."""

import re

import pytest
from pydantic_settings import BaseSettings

from deploy.local.database import SERVICES
from deploy.local.processes import MEMORY
from gateway.settings import Settings as GatewaySettings
from services.conventions.settings import Settings as ConventionsSettings
from services.credentials.settings import Settings as CredentialsSettings
from services.indicators.settings import Settings as IndicatorsSettings
from tests.unit.k8s.rendered import ROOT, Manifest, chosen, containers, labels, manifests, name_of, pod

WORKLOADS = manifests("base", "Deployment", "Job")
DEPLOYMENTS = manifests("base", "Deployment")
SETTINGS: dict[str, type[BaseSettings]] = {
    "gateway": GatewaySettings,
    "conventions": ConventionsSettings,
    "credentials": CredentialsSettings,
    "indicators": IndicatorsSettings,
}


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_no_pod_runs_as_root_writes_its_disk_or_holds_a_token(workload: Manifest) -> None:
    assert pod(workload)["securityContext"]["runAsNonRoot"] is True
    assert pod(workload)["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod(workload)["automountServiceAccountToken"] is False
    for container in containers(workload):
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["readOnlyRootFilesystem"] is True
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_an_image_has_a_version_and_the_migration_is_the_one_of_its_service(workload: Manifest) -> None:
    app = labels(workload)["app.kubernetes.io/name"]
    for container in containers(workload):
        assert re.fullmatch(rf"symbolon/{app}:\d+\.\d+\.\d+", container["image"])


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_what_a_pod_refers_to_exists(workload: Manifest) -> None:
    maps = {it["metadata"]["name"] for it in manifests("base", "ConfigMap")}
    accounts = {it["metadata"]["name"] for it in manifests("base", "ServiceAccount")}
    assert pod(workload)["serviceAccountName"] in accounts
    volumes = {it["name"] for it in pod(workload).get("volumes", [])}
    for container in containers(workload):
        assert all(it["configMapRef"]["name"] in maps for it in container["envFrom"])
        assert {it["name"] for it in container.get("volumeMounts", [])} <= volumes


def test_every_service_reaches_pods_by_a_port_that_they_open() -> None:
    for service in manifests("base", "Service"):
        behind = [it for it in DEPLOYMENTS if service["spec"]["selector"].items() <= labels(it).items()]
        assert len(behind) == 1, name_of(service)
        opened = {port["name"] for container in containers(behind[0]) for port in container["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= opened


@pytest.mark.parametrize("workload", DEPLOYMENTS, ids=name_of)
def test_a_deployment_rolls_without_a_gap_and_stops_after_its_last_request(workload: Manifest) -> None:
    assert workload["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert workload["spec"]["selector"]["matchLabels"].items() <= labels(workload).items()
    (container,) = pod(workload)["containers"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/livez"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod(workload)["terminationGracePeriodSeconds"] > pause + 30


@pytest.mark.parametrize("workload", DEPLOYMENTS, ids=name_of)
def test_a_drained_node_takes_one_pod_of_each_at_a_time(workload: Manifest) -> None:
    budgets = [
        it
        for it in manifests("base", "PodDisruptionBudget")
        if chosen(it["spec"]["selector"], labels(workload))
    ]
    assert [it["spec"]["maxUnavailable"] for it in budgets] == [1]
    assert workload["spec"]["replicas"] == 2
    assert {it["topologyKey"] for it in pod(workload)["topologySpreadConstraints"]} == {
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    }


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_every_variable_is_one_that_the_program_reads(workload: Manifest) -> None:
    known = {
        f"SYMBOLON_{it.upper()}" for it in SETTINGS[labels(workload)["app.kubernetes.io/name"]].model_fields
    }
    maps = {it["metadata"]["name"]: it["data"] for it in manifests("base", "ConfigMap")}
    for container in containers(workload):
        given = {it["name"] for it in container.get("env", [])}
        given |= {name for it in container["envFrom"] for name in maps[it["configMapRef"]["name"]]}
        assert given <= known


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_who_writes_files_on_the_way_has_a_place_for_them(workload: Manifest) -> None:
    """The root file system is read-only: `tempfile` finds no folder unless one is mounted."""
    service = labels(workload)["app.kubernetes.io/name"]
    writes = any("import tempfile" in it.read_text() for it in (ROOT / "services" / service).rglob("*.py"))
    assert writes == (service in WRITING)
    for container in pod(workload)["containers"]:
        if writes and container["args"][0] in WRITING[service]:
            mounted = {it["mountPath"] for it in container["volumeMounts"]}
            assert "/tmp" in mounted  # noqa: S108 - the pod's own


WRITING = {"credentials": {"api"}, "indicators": {"api", "worker", "load"}}
"""The commands that take uploads or read files apart."""


def test_no_secret_is_made_here_only_referred_to() -> None:
    assert manifests("base", "Secret") == []


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_every_image_has_a_dockerfile_that_starts_the_same_program(workload: Manifest) -> None:
    for container in containers(workload):
        module = container["command"][-1]
        dockerfile = ROOT / module.replace(".", "/") / "Dockerfile"
        entrypoint = re.search(r"ENTRYPOINT \[(.+)\]", dockerfile.read_text())
        assert entrypoint is not None
        assert re.findall(r'"([^"]+)"', entrypoint.group(1)) == container["command"]


@pytest.mark.parametrize("image", ["gateway", *(f"services/{name}" for name in SERVICES)])
def test_an_image_keeps_memory_as_make_run_does(image: str) -> None:
    lines = (ROOT / image / "Dockerfile").read_text().splitlines()
    assert f"ENV {' '.join(f'{name}={value}' for name, value in MEMORY.items())}" in lines
