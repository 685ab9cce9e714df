"""A credential is sent byte for byte, and evidence says what it is."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from symbolon import Client
from symbolon.cli.app import main
from symbolon.verification import evidence_from, exhibit, request
from tests.unit.client.scripted import Reply, answering

DOCUMENT = b'{"type":  "VerifiableCredential"}\n'


def answer(authenticity: str) -> Reply:
    return Reply(201, {"checks": [], "standing": {"authenticity": authenticity, "because": []}})


def test_the_bytes_are_sent_as_they_are() -> None:
    with answering(answer("open")) as script, Client(script.url, "a-key") as client:
        client.verify(request(DOCUMENT, [exhibit("status_list", b"x", name="https://a.example/1")]), key="k")
    (asked,) = script.asked
    body = json.loads(asked.body)
    assert base64.b64decode(body["document"]["base64"]) == DOCUMENT
    assert body["evidence"] == [
        {"kind": "status_list", "content": {"base64": "eA=="}, "name": "https://a.example/1"}
    ]
    assert {it.lower(): value for it, value in asked.headers.items()}["idempotency-key"] == "k"


@pytest.mark.parametrize(
    ("told", "kind", "name"),
    [
        ("status_list:FILE", "status_list", None),
        ("status_list=https://a.example:8443/1:FILE", "status_list", "https://a.example:8443/1"),
    ],
)
def test_evidence_is_told_on_the_command_line(tmp_path: Path, told: str, kind: str, name: str | None) -> None:
    file = tmp_path / "list"
    file.write_bytes(b"x")
    found = evidence_from(told.replace("FILE", str(file)))
    assert (found["kind"], found.get("name")) == (kind, name)


@pytest.mark.parametrize("told", ["status_list", "list.json", "status_list:", "=:x"])
def test_evidence_that_is_told_otherwise_is_refused(told: str) -> None:
    with pytest.raises((ValueError, OSError)):
        evidence_from(told)


@pytest.mark.parametrize(("authenticity", "status"), [("altered", 3), ("open", 0), ("authentic", 0)])
def test_only_an_altered_credential_ends_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authenticity: str, status: int, capsys: Any
) -> None:
    file = tmp_path / "badge.json"
    file.write_bytes(DOCUMENT)
    with answering(answer(authenticity)) as script:
        monkeypatch.setenv("SYMBOLON_URL", script.url)
        monkeypatch.setenv("SYMBOLON_API_KEY", "a-key")
        monkeypatch.setattr(sys, "argv", ["symbolon", "verify", str(file), "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == status
    assert json.loads(capsys.readouterr().out)["standing"]["authenticity"] == authenticity
