"""The manifests, held against themselves and against the programs that they start.

The rendered base (`kubectl kustomize deploy/k8s/base`) is kept in deploy/k8s/tests/base.yaml so that the
checks run without kubectl; where kubectl is present, the kept file must be what it renders.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
RENDERED = ROOT / "deploy/k8s/tests/base.yaml"
VALIDATED_AGAINST = "1.34"  # the first version with the native sleep of preStop as stable

Manifest = dict[str, Any]


def manifests(*kinds: str) -> list[Manifest]:
    return [it for it in yaml.safe_load_all(RENDERED.read_text()) if not kinds or it["kind"] in kinds]


WORKLOADS = manifests("Deployment", "Job")


def name_of(manifest: Manifest) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def pod(workload: Manifest) -> Manifest:
    spec: Manifest = workload["spec"]["template"]["spec"]
    return spec


def containers(workload: Manifest) -> Iterator[Manifest]:
    yield from pod(workload).get("initContainers", [])
    yield from pod(workload)["containers"]


@pytest.mark.skipif(
    shutil.which("kubectl") is None, reason="kubectl is not installed: the kept rendering is used"
)
def test_the_kept_rendering_is_what_kustomize_makes_of_the_base() -> None:
    rendered = subprocess.run(
        ["kubectl", "kustomize", ROOT / "deploy/k8s/base"], capture_output=True, text=True, check=True
    )
    assert rendered.stdout == RENDERED.read_text(), (
        "render again: kubectl kustomize deploy/k8s/base > deploy/k8s/tests/base.yaml"
    )


def test_every_manifest_is_valid_in_the_strict_schema_of_kubernetes() -> None:
    run = subprocess.run(
        [ROOT / ".venv/bin/kubernetes-validate", "--strict", "-k", VALIDATED_AGAINST, RENDERED],
        capture_output=True,
        text=True,
        check=False,
    )
    output = run.stdout + run.stderr
    assert run.returncode == 0, output
    assert output.count(" passed ") == len(manifests()), "a kind without a schema only warns: " + output


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
    app = workload["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"]
    for container in containers(workload):
        assert re.fullmatch(rf"symbolon/{app}:\d+\.\d+\.\d+", container["image"])


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_what_a_pod_refers_to_exists(workload: Manifest) -> None:
    maps = {it["metadata"]["name"] for it in manifests("ConfigMap")}
    accounts = {it["metadata"]["name"] for it in manifests("ServiceAccount")}
    assert pod(workload)["serviceAccountName"] in accounts
    volumes = {it["name"] for it in pod(workload).get("volumes", [])}
    for container in containers(workload):
        assert all(it["configMapRef"]["name"] in maps for it in container["envFrom"])
        assert {it["name"] for it in container.get("volumeMounts", [])} <= volumes


def test_every_service_reaches_pods_by_a_port_that_they_open() -> None:
    for service in manifests("Service"):
        selector = service["spec"]["selector"].items()
        chosen = [
            it
            for it in manifests("Deployment")
            if selector <= it["spec"]["template"]["metadata"]["labels"].items()
        ]
        assert len(chosen) == 1, name_of(service)
        opened = {port["name"] for container in containers(chosen[0]) for port in container["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= opened


@pytest.mark.parametrize("workload", manifests("Deployment"), ids=name_of)
def test_a_deployment_rolls_without_a_gap_and_stops_after_its_last_request(workload: Manifest) -> None:
    assert workload["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    labels = workload["spec"]["template"]["metadata"]["labels"].items()
    assert workload["spec"]["selector"]["matchLabels"].items() <= labels
    (container,) = pod(workload)["containers"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/livez"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod(workload)["terminationGracePeriodSeconds"] > pause + 30


def test_no_secret_is_made_here_only_referred_to() -> None:
    assert manifests("Secret") == []


@pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)
def test_every_image_has_a_dockerfile_that_starts_the_same_program(workload: Manifest) -> None:
    for container in containers(workload):
        module = container["command"][-1]
        dockerfile = ROOT / module.replace(".", "/") / "Dockerfile"
        entrypoint = re.search(r"ENTRYPOINT \[(.+)\]", dockerfile.read_text())
        assert entrypoint is not None
        assert re.findall(r'"([^"]+)"', entrypoint.group(1)) == container["command"]
