"""The embedded servers as programs under supervision."""

import signal

from deploy.local.servers.nats import Nats
from deploy.local.servers.postgres import Postgres
from deploy.local.supervision.program import Program


def postgres_program(server: Postgres) -> Program:
    """Describe PostgreSQL: a fast shutdown, then an immediate one; both leave everything committed."""
    return Program(
        name="postgres",
        command=server.command(),
        ready=server.ready,
        before_start=server.forget_dead_server,
        before_exec=server.before_exec,
        death_signal=signal.SIGINT,
        stopping=((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)),
        quiet=("LOG: ",),
    )


def nats_program(server: Nats) -> Program:
    """Describe nats-server; its many lines of good news are kept for a failure report."""

    async def ready(_process: int) -> bool:
        return await server.ready()

    return Program(
        name="nats",
        command=server.command(),
        ready=ready,
        death_signal=signal.SIGTERM,
        quiet=("[INF]", "Plaintext passwords"),  # the file is ours alone, mode 0600
    )
