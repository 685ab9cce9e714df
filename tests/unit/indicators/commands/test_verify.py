"""The command that checks a report offline: what was signed, whatever wrote its JSON down again."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.indicators.adapters.signing import ReportSigner
from services.indicators.entrypoints.verify_command import NOT_GENUINE, verify
from shared.kernel.canonical import canonical_json

REPORT: dict[str, Any] = {
    "load": {"source": "uis-export", "release": "UIS-1", "accepted": True, "observations": 2, "files": []},
    "findings": [{"code": "float32_noise", "evidence": {"value": 10.83650016784668}}],
}


def written(folder: Path, report: object = REPORT) -> tuple[Path, Path]:
    """A signed report, written down again by another tool, and the public key."""
    private = Ed25519PrivateKey.generate()
    signer = ReportSigner(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    signature = signer.sign(canonical_json(REPORT))
    paths = folder / "report.json", folder / "key.pub"
    paths[0].write_text(json.dumps({"signature": signature, "report": report}, indent=3))
    paths[1].write_bytes(
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return paths


def test_a_genuine_report_is_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, key = written(tmp_path)
    verify(report, key)
    assert "uis-export UIS-1: 2 observations" in capsys.readouterr().out


def test_a_changed_report_and_another_key_are_noticed(tmp_path: Path) -> None:
    changed, _ = written(tmp_path, {**REPORT, "findings": []})
    with pytest.raises(typer.Exit) as ended:
        verify(changed, None)
    assert ended.value.exit_code == NOT_GENUINE
    report, _ = written(tmp_path)
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    _, other = written(elsewhere)
    with pytest.raises(typer.Exit) as ended:
        verify(report, other)
    assert ended.value.exit_code == NOT_GENUINE


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"report":{},"signature":{"key":{"x":"?"}}}', "null"])
def test_what_is_no_report_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(text)
    with pytest.raises(typer.Exit) as ended:
        verify(file, None)
    assert ended.value.exit_code == 1
