"""What is watched is there: every metric that a rule, the dashboard or the runbook names is one of ours."""

import json
import re

import pytest

from shared.observability.metrics import exposition
from tests.unit.k8s.rendered import ROOT, manifests

PLACES = (
    "deploy/k8s/components/monitoring/rules.yaml",
    "deploy/k8s/components/monitoring/dashboard.json",
    "docs/runbooks/operate.md",
)
SUFFIX = re.compile(r"_(bucket|sum|count|created)$")


def exposed() -> set[str]:
    return set(re.findall(r"^# TYPE (symbolon_\w+)", exposition()[0].decode(), re.MULTILINE))


@pytest.mark.parametrize("place", PLACES)
def test_every_metric_that_is_named_exists(place: str) -> None:
    named = set(re.findall(r"\bsymbolon_[a-z_]+\b", (ROOT / place).read_text()))
    assert named
    assert {SUFFIX.sub("", it) for it in named} <= exposed()


def test_every_trouble_of_the_runbook_raises_an_alarm() -> None:
    told = set(re.findall(r"^\| `(symbolon_\w+)`", (ROOT / PLACES[2]).read_text(), re.MULTILINE))
    (rules,) = manifests("production", "PrometheusRule")
    watched = " ".join(it["expr"] for group in rules["spec"]["groups"] for it in group["rules"])
    assert {it for it in told if it not in watched} == set()


def test_the_dashboard_is_one_that_grafana_reads() -> None:
    dashboard = json.loads((ROOT / PLACES[1]).read_text())
    assert len({it["id"] for it in dashboard["panels"]}) == len(dashboard["panels"])
