"""What the person who starts Symbolon may choose, read from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import Trouble

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds all local state. The two addresses replace the embedded servers where they are given."""

    home: Path
    host: str
    port: int
    database_url: str | None
    nats_url: str | None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the variables ``SYMBOLON_...``. Raises Trouble, naming the variable that is wrong."""
        port = environment.get("SYMBOLON_PORT", "8080")
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
            raise Trouble(f"SYMBOLON_PORT is a number from 1 to 65535, not {port!r}")
        return cls(
            home=Path(environment.get("SYMBOLON_HOME") or REPOSITORY / ".symbolon").absolute(),
            host=environment.get("SYMBOLON_HOST") or "127.0.0.1",
            port=int(port),
            database_url=environment.get("SYMBOLON_DATABASE_URL") or None,
            nats_url=environment.get("SYMBOLON_NATS_URL") or None,
        )

    @property
    def reachable_host(self) -> str:
        """The gateway's address as seen from this machine, also when it listens on all of its addresses."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - looked up, not bound

    @property
    def gateway_url(self) -> str:
        """Where a person on this machine reaches the gateway."""
        host = self.reachable_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
