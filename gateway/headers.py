"""Which headers cross the gateway, and in which form. Names are lower case, as ASGI has them."""

from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]

HOP_BY_HOP = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection"),
        *(b"te", b"trailer", b"transfer-encoding", b"upgrade"),
    }
)
"""RFC 9110, section 7.6.1: these belong to one connection."""

_NOT_TO_UPSTREAM = HOP_BY_HOP | {b"host", b"x-api-key", b"forwarded", b"traceparent", b"x-request-id"}
_IDENTITY = (b"x-symbolon-", b"x-forwarded-")
"""Set by the gateway alone; what comes from outside under these names is dropped."""

_NOT_TO_CLIENT = HOP_BY_HOP | {b"x-request-id", b"server", b"date"}


def to_upstream(headers: Headers) -> Headers:
    """Give the client's headers that go on."""
    dropped = _NOT_TO_UPSTREAM | _connection_listed(headers)
    return [pair for pair in headers if pair[0] not in dropped and not pair[0].startswith(_IDENTITY)]


def to_client(headers: Headers) -> Headers:
    """Give the upstream's headers that go back; several of one name stay several."""
    dropped = _NOT_TO_CLIENT | _connection_listed(headers)
    return [pair for pair in headers if pair[0] not in dropped]


def framing_is_ambiguous(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Say whether both framings are declared, or one length twice: request smuggling begins there."""
    names = [name for name, _ in headers]
    lengths = names.count(b"content-length")
    return lengths > 1 or (lengths == 1 and b"transfer-encoding" in names)


def _connection_listed(headers: Headers) -> frozenset[bytes]:
    """Name the headers that `Connection` declares to belong to this connection."""
    return frozenset(
        name.strip().lower() for key, value in headers if key == b"connection" for name in value.split(b",")
    )
