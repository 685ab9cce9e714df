"""Symbolon on one machine, from an empty folder to the printed decision, and back down in order."""

import asyncio
import time
import uuid
from pathlib import Path

from deploy.local.console import Console
from deploy.local.database import SERVICES, driver_url, service_urls
from deploy.local.decision_text import decision_text
from deploy.local.gateway_request import evaluate
from deploy.local.preparation import prepare
from deploy.local.processes import Installation, gateway_program, service_program
from deploy.local.servers.nats import Nats, require_jetstream
from deploy.local.servers.postgres import MAJOR, Postgres
from deploy.local.servers.programs import nats_program, postgres_program
from deploy.local.settings import Settings
from deploy.local.state.home import Home
from deploy.local.state.ports import keep_ports, require_gateway_port
from deploy.local.state.secrets_file import keep_secrets
from deploy.local.supervision.roster import end_leftovers
from deploy.local.supervision.supervisor import Supervisor, together
from deploy.local.trouble import Trouble

SAMPLE = Path(__file__).with_name("sample_dossier.json")


class Machine:
    """One run on a claimed folder. `serving` says that it came up and may be used."""

    def __init__(self, settings: Settings, home: Home, console: Console, *, hurry: asyncio.Event) -> None:
        self._settings = settings
        self._home = home
        self._console = console
        self._supervisor = Supervisor(home, console, hurry=hurry)
        self.serving = False

    async def demonstrate(self) -> None:
        """Start everything and decide the sample. Raises Trouble when either fails."""
        await self._decide_sample(await self._bring_up())

    async def serve(self) -> None:
        """Start everything, decide the sample, and serve for ever. Raises Trouble when it does not start."""
        place = await self._bring_up()
        self.serving = True
        try:
            await self._decide_sample(place)
        except Trouble as error:
            self._console.trouble(str(error))  # whoever started it may still use it
        self._show_addresses(place)
        await self._supervisor.watch()

    async def stop(self) -> None:
        """End every program in order."""
        await self._supervisor.stop()

    async def _bring_up(self) -> Installation:
        """Start everything; return when the gateway and all services are ready. Raises Trouble."""
        began = time.monotonic()
        for name in await end_leftovers(self._home):
            self._console.say(f"  ended {name}, which an earlier run had left behind")
        require_gateway_port(self._settings.host, self._settings.port)
        secrets = keep_secrets(self._home)
        ports = keep_ports(self._home, ("postgres", "nats", *SERVICES), taken=self._settings.port)
        postgres = Postgres(self._home.path("postgres"), ports["postgres"], secrets.passwords["postgres"])
        nats = Nats(self._home.path("nats"), ports["nats"], secrets.passwords["nats"])
        admin_url = self._settings.database_url or postgres.url()
        place = Installation(
            settings=self._settings,
            secrets=secrets,
            ports=ports,
            databases=service_urls(admin_url, secrets.passwords),
            nats_url=self._settings.nats_url or nats.url,
        )
        await together(self._start_postgres(postgres), self._start_nats(nats))
        own = None if self._settings.database_url else postgres.identity()
        await prepare(self._supervisor, place, admin_url=admin_url, data=own)
        await together(
            self._supervisor.start(*((f"{it} is ready", service_program(it, place)) for it in SERVICES)),
            self._supervisor.start(("gateway is ready", gateway_program(place))),
        )
        self._console.heading(f"ready in {time.monotonic() - began:.1f} s")
        return place

    async def _decide_sample(self, place: Installation) -> None:
        """Have the sample dossier decided through the gateway, and print the decision. Raises Trouble."""
        with self._console.step("sample dossier evaluated through the gateway"):
            decision = await evaluate(
                self._settings.reachable_host,
                self._settings.port,
                body=SAMPLE.read_bytes(),
                api_key=place.secrets.api_key,
                idempotency_key=f"sample-{uuid.uuid4()}",
            )
        self._console.say()
        self._console.heading("The decision on the sample dossier")
        self._console.say(decision_text(decision))
        self._console.say()

    def _show_addresses(self, place: Installation) -> None:
        """Print where to go from here."""
        url = self._settings.gateway_url
        self._console.heading("Symbolon is running. Ctrl-C ends it; the data stay.")
        for label, text in (
            ("API", f"{url}/v1/"),
            ("OpenAPI", f"{url}/openapi.json"),
            (
                "API key",
                f"{place.secrets.api_key}   (header X-API-Key; also in {self._home.path('api-key')})",
            ),
            ("data", str(self._home.folder)),
        ):
            self._console.say(f"  {label:<18}{text}")

    async def _start_postgres(self, server: Postgres) -> None:
        given = self._settings.database_url
        if given is not None:
            driver_url(given)  # its form is checked here; `prepare` connects
            return
        if server.directory.exists():
            await server.initialise()
        else:
            self._home.require_room()
            with self._console.step(f"new data directory for PostgreSQL {MAJOR}"):
                await server.initialise()
        await self._supervisor.start((f"PostgreSQL on 127.0.0.1:{server.port}", postgres_program(server)))

    async def _start_nats(self, server: Nats) -> None:
        given = self._settings.nats_url
        if given is not None:
            await require_jetstream(given)
            return
        server.configure()
        await self._supervisor.start(
            (f"NATS with JetStream on 127.0.0.1:{server.port}", nats_program(server))
        )
