"""Which headers cross the gateway, and in which form. Names are lower case, as ASGI has them."""

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
"""Who somebody is, and from where: services believe the gateway's token alone, so these end here."""

ANY_ORIGIN = (b"access-control-allow-origin", b"*")
"""Without it a browser hides the answer, a refusal too, from the page that asked."""

_NOT_TO_CLIENT = HOP_BY_HOP | {b"x-request-id", b"server", b"date"}


def to_upstream(headers: Headers) -> Headers:
    """Give the client's headers that go on."""
    dropped = _NOT_TO_UPSTREAM | _connection_listed(headers)
    return [pair for pair in headers if pair[0] not in dropped and not pair[0].startswith(_IDENTITY)]


def to_client(headers: Headers, *, any_origin: bool) -> Headers:
    """Give the upstream's headers that go back; several of one name stay several."""
    dropped = _NOT_TO_CLIENT | _connection_listed(headers)
    kept = [pair for pair in headers if pair[0] not in dropped]
    if any_origin and all(name != ANY_ORIGIN[0] for name, _ in kept):
        kept.append(ANY_ORIGIN)
    return kept


def ambiguity(headers: Headers, http_version: str) -> str | None:
    """Say what can be read in two ways, for request smuggling begins there; None where there is nothing.

    RFC 9112, sections 3.2 (one Host), 6.1 and 6.3 (one framing; a coding that is not `chunked` alone hides
    where the body ends from whoever does not know it).
    """
    named: dict[bytes, list[bytes]] = {b"host": [], b"content-length": [], b"transfer-encoding": []}
    for name, value in headers:
        if name in named:
            named[name].append(value)
    hosts, lengths, codings = named.values()
    if len(hosts) > 1 or (not hosts and http_version == "1.1"):
        return "send Host once"
    if len(lengths) + len(codings) > 1:
        return "send either Content-Length or Transfer-Encoding, once"
    if codings and (http_version != "1.1" or codings[0].strip().lower() != b"chunked"):
        return "the only transfer coding is chunked, and HTTP/1.1 alone has it"
    return None


def _connection_listed(headers: Headers) -> frozenset[bytes]:
    """Name the headers that `Connection` declares to belong to this connection."""
    return frozenset(
        name.strip().lower() for key, value in headers if key == b"connection" for name in value.split(b",")
    )
