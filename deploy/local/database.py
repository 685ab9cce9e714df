"""The names in the database of ADR 4, and the addresses under which each role reaches it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from deploy.local.trouble import Trouble

SERVICES = ("conventions", "credentials", "indicators")
ROLES = ("owner", "app", "relay")
DATABASE = "symbolon"
_SCHEMES = frozenset({"postgresql", "postgres", "postgresql+asyncpg"})


@dataclass(frozen=True, slots=True)
class ServiceUrls:
    """The addresses under which one service's roles reach their schema."""

    owner: str
    app: str
    relay: str


def role_names() -> list[str]:
    """List every role; each needs a password."""
    return [f"{service}_{role}" for service in SERVICES for role in ROLES]


def service_urls(
    admin_url: str, passwords: Mapping[str, str], *, database: str = DATABASE
) -> dict[str, ServiceUrls]:
    """Give each service's addresses, for SQLAlchemy with asyncpg, on the server of `admin_url`."""

    def url(service: str, role: str) -> str:
        name = f"{service}_{role}"
        return _rewritten(
            admin_url,
            "postgresql+asyncpg",
            login=f"{name}:{passwords[name]}",
            database=database,
            tls="ssl",
        )

    return {service: ServiceUrls(*(url(service, role) for role in ROLES)) for service in SERVICES}


def driver_url(admin_url: str, *, database: str | None = None) -> str:
    """Give the administrator's address as asyncpg itself takes it. Raises Trouble for another scheme."""
    scheme = urlsplit(admin_url).scheme
    if scheme not in _SCHEMES:
        raise Trouble(f"SYMBOLON_DATABASE_URL begins with postgresql://, not {scheme or 'nothing'}://")
    return _rewritten(admin_url, "postgresql", database=database, tls="sslmode")


def shown(url: str) -> str:
    """Name a server without its secrets."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 5432}"


def _rewritten(
    url: str, scheme: str, *, login: str | None = None, database: str | None = None, tls: str
) -> str:
    """Exchange parts of an address. SQLAlchemy hands `ssl` on, asyncpg's own addresses say `sslmode`."""
    parts = urlsplit(url)
    present, _, server = parts.netloc.rpartition("@")
    query = [(tls if name in {"ssl", "sslmode"} else name, value) for name, value in parse_qsl(parts.query)]
    return parts._replace(
        scheme=scheme,
        netloc=f"{login or present}@{server}" if login or present else server,
        path=parts.path if database is None else f"/{database}",
        query=urlencode(query),
    ).geturl()
