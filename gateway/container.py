"""The composition root of the gateway."""

from gateway.authentication import ApiKeyAuthentication
from gateway.openapi import PlatformDocument
from gateway.proxy import Proxy
from gateway.routes import RoutingTable
from gateway.settings import Settings
from shared.http.client import JsonClient
from shared.http.engine.pool import Origin, Pool
from shared.http.health import Health
from shared.kernel.clock import SystemClock
from shared.security.api_keys import ApiKeyRing
from shared.security.tokens import TokenSigner

VERSION = "0.1.0"


class Container:
    """The parts of the gateway. Raises OSError or ValueError where a file of its settings is not usable."""

    def __init__(self, settings: Settings) -> None:
        self.pools = {
            name: Pool(
                Origin.parse(url),
                timeout=settings.upstream_timeout_seconds,
                limit=settings.upstream_connections,
            )
            for name, url in settings.upstreams.items()
        }
        self.json_clients = {
            name: JsonClient(url, name=name.value, timeout=2.0) for name, url in settings.upstreams.items()
        }
        self.document = PlatformDocument(self.json_clients, version=VERSION)
        clock = SystemClock()
        self.proxy = Proxy(
            table=RoutingTable(),
            pools=self.pools,
            authentication=ApiKeyAuthentication(ApiKeyRing.load(settings.api_keys_file), clock),
            signer=TokenSigner(settings.token_private_key_file.read_bytes()),
            clock=clock,
        )
        # An upstream that is away makes its own routes answer 503; the gateway stays ready for the others.
        self.health = Health()

    async def close(self) -> None:
        """Close all connections."""
        for pool in self.pools.values():
            pool.close()
        for client in self.json_clients.values():
            await client.close()
