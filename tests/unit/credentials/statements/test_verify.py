"""A signed statement, checked offline by whoever receives it: as it was signed, or not genuine."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwt.api_jws import PyJWS
from typer.testing import CliRunner

from symbolon.cli.app import app
from symbolon.statements import NotGenuine, Standing, standing, verify
from tests.unit.credentials.statements.decided import AT, DECISION
from tests.unit.credentials.statements.signing import (
    ISSUER,
    JWK,
    JWKS,
    KEY,
    PLACE,
    SIGNED,
    VAULT,
    controller,
    listing,
)

SOON = AT + timedelta(hours=1)


@pytest.mark.parametrize("keys", [JWKS, controller()])
def test_a_statement_is_genuine_by_either_form_of_its_issuers_keys(keys: bytes) -> None:
    genuine = verify(SIGNED + b"\n", keys)
    assert (genuine.issuer, genuine.key) == (ISSUER.url, ISSUER.key(KEY.name))
    assert genuine.content["credentialSubject"]["decision"] == f"urn:uuid:{DECISION}"


def test_any_library_for_jws_reads_it() -> None:
    header = PyJWS().get_unverified_header(SIGNED)
    assert (header["typ"], header["alg"]) == ("vc+jwt", "EdDSA")
    assert PyJWS().decode(SIGNED, VAULT.open(KEY)._key.public_key(), algorithms=["EdDSA"])


@given(st.integers(0, len(SIGNED) - 1), st.integers(0, 255))
def test_any_changed_byte_is_noticed(place: int, byte: int) -> None:
    changed = SIGNED[:place] + bytes([byte]) + SIGNED[place + 1 :]
    if changed != SIGNED:
        with pytest.raises(NotGenuine):
            verify(changed, JWKS)


@given(st.integers(0, len(SIGNED) - 1))
def test_a_statement_that_was_cut_is_not_genuine(length: int) -> None:
    with pytest.raises(NotGenuine):
        verify(SIGNED[:length], JWKS)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_whatever_is_handed_in_is_told_in_one_way(document: bytes, keys: bytes) -> None:
    for signed, published in ((document, JWKS), (SIGNED, keys), (document, keys)):
        with pytest.raises(NotGenuine):
            verify(signed, published)


def test_another_spelling_of_the_same_signature_is_a_change() -> None:
    """The last character of 64 bytes in base64url has bits that mean nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(chr(SIGNED[-1]))
    twin = SIGNED[:-1] + alphabet[last ^ 1].encode()
    assert base64.urlsafe_b64decode(twin[-86:] + b"==") == base64.urlsafe_b64decode(SIGNED[-86:] + b"==")
    with pytest.raises(NotGenuine):
        verify(twin, JWKS)


def signed_by_us(content: dict[str, Any], **header: Any) -> bytes:
    headers = {"typ": "vc+jwt", "kid": ISSUER.key(KEY.name), **header}
    opened = VAULT.open(KEY)._key
    return PyJWS().encode(json.dumps(content).encode(), opened, algorithm="EdDSA", headers=headers).encode()


def test_a_key_signs_for_its_own_issuer_alone() -> None:
    assert verify(signed_by_us({"issuer": ISSUER.url}), JWKS).issuer == ISSUER.url
    with pytest.raises(NotGenuine, match="another issuer"):
        verify(signed_by_us({"issuer": "https://elsewhere.example"}), JWKS)


def test_a_token_of_another_kind_is_no_statement() -> None:
    with pytest.raises(NotGenuine, match="as statements are"):
        verify(signed_by_us({"issuer": ISSUER.url}, typ="JWT"), JWKS)


def test_a_revoked_key_verifies_nothing() -> None:
    with pytest.raises(NotGenuine, match="do not list"):
        verify(SIGNED, controller(revoked="2026-12-01T00:00:00Z"))


def test_keys_of_somebody_else_verify_nothing() -> None:
    stranger = json.dumps({"keys": [{**JWK, "kid": "https://elsewhere.example#key"}]}).encode()
    with pytest.raises(NotGenuine, match="do not list"):
        verify(SIGNED, stranger)


def test_the_status_list_says_whether_it_stands() -> None:
    genuine = verify(SIGNED, JWKS)
    assert standing(genuine, listing(), JWKS, now=SOON) is Standing.STANDS
    assert standing(genuine, listing(PLACE.index), JWKS, now=SOON) is Standing.WITHDRAWN
    others = listing(PLACE.index - 1, PLACE.index + 1)
    assert standing(genuine, others, JWKS, now=SOON) is Standing.STANDS


def test_a_list_of_another_day_or_of_other_statements_says_nothing() -> None:
    genuine = verify(SIGNED, JWKS)
    assert standing(genuine, listing(), JWKS, now=AT + timedelta(days=2)) is Standing.UNKNOWN
    assert standing(genuine, listing(), JWKS, now=AT - timedelta(hours=1)) is Standing.UNKNOWN
    assert standing(genuine, listing(number=2), JWKS, now=SOON) is Standing.UNKNOWN
    assert standing(genuine, SIGNED, JWKS, now=SOON) is Standing.UNKNOWN


def test_a_list_that_was_changed_is_not_believed() -> None:
    with pytest.raises(NotGenuine):
        standing(verify(SIGNED, JWKS), listing()[:-4] + b"AAAA", JWKS, now=SOON)


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> Path:
    (tmp_path / "statement.jwt").write_bytes(SIGNED)
    (tmp_path / "changed.jwt").write_bytes(SIGNED.replace(b"e", b"f", 1))
    (tmp_path / "keys.json").write_bytes(JWKS)
    return tmp_path


def test_the_command_tells_genuine_from_changed_and_withdrawn(files: Path) -> None:
    def run(statement: str, *more: str) -> tuple[int, str]:
        keys = ["--keys", str(files / "keys.json")]
        ran = CliRunner().invoke(app, ["statement", "verify", str(files / statement), *keys, *more])
        return ran.exit_code, ran.output

    code, told = run("statement.jwt")
    assert (code, "refusal" in told, "--status" in told) == (0, True, True)
    assert run("changed.jwt")[0] == 3
    (files / "list.jwt").write_bytes(listing(at=AT - timedelta(days=9)))
    code, told = run("statement.jwt", "--status", str(files / "list.jwt"))
    assert (code, "unknown" in told) == (4, True)
    assert run("statement.jwt", "--json")[0] == 0
