"""The composition root: the only place that knows every part of the service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.batches.announcing import BatchFinished
from services.credentials.adapters.batches.answering import Answering
from services.credentials.adapters.batches.store import Chunks
from services.credentials.adapters.equivalence_shelf import EquivalenceShelf
from services.credentials.adapters.grading_files import read_grades
from services.credentials.adapters.law import ConventionsLaw
from services.credentials.adapters.own_thread import OwnThread
from services.credentials.adapters.qualification_files import read_systems
from services.credentials.adapters.register.entries import PostgresRegister
from services.credentials.adapters.register.readers import READERS
from services.credentials.adapters.register.reference import REGISTER as REFERENCE
from services.credentials.adapters.register.reference import read_reference, reference_release
from services.credentials.adapters.register.shelf import RegisterShelf
from services.credentials.adapters.releases.drafts import ReplayedReleases
from services.credentials.adapters.releases.feed import ReleaseFeed
from services.credentials.adapters.releases.shelf import ReleaseShelf
from services.credentials.adapters.releases.store import ReleaseStore
from services.credentials.adapters.releases.tables import dead_letters
from services.credentials.adapters.sources import compiled_on
from services.credentials.adapters.statements.keys import Vault
from services.credentials.adapters.tables import (
    SCHEMA,
    batch_answers,
    batch_rows,
    idempotency_keys,
    jobs,
    outbox,
)
from services.credentials.adapters.verification.data_integrity.contexts import Contexts
from services.credentials.adapters.verification.formats import VERIFIERS
from services.credentials.adapters.verification.stored_evidence import read_stored_evidence
from services.credentials.adapters.work import CredentialsWork, CredentialsWorks
from services.credentials.application.batches import KIND, AnswerBatch, ReceiveBatch
from services.credentials.application.evaluate import Evaluate
from services.credentials.application.load_register import load_register
from services.credentials.application.retrace import Retrace
from services.credentials.application.statements import IssueStatement
from services.credentials.application.verify import Verify
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.qualifications.systems import Systems
from services.credentials.entrypoints.events.handlers import take_release
from services.credentials.entrypoints.events.subscriptions import RELEASES
from services.credentials.entrypoints.jobs.replays import KIND as REPLAY
from services.credentials.entrypoints.jobs.replays import carry_out_replays
from services.credentials.settings import Settings
from shared.db.engine import create_engine
from shared.db.forgetting import Forgetting
from shared.db.unit_of_work import UnitsOfWork
from shared.http.authentication import authenticate_by_token
from shared.http.client import JsonClient
from shared.http.health import Health
from shared.http.idempotency import IdempotencyKeys
from shared.jobs.jobs import Jobs
from shared.jobs.worker import Worker
from shared.kernel.clock import SystemClock
from shared.messaging.connection import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.deadletters import DeadLetters
from shared.messaging.outbox import Outbox
from shared.messaging.relay_role import RelayRole
from shared.observability.logging import get_logger
from shared.process.background import running
from shared.process.checks import schema_check
from shared.process.settings import MissingSetting, require, require_file
from shared.security.release_signatures import TrustedKeys
from shared.security.tokens import TokenVerifier

MIGRATIONS = Path(__file__).parent / "migrations"


def relay_role(settings: Settings) -> RelayRole:
    """Make the relay role."""
    return RelayRole(settings, "credentials", outbox)


class Checking:
    """The parts that answer equivalence checks, alone and in batches."""

    def __init__(  # noqa: PLR0913 - the books that checks and replays read
        self,
        engine: AsyncEngine,
        *,
        systems: Systems,
        grades: GradeBook,
        registers: RegisterShelf,
        releases: ReleaseShelf,
        conventions: JsonClient,
    ) -> None:
        clock = SystemClock()
        rows, self.answers = Chunks(batch_rows), Chunks(batch_answers)
        self.units = UnitsOfWork(engine, Outbox(outbox))
        self.jobs = Jobs(jobs, clock)
        self.thread = OwnThread("batches")
        self.shelf = EquivalenceShelf(systems, grades, registers, releases)
        handler = AnswerBatch(rows=rows, answers=self.answers, answer=Answering(self.shelf, self.thread))
        replays = carry_out_replays(ReplayedReleases(releases, conventions), clock)
        self.worker = Worker(
            engine,
            self.units,
            self.jobs,
            {KIND: handler, REPLAY: replays},
            announcements={KIND: BatchFinished(clock)},
        )
        self.receive_batch = ReceiveBatch(
            units=self.units, jobs=self.jobs, rows=rows, clock=clock, queued=self.worker.nudge
        )


class WorkerContainer:
    """The parts of the worker role: it brings releases of the rules in and answers batches.

    Inside an api process it shares that process's books (`checking`).
    """

    def __init__(self, settings: Settings, checking: Checking | None = None) -> None:
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="credentials-worker", pool_size=4
        )
        self.conventions = JsonClient(settings.conventions_url, name="conventions")
        self.checking = checking or self._own_checking(settings)
        self.feed = ReleaseFeed(self.conventions, ReleaseStore(self.engine), trusted_keys(settings))
        self.bus = Bus(require(settings.nats_url, "nats_url"), name="credentials-worker")
        self.dead_letters = DeadLetters(self.engine, dead_letters)
        self.consumer = Consumer(self.bus, RELEASES, take_release(self.feed), self.dead_letters)
        self.consumers = {RELEASES.durable: self.consumer}
        self.forgetting = Forgetting(self.engine, SCHEMA)
        self.health = Health(informative={"bus": self.bus.check})

    def _own_checking(self, settings: Settings) -> Checking:
        grades = read_grades()
        return Checking(
            self.engine,
            systems=read_systems(scales=frozenset(grades.scales)),
            grades=grades,
            registers=RegisterShelf(PostgresRegister(self.engine, SystemClock())),
            releases=ReleaseShelf(ReleaseStore(self.engine), trusted_keys(settings)),
            conventions=self.conventions,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take releases and carry out jobs until the block ends."""
        background = (self.consumer.run, self.feed.run, self.checking.worker.run, self.forgetting.run)
        async with self.bus, running(*background):
            yield
        await self.close()

    async def close(self) -> None:
        """Close what is open."""
        await self.conventions.close()
        await self.engine.dispose()


