"""What every service process reads from its environment."""

from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Variables ``SYMBOLON_…``. A role reads what it needs; an address that it needs and lacks stops it."""

    model_config = SettingsConfigDict(env_prefix="SYMBOLON_", frozen=True)

    host: str = "127.0.0.1"
    port: int = 8000
    database_url: SecretStr | None = None
    relay_database_url: SecretStr | None = None
    owner_database_url: SecretStr | None = None
    nats_url: SecretStr | None = None
    nats_replicas: int = 1
    token_public_key_file: Path | None = None
    inline: str = ""
    """On one machine: the background roles that run inside the api process, such as ``relay``."""

    @property
    def inline_roles(self) -> frozenset[str]:
        """The names in `inline`."""
        return frozenset(self.inline.replace(",", " ").split())


class MissingSetting(Exception):
    """A role needs a setting that the environment does not give."""


def require(value: SecretStr | None, name: str) -> str:
    """Give the secret's text. Raises MissingSetting, naming the variable."""
    if value is None:
        raise MissingSetting(f"SYMBOLON_{name.upper()} is not set")
    return value.get_secret_value()


def require_file(path: Path | None, name: str) -> bytes:
    """Read the file that a setting names. Raises MissingSetting, naming the variable."""
    if path is None:
        raise MissingSetting(f"SYMBOLON_{name.upper()} is not set")
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingSetting(f"SYMBOLON_{name.upper()}: {path} cannot be read ({error.strerror})") from error


def malformed(error: ValidationError) -> str:
    """Name the variables that are missing or malformed, without their values."""
    names = ("SYMBOLON_" + "_".join(str(it) for it in wrong["loc"]).upper() for wrong in error.errors())
    return f"missing or malformed: {', '.join(names)}"
