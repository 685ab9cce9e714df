"""OpenRefine's dialogue through `symbolon openrefine`, which adds the key, with the real platform behind."""

import http.client
import json
import threading
from collections.abc import Iterator

import httpx
import pytest

from symbolon import Configuration
from symbolon.openrefine import PATH, Bridge
from tests.support.machine import Running

OPENREFINE = "http://127.0.0.1:3333"
PAGE = {"Origin": OPENREFINE, "Sec-Fetch-Site": "same-site"}


@pytest.fixture
def bridge(platform: Running) -> Iterator[Bridge]:
    with Bridge(Configuration(platform.url, platform.key), port=0) as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def openrefine(bridge: Bridge) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=bridge.address) as client:
        yield client


def test_the_manifest_points_to_the_bridge_and_asks_for_no_key(
    openrefine: httpx.Client, bridge: Bridge
) -> None:
    answer = openrefine.get(PATH, headers=PAGE)
    manifest = answer.json()
    assert answer.headers["access-control-allow-origin"] == OPENREFINE
    assert "authentication" not in manifest
    assert manifest["view"]["url"].startswith(bridge.address)
    assert manifest["preview"]["url"].startswith(f"{bridge.address}{PATH}/preview")
    assert {it["service_url"] for it in manifest["suggest"].values()} == {bridge.address}


def test_batches_suggestions_and_previews_are_answered(openrefine: httpx.Client) -> None:
    """Its backend sends batches as a form without Origin; its page asks for suggestions, frames previews."""
    manifest = openrefine.get(PATH, headers=PAGE).json()
    queries = {
        "q0": {"query": "Universitetet i Oslo", "type": manifest["defaultTypes"][0]["id"], "limit": 3},
        "q1": {"query": "Vilnius University", "properties": [{"pid": "country", "v": "LTU"}]},
    }
    found = openrefine.post(PATH, data={"queries": json.dumps(queries)}).json()
    assert set(found) == set(queries)
    best = found["q0"]["result"][0]
    assert (best["id"], best["match"]) == ("ror:01xtthb56", True)
    service = manifest["suggest"]["entity"]
    suggested = httpx.get(
        service["service_url"] + service["service_path"], params={"prefix": "vilnius"}, headers=PAGE
    ).json()["result"]
    assert "Vilnius University" in {it["name"] for it in suggested}
    page = httpx.get(manifest["preview"]["url"].replace("{{id}}", best["id"]))
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert best["name"] in page.text


def test_what_the_platform_refuses_comes_back_as_it_was_said(openrefine: httpx.Client) -> None:
    answer = openrefine.post(PATH, data={"queries": "{"})
    assert (answer.status_code, answer.json()["code"]) == (400, "json_invalid")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/institutions/ror:01xtthb56"),
        ("GET", "/v1/applications"),
        ("GET", f"{PATH}/../applications"),
        ("GET", f"{PATH}/%2e%2e/applications"),
        ("GET", f"http://evil.example{PATH}"),
        ("GET", f"//evil.example{PATH}"),
        ("POST", f"{PATH}/suggest/entity"),
        ("POST", "/v1/equivalences:check"),
    ],
)
def test_nothing_but_reconciliation_is_forwarded(bridge: Bridge, method: str, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", bridge.server_port)  # sends the path as it stands
    connection.request(method, path, body=b"{}" if method == "POST" else None)
    assert connection.getresponse().status in {404, 421}
    connection.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_pages_of_other_sites_are_kept_out(
    openrefine: httpx.Client, headers: dict[str, str], status: int
) -> None:
    answer = openrefine.get(PATH, headers=headers)
    assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers


def test_it_listens_on_this_machine_alone_and_tells_its_key_to_nobody(
    openrefine: httpx.Client, bridge: Bridge, platform: Running
) -> None:
    assert bridge.server_address[0] == "127.0.0.1"
    for answer in (openrefine.get(PATH), openrefine.post(PATH, data={"queries": "{}"})):
        assert platform.key not in answer.text + str(answer.headers)


def test_a_platform_that_is_away_is_told_as_such(platform: Running) -> None:
    with Bridge(Configuration("http://127.0.0.1:9", platform.key), port=0) as lonely:
        thread = threading.Thread(target=lonely.serve_forever, daemon=True)
        thread.start()
        answer = httpx.get(lonely.address + PATH)
        lonely.shutdown()
    assert (answer.status_code, "does not answer" in answer.json()["detail"]) == (502, True)
