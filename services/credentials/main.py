"""The applications of the credentials service, one for each role."""

from fastapi import FastAPI

from services.credentials.container import Container, WorkerContainer, relay_role
from services.credentials.entrypoints.http.batches import batch_routes
from services.credentials.entrypoints.http.casework import casework_routes
from services.credentials.entrypoints.http.equivalences import equivalence_routes
from services.credentials.entrypoints.http.evaluations import evaluation_routes
from services.credentials.entrypoints.http.grades.routes import grade_routes
from services.credentials.entrypoints.http.institutions import institution_routes
from services.credentials.entrypoints.http.openrefine import openrefine_routes
from services.credentials.entrypoints.http.qualifications.routes import qualification_routes
from services.credentials.entrypoints.http.reconcile import reconcile_routes
from services.credentials.entrypoints.http.replays import replay_routes
from services.credentials.entrypoints.http.statements.issuers import issuer_routes
from services.credentials.entrypoints.http.statements.routes import statement_routes
from services.credentials.entrypoints.http.verification.routes import verification_routes
from services.credentials.settings import Settings
from shared.http.app import create_app
from shared.http.roles import create_role, lifespan_of

TITLE = "Symbolon credentials"
VERSION = "0.1.0"


def create_api(settings: Settings) -> FastAPI:
    """Make the api; on one machine the relay and the worker run inside it."""
    relay = relay_role(settings) if "relay" in settings.inline_roles else None
    container = Container(settings, relay)
    worker = WorkerContainer(settings, container.checking) if "worker" in settings.inline_roles else None

    return create_app(
        title=TITLE,
        version=VERSION,
        routers=[
            equivalence_routes(container),
            batch_routes(container),
            evaluation_routes(container),
            replay_routes(container),
            casework_routes(container),
            statement_routes(container),
            issuer_routes(container),
            reconcile_routes(container),
            institution_routes(container),
            openrefine_routes(container),
            qualification_routes(container),
            grade_routes(container),
            verification_routes(container),
        ],
        health=container.health,
        lifespan=lifespan_of(container, relay, worker),
    )


def create_relay(settings: Settings) -> FastAPI:
    """Make the relay, with its probes."""
    return create_role(f"{TITLE} relay", VERSION, relay_role(settings))


def create_worker(settings: Settings) -> FastAPI:
    """Make the worker, with its probes."""
    return create_role(f"{TITLE} worker", VERSION, WorkerContainer(settings))
