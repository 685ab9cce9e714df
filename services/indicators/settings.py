"""The settings of the indicators service."""

import os
import tempfile
from pathlib import Path

from shared.process.settings import ServiceSettings

VERSION = "0.1.0"
"""The version of the code; reports and explanations name it."""


class Settings(ServiceSettings):
    """What the service reads beyond the common settings."""

    report_key_file: Path | None = None
    """The Ed25519 key (PEM) that signs the reports of loads; without it nothing can be loaded."""

    mapped_folder: Path = Path(tempfile.gettempdir()) / f"symbolon-indicators-{os.getuid()}"
    """Where stored figures are mapped from; a cache that may be lost."""
