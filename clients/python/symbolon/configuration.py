"""Where Symbolon is and with which key: arguments before the environment, the environment before the file.

| environment | file | meaning |
|---|---|---|
| SYMBOLON_URL | url | address of the gateway; http://127.0.0.1:8080 where nothing is said |
| SYMBOLON_API_KEY | api_key | the key |
| SYMBOLON_API_KEY_FILE | api_key_file | a file that holds the key, for example `.symbolon/api-key` |

The file is `~/.config/symbolon/config.toml`; SYMBOLON_CONFIG names another.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from symbolon.errors import NotConfigured

DEFAULT_URL = "http://127.0.0.1:8080"
DEFAULT_FILE = Path("~/.config/symbolon/config.toml")
_KNOWN = frozenset({"url", "api_key", "api_key_file"})


@dataclass(frozen=True, slots=True)
class Configuration:
    """An address and a key."""

    url: str
    api_key: str = field(repr=False)


def configuration(
    url: str | None = None, api_key: str | None = None, *, environment: Mapping[str, str] | None = None
) -> Configuration:
    """Find address and key. Raises NotConfigured naming what is missing or wrong."""
    env = os.environ if environment is None else environment
    kept = _file(env)
    address = url or env.get("SYMBOLON_URL") or kept.get("url") or DEFAULT_URL
    if not address.startswith(("http://", "https://")):
        raise NotConfigured(f"the address {address!r} does not start with http:// or https://")
    key = api_key or _key(env, kept)
    if not key:
        raise NotConfigured(
            "no API key: set SYMBOLON_API_KEY or SYMBOLON_API_KEY_FILE"
            " (a development installation keeps its key in .symbolon/api-key)"
        )
    return Configuration(address.rstrip("/"), key)


def _key(env: Mapping[str, str], kept: Mapping[str, str]) -> str | None:
    for source, key, file in (
        ("the environment", env.get("SYMBOLON_API_KEY"), env.get("SYMBOLON_API_KEY_FILE")),
        ("the configuration file", kept.get("api_key"), kept.get("api_key_file")),
    ):
        if key:
            return key
        if file:
            try:
                return Path(file).expanduser().read_text().strip()
            except OSError as error:
                raise NotConfigured(f"{source} names the key file {file}: {error.strerror}") from error
    return None


def _file(env: Mapping[str, str]) -> Mapping[str, str]:
    named = env.get("SYMBOLON_CONFIG")
    path = Path(named or DEFAULT_FILE).expanduser()
    try:
        kept = tomllib.loads(path.read_text())
    except FileNotFoundError:
        if named:
            raise NotConfigured(f"SYMBOLON_CONFIG names {path}, which does not exist") from None
        return {}
    except (OSError, ValueError) as error:
        raise NotConfigured(f"{path} cannot be read: {error}") from error
    if unknown := kept.keys() - _KNOWN:
        raise NotConfigured(f"{path} holds unknown settings: {', '.join(sorted(unknown))}")
    if wrong := [name for name, value in kept.items() if not isinstance(value, str)]:
        raise NotConfigured(f"{path}: {', '.join(sorted(wrong))} must be text")
    return kept
