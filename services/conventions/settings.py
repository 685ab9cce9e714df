"""The settings of the conventions service."""

from pathlib import Path

from services.conventions.domain.lifecycle.examine import CASES
from shared.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the service reads beyond the common settings. Keys come as files; there is no default for any."""

    release_service_key_file: Path | None = None
    """With it this service countersigns releases (PEM, Ed25519)."""
    release_reviewer_key_file: Path | None = None
    """Read by `load` alone: with it the operator takes the project's own rules into force."""
    release_trusted_keys_file: Path | None = None
    """The public keys that may sign releases, by role."""
    credentials_url: str | None = None
    """Where decided cases can be replayed; without it there is nobody to ask, and releases say so."""
    gate_cases: int = CASES
    """Made-up fact sets on which the publish gate compares the evaluators."""
