"""Prints every Secret that deploy/k8s refers to, with new keys and passwords, as manifests; it keeps nothing.

python -m deploy.k8s.new_secrets [--database HOST] [--nats HOST] > secrets.yaml

Apply the output or hand it to what keeps your secrets, then destroy it. `gateway-api-keys` begins empty: add
entries made by `python -m gateway new-key`. Run it once: another run locks the releases of the first out.
"""

import argparse
import base64
import json
import secrets
import sys
from collections.abc import Iterator, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from deploy.local.database import DATABASE, ROLES, SERVICES

NAMESPACE = "symbolon"


def manifests(database: str, nats: str) -> Iterator[dict[str, object]]:
    """Make all of them."""
    token, reports, service, reviewer = (Ed25519PrivateKey.generate() for _ in range(4))
    yield _secret("gateway-token", {"private.pem": _private(token)})
    yield _secret("gateway-token-public", {"public.pem": _public(token)})
    yield _secret("gateway-api-keys", {"api-keys.json": "[]"})
    yield _secret("indicators-report-key", {"report.pem": _private(reports)})
    yield _secret("credentials-statement-secret", {"secret": secrets.token_hex(32)})
    yield _secret("release-service-key", {"service.pem": _private(service)})
    yield _secret("release-reviewer-key", {"reviewer.pem": _private(reviewer)})
    trusted = {"service": [_raw(service)], "reviewer": [_raw(reviewer)]}
    yield {**_named("ConfigMap", "release-trusted-keys"), "data": {"trusted-keys.json": json.dumps(trusted)}}
    bus = {f"{name.upper()}_PASSWORD": secrets.token_hex(24) for name in SERVICES}
    yield _secret("symbolon-users", bus, namespace="nats")
    for name in SERVICES:
        urls = {}
        for role in ROLES:
            user, password = f"{name}_{role}", secrets.token_hex(24)
            login = {"username": user, "password": password}
            yield {**_secret(f"{name}-{role}-role", login), "type": "kubernetes.io/basic-auth"}
            urls[f"{role}-url"] = f"postgresql+asyncpg://{user}:{password}@{database}/{DATABASE}?ssl=require"
        yield _secret(f"{name}-database", urls)
        yield _secret(f"{name}-nats", {"url": f"nats://{name}:{bus[f'{name.upper()}_PASSWORD']}@{nats}:4222"})


def _secret(name: str, content: Mapping[str, str], *, namespace: str = NAMESPACE) -> dict[str, object]:
    return {**_named("Secret", name, namespace), "stringData": dict(content)}


def _named(kind: str, name: str, namespace: str = NAMESPACE) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}}


def _private(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _raw(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def main() -> None:
    """Print them, one JSON document each, which is YAML too."""
    arguments = argparse.ArgumentParser(description="Print every Secret that deploy/k8s refers to, all new.")
    arguments.add_argument("--database", default="symbolon-rw", help="host of PostgreSQL")
    arguments.add_argument("--nats", default="nats.nats", help="host of NATS")
    given = arguments.parse_args()
    for it in manifests(given.database, given.nats):
        sys.stdout.write(f"---\n{json.dumps(it)}\n")


if __name__ == "__main__":
    main()
