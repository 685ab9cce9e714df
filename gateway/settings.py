"""What the gateway reads from its environment."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.routes import Upstream


class Settings(BaseSettings):
    """Variables ``SYMBOLON_…``."""

    model_config = SettingsConfigDict(env_prefix="SYMBOLON_", frozen=True)

    host: str = "127.0.0.1"
    port: int = 8080
    conventions_url: str = "http://127.0.0.1:8001"
    credentials_url: str = "http://127.0.0.1:8002"
    indicators_url: str = "http://127.0.0.1:8003"
    token_private_key_file: Path
    api_keys_file: Path
    upstream_timeout_seconds: float = 10.0
    upstream_connections: int = 256
    """Requests under way to one service at a time; those above are answered 503 at once."""

    @property
    def upstreams(self) -> dict[Upstream, str]:
        """The address of each service."""
        return {
            Upstream.CONVENTIONS: self.conventions_url,
            Upstream.CREDENTIALS: self.credentials_url,
            Upstream.INDICATORS: self.indicators_url,
        }
