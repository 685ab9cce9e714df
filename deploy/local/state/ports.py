"""The ports of one installation: chosen once, kept while they are free, so that clients find them again."""

import random
import socket
from collections.abc import Sequence

from deploy.local.state.home import Home
from deploy.local.trouble import Trouble

FILE = "ports.json"
_CHOICE = range(20_000, 32_000)
"""Below the kernel's own choice for outgoing connections, which could take a port while a child is down."""


def keep_ports(home: Home, names: Sequence[str], *, taken: int) -> dict[str, int]:
    """Give each name a free port of 127.0.0.1 other than `taken`, the same as last time where it is free."""
    kept = home.read(FILE, dict) or {}
    if not all(isinstance(port, int) and 0 < port < 65_536 for port in kept.values()):
        raise home.damaged(FILE, "a port is a number from 1 to 65535")
    ports: dict[str, int] = {}
    for name in names:
        port = kept.get(name)
        while port is None or port in {taken, *ports.values()} or not is_free("127.0.0.1", port):
            port = random.choice(_CHOICE)  # noqa: S311 - no secret
        ports[name] = port
    if ports != kept:
        home.write(FILE, ports)
    return ports


def is_free(host: str, port: int) -> bool:
    """Say whether a server could listen there now. Raises Trouble where `host` is not of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Trouble(f"SYMBOLON_HOST: {host!r} is no address ({error.strerror})") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: TIME_WAIT is free
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


def require_gateway_port(host: str, port: int) -> None:
    """Raise Trouble when the gateway could not listen at its address."""
    if not is_free(host, port):
        raise Trouble(
            f"port {port} on {host} cannot be used, probably because another program listens there: stop "
            f"that program, or choose another port, for example `SYMBOLON_PORT={port + 1} make run`"
            if port < 65_535
            else f"port {port} on {host} is taken: choose another with SYMBOLON_PORT"
        )
