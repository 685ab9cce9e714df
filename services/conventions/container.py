"""The composition root: the only place that knows every part of the service."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from services.conventions.adapters.editions import PostgresEditions
from services.conventions.adapters.lifecycle.archive import ReleaseArchive
from services.conventions.adapters.lifecycle.replays import Replays
from services.conventions.adapters.lifecycle.shelf import RulesShelf
from services.conventions.adapters.lifecycle.signing import OperatorKeys, ReleaseKeys
from services.conventions.adapters.lifecycle.tables import idempotency_keys, jobs, outbox
from services.conventions.adapters.lifecycle.work import RulesWorks
from services.conventions.adapters.reference_files import ReferenceData, read_reference_data
from services.conventions.adapters.rule_files import (
    read_readings,
    read_reasons,
    read_release,
    read_rule_documents,
    read_texts,
    rule_texts,
)
from services.conventions.adapters.shelf import BookShelf
from services.conventions.adapters.tables import SCHEMA
from services.conventions.application.consult import Consult
from services.conventions.application.lifecycle.compare import CompareReleases
from services.conventions.application.lifecycle.drafts import Drafts
from services.conventions.application.lifecycle.evaluate import EvaluateRules
from services.conventions.application.lifecycle.publish import PublishRelease
from services.conventions.application.lifecycle.ship import ship
from services.conventions.application.load import load
from services.conventions.application.resolve import ResolveLegalBasis
from services.conventions.domain.authoring.articles import articles, as_markdown
from services.conventions.domain.authoring.desk import Desk
from services.conventions.domain.authoring.readings import as_markdown as readings_as_markdown
from services.conventions.domain.lifecycle.examine import own_tests
from services.conventions.entrypoints.jobs.gate import KIND as GATE
from services.conventions.entrypoints.jobs.gate import examine_candidates
from services.conventions.settings import Settings
from shared.db.engine import create_engine
from shared.db.forgetting import Forgetting
from shared.db.unit_of_work import UnitsOfWork
from shared.http.authentication import authenticate_by_token
from shared.http.client import JsonClient
from shared.http.health import Health
from shared.http.idempotency import IdempotencyKeys
from shared.jobs.jobs import Jobs
from shared.jobs.worker import Worker
from shared.kernel.clock import Clock, SystemClock
from shared.messaging.outbox import Outbox
from shared.messaging.relay_role import RelayRole
from shared.observability.logging import get_logger
from shared.process.background import running
from shared.process.checks import schema_check
from shared.process.settings import require, require_file
from shared.security.release_signatures import ReleaseSigner, Role, TrustedKeys
from shared.security.tokens import TokenVerifier

MIGRATIONS = Path(__file__).parent / "migrations"


def relay_role(settings: Settings) -> RelayRole:
    """Make the relay role."""
    return RelayRole(settings, "conventions", outbox)


class RulesParts:
    """The parts of the rules' life that api and worker share."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, settings: Settings, after_commit: Callable[[], None]
    ) -> None:
        self.units = UnitsOfWork(engine, Outbox(outbox))
        self.works = RulesWorks(self.units, clock)
        self.jobs = Jobs(jobs, clock)
        self.publishing = PublishRelease(self.works, release_keys(settings), clock, after_commit)


