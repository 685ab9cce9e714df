"""The settings of the credentials service."""

from pathlib import Path

from shared.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the service reads beyond the common settings."""

    conventions_url: str = "http://127.0.0.1:8001"
    public_url: str = "http://127.0.0.1:8080"
    """Where clients reach the gateway; answers that must hold whole addresses begin with it."""
    verification_evidence_dir: Path | None = None
    """What the operator keeps for verifying credentials: `adapters/verification/stored_evidence.py`."""
    release_trusted_keys_file: Path | None = None
    """The public keys that may sign releases of the rules, by role."""
    statement_secret_file: Path | None = None
    """32 random bytes in hexadecimal, with which the keys that sign statements are encrypted in the database.
    There is no default; without it no statement is issued and no status list signed."""
