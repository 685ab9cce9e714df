"""The composition root: the only place that knows every part of the service."""

from pathlib import Path

from services.indicators.adapters.observations_memory import reference_observations
from services.indicators.adapters.tables import SCHEMA, dead_letters, inbox
from services.indicators.adapters.work import IndicatorsWorks
from services.indicators.domain.observations.source import ObservationSource
from services.indicators.entrypoints.events.handlers import project_evaluations
from services.indicators.entrypoints.events.subscriptions import EVALUATIONS
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.authentication import authenticate_by_token
from shared.http.health import Health
from shared.kernel.clock import SystemClock
from shared.messaging.connection import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.deadletters import DeadLetters
from shared.messaging.inbox import Inbox
from shared.process.checks import schema_check
from shared.process.settings import ServiceSettings, require, require_file
from shared.security.tokens import TokenVerifier

MIGRATIONS = Path(__file__).parent / "migrations"


class WorkerContainer:
    """The parts of the worker role."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="indicators-worker"
        )
        self.open_work = IndicatorsWorks(UnitsOfWork(self.engine), Inbox(inbox, EVALUATIONS.durable))
        self.dead_letters = DeadLetters(self.engine, dead_letters)
        self.bus = Bus(require(settings.nats_url, "nats_url"), name="indicators-worker")
        self.consumer = Consumer(
            self.bus, EVALUATIONS, project_evaluations(self.open_work), self.dead_letters
        )
        self.health = Health(informative={"bus": self.bus.check})


class Container:
    """The parts of the api role."""

    def __init__(self, settings: ServiceSettings, worker: WorkerContainer | None = None) -> None:
        self.clock = SystemClock()
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="indicators-api"
        )
        key = require_file(settings.token_public_key_file, "token_public_key_file")
        self.authenticate = authenticate_by_token(TokenVerifier(key), self.clock)
        self.open_work = IndicatorsWorks(UnitsOfWork(self.engine), Inbox(inbox, EVALUATIONS.durable))
        self.observations: ObservationSource = reference_observations()
        self.health = Health(
            required={"database": schema_check(self.engine, SCHEMA, MIGRATIONS)},
            informative={"bus": worker.bus.check} if worker else {},
        )
