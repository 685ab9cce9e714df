"""The settings of the credentials service."""

from shared.process.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the service reads beyond the common settings."""

    conventions_url: str = "http://127.0.0.1:8001"
