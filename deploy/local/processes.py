"""The contract with the gateway and the services: which commands run here, with which environment."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deploy.local.database import SERVICES, ServiceUrls
from deploy.local.settings import Settings
from deploy.local.state.secrets_file import DEVELOPMENT_TENANT, Secrets
from deploy.local.supervision.program import Program, answers_ready

INLINE_ROLES = "relay,worker"
"""On one machine these run inside each service's api process, where the service has them."""

ONCE = {
    "migrate": tuple((service, ("migrate",)) for service in SERVICES),
    "load": (
        *((service, ("load",)) for service in ("conventions", "credentials", "indicators")),
        ("credentials", ("statement-keys", "new", DEVELOPMENT_TENANT, "--first")),
    ),
}
"""Commands that end by themselves, step after step; those of one step run at the same time."""

MEMORY = {
    # Two heaps, not eight for each processor: threads of batches and loads would leave a hole in each.
    "MALLOC_ARENA_MAX": "2",
    # Buffers of large answers come from the heap, and its top is kept: glibc would give both back after each
    # answer, and the kernel would clear every page anew for the next (half the time of 900 kB).
    "MALLOC_MMAP_THRESHOLD_": str(4 * 1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(16 * 1024 * 1024),
}
"""How glibc keeps memory, in the images as here."""

_OURS = frozenset(f"SYMBOLON_{name}" for name in ("HOME", "HOST", "PORT", "DATABASE_URL", "NATS_URL"))


@dataclass(frozen=True, slots=True)
class Installation:
    """Every address and secret of one machine."""

    settings: Settings
    secrets: Secrets
    ports: Mapping[str, int]
    databases: Mapping[str, ServiceUrls]
    nats_url: str

    def url(self, service: str) -> str:
        """Give the address of a service."""
        return f"http://127.0.0.1:{self.ports[service]}"


def command(module: str, *arguments: str) -> Sequence[str]:
    """Run a module with the Python that runs us."""
    return (sys.executable, "-m", module, *arguments)


def service_environment(service: str, place: Installation) -> dict[str, str]:
    """Give what a service's api process reads."""
    return _inherited() | {
        "SYMBOLON_HOST": "127.0.0.1",
        "SYMBOLON_PORT": str(place.ports[service]),
        "SYMBOLON_DATABASE_URL": place.databases[service].app,
        "SYMBOLON_RELAY_DATABASE_URL": place.databases[service].relay,
        "SYMBOLON_NATS_URL": place.nats_url,
        "SYMBOLON_TOKEN_PUBLIC_KEY_FILE": str(place.secrets.public_key_file),
        "SYMBOLON_RELEASE_SERVICE_KEY_FILE": str(place.secrets.release_service_key_file),
        "SYMBOLON_RELEASE_TRUSTED_KEYS_FILE": str(place.secrets.release_trusted_keys_file),
        "SYMBOLON_CONVENTIONS_URL": place.url("conventions"),
        "SYMBOLON_CREDENTIALS_URL": place.url("credentials"),
        "SYMBOLON_PUBLIC_URL": f"http://{place.settings.reachable_host}:{place.settings.port}",
        "SYMBOLON_REPORT_KEY_FILE": str(place.secrets.report_key_file),
        "SYMBOLON_MAPPED_FOLDER": str(place.secrets.report_key_file.with_name("mapped")),
        "SYMBOLON_STATEMENT_SECRET_FILE": str(place.secrets.statement_secret_file),
        "SYMBOLON_INLINE": INLINE_ROLES,
    }


def once_environment(service: str, place: Installation) -> dict[str, str]:
    """Give what `migrate` and `load` read: the owner's address and the reviewer's key too."""
    return service_environment(service, place) | {
        "SYMBOLON_OWNER_DATABASE_URL": place.databases[service].owner,
        "SYMBOLON_RELEASE_REVIEWER_KEY_FILE": str(place.secrets.release_reviewer_key_file),
    }


def gateway_environment(place: Installation) -> dict[str, str]:
    """Give what the gateway reads: no address of a database."""
    return _inherited() | {
        "SYMBOLON_HOST": place.settings.host,
        "SYMBOLON_PORT": str(place.settings.port),
        **{f"SYMBOLON_{service.upper()}_URL": place.url(service) for service in SERVICES},
        "SYMBOLON_TOKEN_PRIVATE_KEY_FILE": str(place.secrets.private_key_file),
        "SYMBOLON_API_KEYS_FILE": str(place.secrets.api_keys_file),
    }


def service_program(service: str, place: Installation) -> Program:
    """Describe a service's api process."""
    port = place.ports[service]
    return Program(
        name=service,
        command=command(f"services.{service}", "api"),
        environment=service_environment(service, place),
        ready=lambda _process: answers_ready(port),
    )


def gateway_program(place: Installation) -> Program:
    """Describe the gateway's process."""
    host, port = place.settings.reachable_host, place.settings.port
    return Program(
        name="gateway",
        command=command("gateway"),
        environment=gateway_environment(place),
        ready=lambda _process: answers_ready(port, host=host),
    )


def _inherited() -> dict[str, str]:
    """Pass our environment on, without the addresses that are meant for the supervisor alone."""
    passed = {name: value for name, value in os.environ.items() if name not in _OURS}
    return passed | MEMORY | {"PYTHONUNBUFFERED": "1"}
