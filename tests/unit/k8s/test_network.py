"""Who may speak to whom, as the policies of production say it, is the picture of ARCHITECTURE.md."""

import itertools

from tests.unit.k8s.rendered import Manifest, chosen, labels, manifests

POLICIES = manifests("production", "NetworkPolicy")
PODS = {
    f"{labels(it)['app.kubernetes.io/name']} {labels(it)['app.kubernetes.io/component']}": labels(it)
    for it in manifests("production", "Deployment", "Job")
} | {"database": {"cnpg.io/cluster": "symbolon"}}
NATS = {"app.kubernetes.io/name": "nats"}
HTTP, POSTGRES, BUS = "http", 5432, 4222

EXPECTED_HTTP = {
    *(("gateway gateway", f"{it} api") for it in ("conventions", "credentials", "indicators")),
    ("credentials api", "conventions api"),  # the law
    ("credentials worker", "conventions api"),  # new releases of the rules
    ("conventions api", "credentials api"),  # replays of decided cases
}


def applying(direction: str, pod: str) -> list[Manifest]:
    found = [
        it
        for it in POLICIES
        if direction.capitalize() in it["spec"]["policyTypes"]
        and chosen(it["spec"]["podSelector"], PODS[pod])
    ]
    assert found, f"nothing holds {pod} back"
    return found


def allows(policy: Manifest, direction: str, peer: dict[str, str], port: str | int, namespace: str) -> bool:
    """Whether one policy lets a pod speak (or be spoken to) with `peer`; an empty rule lets all through."""
    side = "to" if direction == "egress" else "from"
    return any(
        (port in {it["port"] for it in rule.get("ports", [{"port": port}])})
        and any(_is_peer(it, peer, namespace) for it in rule.get(side, [{"podSelector": {}}]))
        for rule in policy["spec"].get(direction, [])
    )


def _is_peer(described: Manifest, peer: dict[str, str], namespace: str) -> bool:
    named = described.get("namespaceSelector", {}).get(
        "matchLabels", {"kubernetes.io/metadata.name": "symbolon"}
    )
    return named == {"kubernetes.io/metadata.name": namespace} and chosen(
        described.get("podSelector", {}), peer
    )


def reached(port: str | int) -> set[tuple[str, str]]:
    return {
        (one, other)
        for one, other in itertools.permutations(PODS, 2)
        if any(allows(it, "egress", dict(PODS[other]), port, "symbolon") for it in applying("egress", one))
        and any(allows(it, "ingress", dict(PODS[one]), port, "symbolon") for it in applying("ingress", other))
    }


def test_http_goes_where_the_picture_has_an_arrow_and_nowhere_else() -> None:
    assert {it for it in reached(HTTP) if "database" not in it} == EXPECTED_HTTP


def test_every_service_reaches_the_database_and_the_gateway_does_not() -> None:
    services = {it for it in PODS if it not in {"database", "gateway gateway"}}
    assert {one for one, other in reached(POSTGRES) if other == "database"} == services


def test_who_publishes_or_listens_reaches_the_bus_and_nobody_else() -> None:
    reaching = {
        it
        for it in PODS
        if it != "database" and any(allows(p, "egress", NATS, BUS, "nats") for p in applying("egress", it))
    }
    assert reaching == {"conventions relay", "credentials relay", "credentials worker", "indicators worker"}


def test_nobody_reaches_the_world() -> None:
    for pod in PODS:
        if pod != "database":  # its backups go out
            assert all(
                rule.get("to") for it in applying("egress", pod) for rule in it["spec"].get("egress", [])
            )
