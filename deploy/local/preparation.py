"""Database, schemas and reference data, brought to what this code expects; skipped when nothing changed."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from deploy.local.processes import ONCE, Installation, command, once_environment
from deploy.local.settings import REPOSITORY
from deploy.local.supervision.supervisor import Supervisor, together

FILE = "prepared.json"
_SOURCES = ("shared", "services", "deploy/local/provision.py", "deploy/local/database.py")


async def prepare(supervisor: Supervisor, place: Installation, *, admin_url: str, data: str | None) -> None:
    """Provision, migrate and load. Raises Trouble.

    `data` names the data directory; its stamp from an earlier start lets everything be skipped. None for a
    server that is not ours: somebody may have changed it, so nothing is skipped.
    """
    stamp = {"data": data, "code": code_digest(), "passwords": _digest(place.secrets.passwords)}
    if data is not None and supervisor.home.read(FILE, dict) == stamp:
        return
    from deploy.local.provision import provision  # noqa: PLC0415 - the driver costs a second start 0.2 s

    with supervisor.console.step("database, roles and schemas"):
        await provision(admin_url, place.secrets.passwords)
    for step, commands in ONCE.items():
        with supervisor.console.step(f"{step}: {', '.join(dict.fromkeys(it for it, _ in commands))}"):
            await together(
                *(
                    supervisor.run_once(
                        f"{service} {arguments[0]}",
                        command(f"services.{service}", *arguments),
                        once_environment(service, place),
                    )
                    for service, arguments in commands
                )
            )
    if data is not None:
        supervisor.home.write(FILE, stamp)


def code_digest() -> str:
    """Digest every file that migrations and reference data may depend on, in a few milliseconds."""
    digest = hashlib.sha256()
    for path in _files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(REPOSITORY).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for source in _SOURCES:
        place = REPOSITORY / source
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (it for it in found if it.is_file() and "__pycache__" not in it.parts)


def _digest(passwords: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(passwords, sort_keys=True).encode()).hexdigest()