class Container:
    """The parts of the api role."""

    def __init__(self, settings: Settings, relay: RelayRole | None = None) -> None:
        self.clock = SystemClock()
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="credentials-api"
        )
        self.conventions = JsonClient(settings.conventions_url, name="conventions")
        key = require_file(settings.token_public_key_file, "token_public_key_file")
        self.authenticate = authenticate_by_token(TokenVerifier(key), self.clock)
        self.public_url = settings.public_url
        self.grades = read_grades()
        self.systems = read_systems(scales=frozenset(self.grades.scales))
        self.reference_as_of = compiled_on()
        self.registers = RegisterShelf(PostgresRegister(self.engine, self.clock))
        self.releases = ReleaseShelf(ReleaseStore(self.engine), trusted_keys(settings))
        self.checking = Checking(
            self.engine,
            systems=self.systems,
            grades=self.grades,
            registers=self.registers,
            releases=self.releases,
            conventions=self.conventions,
        )
        self.idempotency_keys = IdempotencyKeys(idempotency_keys)
        self.after_commit = relay.relay.nudge if relay else _nothing
        self.open_work = CredentialsWorks(UnitsOfWork(self.engine, Outbox(outbox)), self.clock)
        self.evaluate: Evaluate[CredentialsWork] = Evaluate(
            law=ConventionsLaw(self.conventions, self.engine, self.clock),
            releases=self.releases,
            open_work=self.open_work,
            clock=self.clock,
            after_commit=self.after_commit,
        )
        stored = read_stored_evidence(settings.verification_evidence_dir)
        Contexts.known(stored)  # a context that is not what it is kept for is said now, not at a credential
        self.verify = Verify(VERIFIERS, stored)
        self.verifying = OwnThread("verification")
        self.retrace = Retrace(releases=self.releases, open_work=self.open_work)
        self.statement_vault = statement_vault(settings)
        self.issue_statement = IssueStatement(
            open_work=self.open_work,
            vault=self.statement_vault,
            clock=self.clock,
            public_url=self.public_url,
        )
        self.health = Health(
            required={
                "database": schema_check(self.engine, SCHEMA, MIGRATIONS),
                "rules": self.releases.check,
                "registers": self.registers.check,
            },
            informative={"bus": relay.bus.check} if relay else {},
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep database, registers and client open until the block ends."""
        yield
        await self.registers.close()
        await self.conventions.close()
        await self.engine.dispose()


class RegisterContainer:
    """The parts of the commands that load registers."""

    def __init__(self, settings: Settings) -> None:
        self.engine = create_engine(
            require(settings.database_url, "database_url"),
            application_name="credentials-register",
            pool_size=2,
        )
        self.store = PostgresRegister(self.engine, SystemClock())
        self.readers = READERS


async def load_institutions(settings: Settings) -> None:
    """Load the institutions that come with the product, where they are not there already."""
    container = RegisterContainer(settings)
    release = reference_release()
    entries = read_reference(release)
    try:
        report = await load_register(container.store, REFERENCE, release, entries, complete=True)
    finally:
        await container.engine.dispose()
    get_logger().info("institutions", release=release.name, changes=report.changes)


def trusted_keys(settings: Settings) -> TrustedKeys:
    """Read whose signatures on releases count. Raises MissingSetting."""
    return TrustedKeys.read(require_file(settings.release_trusted_keys_file, "release_trusted_keys_file"))


def statement_vault(settings: Settings) -> Vault:
    """Read the secret of issuing keys, where there is one. Raises MissingSetting, ValueError.

    Statements carry the public address for ever, so that it is no default then.
    """
    if settings.statement_secret_file is None:
        return Vault(None)
    if "public_url" not in settings.model_fields_set:
        raise MissingSetting("SYMBOLON_PUBLIC_URL is not set, and statements name their issuer by it")
    return Vault.read(require_file(settings.statement_secret_file, "statement_secret_file"))


class StatementKeysContainer:
    """The parts of the commands that make issuing keys."""

    def __init__(self, settings: Settings) -> None:
        self.clock = SystemClock()
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="credentials-keys", pool_size=1
        )
        self.open_work = CredentialsWorks(UnitsOfWork(self.engine), self.clock)
        self.vault = statement_vault(settings)


def _nothing() -> None:
    """Nudge nobody: the relay is another process, and polls."""