class WorkerContainer:
    """The parts of the worker role: it carries the long jobs out."""

    def __init__(self, settings: Settings) -> None:
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="conventions-worker", pool_size=4
        )
        parts = RulesParts(self.engine, SystemClock(), settings, _nothing)
        handlers = {GATE: examine_candidates(parts.works, parts.publishing, cases=settings.gate_cases)}
        self.worker = Worker(self.engine, parts.units, parts.jobs, handlers)
        self.forgetting = Forgetting(self.engine, SCHEMA)
        self.health = Health()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Carry out jobs until the block ends."""
        async with running(self.worker.run, self.forgetting.run):
            yield
        await self.engine.dispose()


class Container:
    """The parts of the api role."""

    def __init__(
        self,
        settings: Settings,
        relay: RelayRole | None = None,
        worker: "WorkerContainer | None" = None,
    ) -> None:
        self.clock = SystemClock()
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="conventions-api"
        )
        key = require_file(settings.token_public_key_file, "token_public_key_file")
        self.authenticate = authenticate_by_token(TokenVerifier(key), self.clock)
        self.books = BookShelf(PostgresEditions(self.engine))
        self.consult = Consult(self.books, self.clock)
        self.resolve = ResolveLegalBasis(self.books, self.clock)
        self.releases = ReleaseArchive(self.engine)
        self.rules = RulesParts(self.engine, self.clock, settings, relay.relay.nudge if relay else _nothing)
        self.wake_worker = worker.worker.nudge if worker else _nothing
        self.drafts = Drafts(self.clock)
        url = settings.credentials_url
        self.credentials = JsonClient(url, name="credentials") if url else None
        self.replays = Replays(self.credentials)
        shelf = RulesShelf(self.releases)
        self.evaluate_rules = EvaluateRules(shelf, self.clock)
        self.compare_releases = CompareReleases(self.releases, shelf)
        self.idempotency_keys = IdempotencyKeys(idempotency_keys)
        self.health = Health(
            required={
                "database": schema_check(self.engine, SCHEMA, MIGRATIONS),
                "reference_data": self.books.check,
            },
            informative={"bus": relay.bus.check} if relay else {},
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the database and the client open until the block ends."""
        yield
        if self.credentials is not None:
            await self.credentials.close()
        await self.engine.dispose()


def authoring_desk() -> Desk:
    """Make the desk of a rule's author: the shipped rules and the reviewed data, no server needed."""
    return Desk(read_rule_documents(), read_reference_data())


def account_of_articles() -> str:
    """Write the law article by article: the rules that encode it, or why none does."""
    data = read_reference_data()
    rules = (it.rule for it in read_release(data).rules)
    titles = {it.id: it.short for it in data.instruments}
    open_points = readings_as_markdown(read_readings(), read_texts(), titles)
    return as_markdown(articles(rules, data, read_reasons()), titles, open_points)


def _nothing() -> None:
    """Wake nobody: relay and worker are other processes, and poll."""


def load_reference_data(settings: Settings) -> None:
    """Load the reviewed files as the newest edition, the rules as the newest release."""

    async def run() -> None:
        engine = create_engine(
            require(settings.database_url, "database_url"), application_name="conventions-load"
        )
        try:
            data = read_reference_data()
            changed = await load(PostgresEditions(engine), data)
            release = await _ship_rules(settings, engine, data)
        finally:
            await engine.dispose()
        state = "loaded" if changed else "already there"
        get_logger().info("reference data", state=state, reference_data=data.content)
        get_logger().info("rules", state="published" if release else "already there", release=release)

    asyncio.run(run())


async def _ship_rules(settings: Settings, engine: AsyncEngine, data: ReferenceData) -> str | None:
    """Publish the project's own rules; give the new release's hash, None where all of them are published."""
    clock = SystemClock()
    reviewer = require_file(settings.release_reviewer_key_file, "release_reviewer_key_file")
    keys = OperatorKeys(ReleaseSigner(reviewer, Role.REVIEWER), release_keys(settings))
    release = await ship(
        rule_texts(data),
        open_work=RulesWorks(UnitsOfWork(engine, Outbox(outbox)), clock),
        gate=own_tests,
        sign=keys.sign,
        clock=clock,
    )
    return release.hash if release else None


def release_keys(settings: Settings) -> ReleaseKeys:
    """Read the keys with which this service countersigns and verifies. Raises MissingSetting."""
    service = require_file(settings.release_service_key_file, "release_service_key_file")
    trusted = require_file(settings.release_trusted_keys_file, "release_trusted_keys_file")
    return ReleaseKeys(ReleaseSigner(service, Role.SERVICE), TrustedKeys.read(trusted))
