"""The manifests as kustomize renders them, kept in deploy/k8s/tests so that no kubectl is needed."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
KUSTOMIZED = {
    name: ROOT / "deploy/k8s" / folder
    for name, folder in (
        ("base", "base"),
        ("development", "overlays/development"),
        ("production", "overlays/production"),
    )
}

Manifest = dict[str, Any]


def rendering(name: str) -> Path:
    return ROOT / f"deploy/k8s/tests/{name}.yaml"


def manifests(name: str, *kinds: str) -> list[Manifest]:
    return [it for it in yaml.safe_load_all(rendering(name).read_text()) if not kinds or it["kind"] in kinds]


def name_of(manifest: Manifest) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def pod(workload: Manifest) -> Manifest:
    spec: Manifest = workload["spec"]["template"]["spec"]
    return spec


def labels(workload: Manifest) -> Mapping[str, str]:
    found: Mapping[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return found


def containers(workload: Manifest) -> Iterator[Manifest]:
    yield from pod(workload).get("initContainers", [])
    yield from pod(workload)["containers"]


def chosen(selector: Mapping[str, Any], of: Mapping[str, str]) -> bool:
    """Whether a label selector chooses what has the labels `of`."""
    if not selector.get("matchLabels", {}).items() <= of.items():
        return False
    return all(_holds(it, of) for it in selector.get("matchExpressions", []))


def _holds(expression: Mapping[str, Any], of: Mapping[str, str]) -> bool:
    value, values = of.get(expression["key"]), expression["values"]
    match expression["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case other:
            raise NotImplementedError(other)
