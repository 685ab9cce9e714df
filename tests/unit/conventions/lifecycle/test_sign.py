"""A reviewer signs with a key of their own, offline."""

import json
from pathlib import Path

import pytest
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner, Result

from services.conventions.entrypoints.sign_command import sign
from shared.security.release_signatures import ReleaseSigner, Role, Signature, TrustedKeys

CANDIDATE = "sha256:" + "a" * 64


@pytest.fixture
def key(tmp_path: Path) -> Path:
    private = Ed25519PrivateKey.generate()
    file = tmp_path / "reviewer.pem"
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


def signed(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(sign)
    return CliRunner().invoke(app, arguments)


def test_what_is_printed_is_a_reviewer_s_signature(key: Path) -> None:
    printed = signed(str(key), CANDIDATE, "4")
    assert printed.exit_code == 0
    signature = Signature.of(json.loads(printed.stdout))
    public = ReleaseSigner(key.read_bytes(), Role.REVIEWER).public_key
    TrustedKeys({Role.REVIEWER: [public]}).verify_review(CANDIDATE, 4, [signature])


@pytest.mark.parametrize("candidate", ["abc", "sha256:xyz", ""])
def test_something_else_than_a_candidate_is_not_signed(key: Path, candidate: str) -> None:
    assert signed(str(key), candidate, "4").exit_code == 2


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "reviewer.pem").write_text("no key")
    for file in ("reviewer.pem", "nothing.pem"):
        refused = signed(str(tmp_path / file), CANDIDATE, "4")
        assert refused.exit_code == 2
        assert "the key cannot be used" in refused.stderr
