"""Every Secret that a manifest refers to is one that can be made with one command."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from shared.security.principals import Principal
from shared.security.release_signatures import ReleaseSigner, Role, TrustedKeys
from shared.security.tokens import TokenSigner, TokenVerifier
from tests.unit.k8s.rendered import ROOT, Manifest, manifests


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, str]]:
    run = subprocess.run(
        [sys.executable, "-m", "deploy.k8s.new_secrets"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    documents = [json.loads(it) for it in run.stdout.split("---\n") if it]
    return {it["metadata"]["name"]: it.get("stringData") or it["data"] for it in documents}


def referred(value: Any) -> Iterator[tuple[str, str | None]]:
    """Find the names of Secrets, with the key where one is named."""
    match value:
        case {"secretKeyRef": {"name": name, "key": key}}:
            yield name, key
        case {"secretName": name} | {"passwordSecret": {"name": name}}:
            yield name, None
        case dict():
            for it in value.values():
                yield from referred(it)
        case list():
            for it in value:
                yield from referred(it)


def test_everything_that_is_referred_to_is_made(made: dict[str, dict[str, str]]) -> None:
    workloads: list[Manifest] = manifests("production", "Deployment", "Job", "Cluster")
    wanted = set(referred(workloads))
    assert len(wanted) > 20
    for name, key in wanted:
        assert name in made
        assert key is None or key in made[name]
    assert "release-trusted-keys" in made  # a ConfigMap: the keys are public


def source(volume: Manifest) -> str:
    """Name the Secret or ConfigMap that is mounted; empty for an empty folder."""
    return str(volume.get("secret", {}).get("secretName") or volume.get("configMap", {}).get("name", ""))


def test_files_that_are_mounted_have_the_names_that_are_read(made: dict[str, dict[str, str]]) -> None:
    for workload in manifests("production", "Deployment", "Job"):
        spec = workload["spec"]["template"]["spec"]
        secrets = {it["name"]: source(it) for it in spec.get("volumes", [])}
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            mounts = {it["mountPath"]: secrets[it["name"]] for it in container.get("volumeMounts", [])}
            for variable in container.get("env", []):
                folder, _, file = variable.get("value", "").rpartition("/")
                if variable["name"].endswith("_FILE"):
                    assert file in made[mounts[folder]]


def test_the_halves_of_the_keys_belong_together(made: dict[str, dict[str, str]]) -> None:
    now, somebody = datetime.now(UTC), Principal("norway", "one", frozenset())
    token = TokenSigner(made["gateway-token"]["private.pem"].encode()).sign(somebody, now=now)
    assert (
        TokenVerifier(made["gateway-token-public"]["public.pem"].encode()).verify(token, now=now) == somebody
    )
    trusted = TrustedKeys.read(made["release-trusted-keys"]["trusted-keys.json"].encode())
    reviewer = ReleaseSigner(made["release-reviewer-key"]["reviewer.pem"].encode(), Role.REVIEWER)
    trusted.verify_review("sha256:0", 1, [reviewer.sign("sha256:0", 1)])


def test_the_bus_knows_the_password_that_a_service_sends(made: dict[str, dict[str, str]]) -> None:
    values = yaml.safe_load((ROOT / "deploy/k8s/components/nats/values.yaml").read_text())
    for user in values["config"]["merge"]["accounts"]["SYMBOLON"]["users"]:
        password = made["symbolon-users"][user["password"].strip("<>$ ")]
        assert made[f"{user['user']}-nats"]["url"].startswith(f"nats://{user['user']}:{password}@")
