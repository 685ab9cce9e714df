"""The application of the conventions service."""

from fastapi import FastAPI

from services.conventions.container import Container, WorkerContainer, relay_role
from services.conventions.entrypoints.http.drafts import draft_routes, reading_routes
from services.conventions.entrypoints.http.instruments import instrument_routes
from services.conventions.entrypoints.http.legal_basis import legal_basis_routes
from services.conventions.entrypoints.http.publishing import candidate_routes, publishing_routes
from services.conventions.entrypoints.http.releases import candidate_bundle_routes, release_routes
from services.conventions.entrypoints.http.rules import rules_routes
from services.conventions.settings import Settings
from shared.http.app import create_app
from shared.http.roles import create_role, lifespan_of

TITLE = "Symbolon conventions"
VERSION = "0.1.0"


def create_api(settings: Settings) -> FastAPI:
    """Make the api; on one machine the relay and the worker run inside it."""
    relay = relay_role(settings) if "relay" in settings.inline_roles else None
    worker = WorkerContainer(settings) if "worker" in settings.inline_roles else None
    container = Container(settings, relay, worker)
    rules = container.rules

    return create_app(
        title=TITLE,
        version=VERSION,
        routers=[
            legal_basis_routes(container),
            instrument_routes(container),
            reading_routes(container.authenticate, rules.works, container.drafts),
            draft_routes(container.authenticate, rules.works, container.drafts, container.idempotency_keys),
            candidate_routes(container),
            publishing_routes(container),
            candidate_bundle_routes(container.releases),
            release_routes(container.releases),
            rules_routes(
                container.authenticate,
                container.evaluate_rules,
                container.compare_releases,
                container.replays,
            ),
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
