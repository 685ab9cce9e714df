"""What must stay secret on this machine, made once: passwords, a key pair, the development key."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.database import role_names
from deploy.local.state.home import Home
from deploy.local.trouble import Trouble
from shared.security.api_keys import entry_of, new_api_key
from shared.security.scopes import Scope

DEVELOPMENT_TENANT = "development"
DEVELOPMENT_SCOPES = tuple(it for it in Scope if it is not Scope.RULES_REVIEW)
REVIEWER_SCOPES = (Scope.RULES_REVIEW, Scope.LAW_READ)
"""A second key, because a second person approves what the first has written."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The passwords by name (`postgres`, `nats`, and each role) and the files of keys."""

    passwords: dict[str, str]
    private_key_file: Path
    public_key_file: Path
    release_service_key_file: Path
    release_reviewer_key_file: Path
    release_trusted_keys_file: Path
    api_keys_file: Path
    api_key: str
    reviewer_api_key: str
    report_key_file: Path
    statement_secret_file: Path


def keep_secrets(home: Home) -> Secrets:
    """Read the secrets; make those that are missing. Raises Trouble where a file is damaged."""
    return Secrets(
        passwords=_passwords(home),
        private_key_file=_key_pair(home, "gateway"),
        public_key_file=home.path("gateway-public.pem"),
        release_service_key_file=_key_pair(home, "release-service"),
        release_reviewer_key_file=_key_pair(home, "release-reviewer"),
        release_trusted_keys_file=_trusted_keys(home),
        api_keys_file=home.path("api-keys.json"),
        api_key=_api_key(home, "api-key", "development-key", DEVELOPMENT_SCOPES),
        reviewer_api_key=_api_key(home, "reviewer-api-key", "development-reviewer", REVIEWER_SCOPES),
        report_key_file=_key_pair(home, "reports"),
        statement_secret_file=_statement_secret(home),
    )


def _passwords(home: Home) -> dict[str, str]:
    kept = home.read("secrets.json", dict)
    if kept is None and home.path("postgres").exists():
        raise Trouble(
            f"{home.path('secrets.json')} is missing, and without its passwords the data in "
            f"{home.path('postgres')} cannot be opened: restore it from a backup, or move {home.folder} away "
            "to start afresh"
        )
    if not all(isinstance(it, str) and it for it in (kept or {}).values()):
        raise home.damaged("secrets.json", "a password is a text")
    passwords: dict[str, str] = {**(kept or {})}
    for name in ("postgres", "nats", *role_names()):
        passwords.setdefault(name, secrets.token_hex(24))
    if passwords != kept:
        home.write("secrets.json", passwords)
    return passwords


def _key_pair(home: Home, name: str) -> Path:
    private, public = home.path(f"{name}-private.pem"), home.path(f"{name}-public.pem")
    if not (private.exists() and public.exists()):
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - only the first start pays
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

        key = Ed25519PrivateKey.generate()
        home.write_bytes(
            private.name,
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        home.write_bytes(
            public.name,
            key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            ),
        )
    return private


def _statement_secret(home: Home) -> Path:
    """Keep the secret with which the keys of statements are encrypted in the database."""
    file = home.path("statement-secret")
    if not file.exists():
        home.write_bytes(file.name, (secrets.token_hex(32) + "\n").encode())
    return file


def _trusted_keys(home: Home) -> Path:
    """Write down whose signatures on releases count: on one machine the service's and its one reviewer's."""
    file = home.path("release-trusted-keys.json")
    if not file.exists():
        roles = ("service", "reviewer")
        home.write(file.name, {role: [_raw(home.path(f"release-{role}-public.pem"))] for role in roles})
    return file


def _raw(public: Path) -> str:
    """Give a public key without its PEM: the last 32 bytes of what Ed25519 has there (RFC 8410)."""
    encoded = "".join(public.read_text().split("-----")[2].split())
    return base64.b64encode(base64.b64decode(encoded)[-32:]).decode()


def _api_key(home: Home, name: str, subject: str, scopes: Sequence[str]) -> str:
    file = home.path(name)
    if not file.exists():
        home.write_bytes(file.name, (new_api_key("dev") + "\n").encode())
    key = file.read_text(errors="replace").strip()
    if not key.startswith("sym_"):
        raise home.damaged(file.name, "that is no API key")
    entry = entry_of(key, tenant=DEVELOPMENT_TENANT, subject=subject, scopes=scopes)
    entries = home.read("api-keys.json", list) or []
    if not all(isinstance(it, dict) and "id" in it for it in entries):
        raise home.damaged("api-keys.json", "an entry has no id")
    if entry not in entries:
        others = [it for it in entries if it["id"] != entry["id"]]  # keys that the operator has added
        home.write("api-keys.json", [*others, entry])
    return key
