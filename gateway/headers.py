"""Which headers cross the gateway, and in which form."""

from collections.abc import Iterable, Iterator

Headers = Iterable[tuple[bytes, bytes]]

HOP_BY_HOP = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection"),
        *(b"te", b"trailer", b"transfer-encoding", b"upgrade"),
    }
)
"""RFC 9110, section 7.6.1: these belong to one connection."""

OURS = (b"x-symbolon-", b"x-api-key", b"x-forwarded-", b"forwarded", b"traceparent", b"x-request-id", b"host")
"""Set by the gateway or meant for it alone; what comes from outside is dropped."""


def connection_listed(headers: Headers) -> frozenset[bytes]:
    """Name the headers that `Connection` declares to belong to this connection."""
    return frozenset(
        name.strip().lower() for key, value in headers if key == b"connection" for name in value.split(b",")
    )


def to_upstream(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    """Give the client's headers that go on. Names are lower case, as ASGI has them."""
    listed = connection_listed(headers)
    for name, value in headers:
        if name not in HOP_BY_HOP and name not in listed and not name.startswith(OURS):
            yield name, value


def to_client(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    """Give the upstream's headers that go back; several of one name stay several."""
    lowered = [(name.lower(), value) for name, value in headers]
    listed = connection_listed(lowered)
    for name, value in lowered:
        if (
            name not in HOP_BY_HOP
            and name not in listed
            and name not in {b"x-request-id", b"server", b"date"}
        ):
            yield name, value


def framing_is_ambiguous(headers: Headers) -> bool:
    """Say whether both framings are declared, or one length twice: request smuggling begins there."""
    names = [name for name, _ in headers]
    lengths = names.count(b"content-length")
    return lengths > 1 or (lengths == 1 and b"transfer-encoding" in names)
