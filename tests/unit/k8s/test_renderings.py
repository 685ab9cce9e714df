"""The kept renderings are what kustomize makes, and valid."""

import re
import shutil
import subprocess

import pytest

from tests.unit.k8s.rendered import KUSTOMIZED, ROOT, containers, labels, manifests, rendering

VALIDATED_AGAINST = "1.34"  # the first version with the native sleep of preStop as stable
OF_OPERATORS = {
    *("HTTPRoute", "PodMonitor", "PrometheusRule", "Cluster", "ScheduledBackup"),
}
"""Kinds that operators bring, whose schemas Kubernetes does not have."""


@pytest.mark.skipif(
    shutil.which("kubectl") is None, reason="kubectl is not installed: the kept ones are used"
)
@pytest.mark.parametrize("name", KUSTOMIZED)
def test_the_kept_rendering_is_what_kustomize_makes(name: str) -> None:
    made = subprocess.run(
        ["kubectl", "kustomize", KUSTOMIZED[name]], capture_output=True, text=True, check=True
    )
    assert made.stdout == rendering(name).read_text(), "render again: make manifests"


@pytest.mark.parametrize("name", KUSTOMIZED)
def test_every_manifest_is_valid_in_the_strict_schema_of_kubernetes(name: str) -> None:
    run = subprocess.run(
        [ROOT / ".venv/bin/kubernetes-validate", "--strict", "-k", VALIDATED_AGAINST, rendering(name)],
        capture_output=True,
        text=True,
        check=False,
    )
    output = run.stdout + run.stderr
    assert run.returncode == 0, output
    own = [it for it in manifests(name) if it["kind"] not in OF_OPERATORS]
    assert output.count(" passed ") == len(own), "a kind without a schema only warns: " + output


def test_production_runs_all_of_it_and_development_one_of_each() -> None:
    assert {it["kind"] for it in manifests("production")} >= OF_OPERATORS | {"NetworkPolicy"}
    assert {it["spec"]["replicas"] for it in manifests("development", "Deployment")} == {1}
    assert manifests("development", "PodDisruptionBudget") == []


def test_an_autoscaler_scales_a_deployment_that_does_not_say_how_many_it_is() -> None:
    deployments = {it["metadata"]["name"]: it for it in manifests("production", "Deployment")}
    scaled = {
        it["spec"]["scaleTargetRef"]["name"] for it in manifests("production", "HorizontalPodAutoscaler")
    }
    assert scaled == {"gateway", "conventions", "credentials", "indicators"}
    assert {name for name, it in deployments.items() if "replicas" not in it["spec"]} == scaled


def test_the_database_has_connections_for_all_that_may_run_while_versions_roll() -> None:
    (cluster,) = manifests("production", "Cluster")
    most = {
        it["spec"]["scaleTargetRef"]["name"]: it["spec"]["maxReplicas"]
        for it in manifests("production", "HorizontalPodAutoscaler")
    }
    wanted = 0
    for it in manifests("production", "Deployment"):
        service, role = (labels(it)[f"app.kubernetes.io/{label}"] for label in ("name", "component"))
        if service != "gateway":
            replicas = it["spec"].get("replicas") or most[it["metadata"]["name"]]
            wanted += POOLS[f"{service}-{role}"] * (replicas + 1)
    assert wanted < int(cluster["spec"]["postgresql"]["parameters"]["max_connections"]) - 20


def _pools() -> dict[str, int]:
    """Read from each service's container how many connections a role holds at most."""
    found = {}
    relay = re.search(r"pool_size=(\d+)", (ROOT / "shared/messaging/relay_role.py").read_text())
    assert relay is not None
    for service in ("conventions", "credentials", "indicators"):
        source = (ROOT / f"services/{service}/container.py").read_text()
        for engine in re.findall(r"create_engine\((.*?)\n        \)", source, re.DOTALL):
            name = re.search(r'application_name="([\w-]+)"', engine)
            size = re.search(r"pool_size=(\d+)", engine)
            assert name is not None
            found[name[1]] = int(size[1]) if size else 10
        found[f"{service}-relay"] = int(relay[1])
    return found


POOLS = _pools()


@pytest.mark.parametrize("name", ["development", "production"])
def test_every_relay_is_told_how_many_copies_of_its_stream_there_are(name: str) -> None:
    maps = {it["metadata"]["name"]: it.get("data", {}) for it in manifests(name, "ConfigMap")}
    for it in manifests(name, "Deployment"):
        if labels(it)["app.kubernetes.io/component"] == "relay":
            (container,) = containers(it)
            told = maps[container["envFrom"][0]["configMapRef"]["name"]]
            assert told.get("SYMBOLON_NATS_REPLICAS") == ("3" if name == "production" else None)
