"""``python -m services.credentials COMMAND``; ``--help`` lists the roles and the operator's commands."""

import asyncio

from services.credentials.container import MIGRATIONS, WorkerContainer, load_institutions
from services.credentials.entrypoints.register_commands import load_register, register_loads
from services.credentials.entrypoints.rerun_command import rerun
from services.credentials.entrypoints.statement_key_commands import statement_keys
from services.credentials.main import create_api, create_relay, create_worker
from services.credentials.settings import Settings
from shared.process.commands import run_commands, service_commands
from shared.process.dead_letters import dead_letter_commands

NAME = "credentials"

commands = service_commands(
    NAME,
    settings=Settings,
    migrations=MIGRATIONS,
    roles={"api": create_api, "relay": create_relay, "worker": create_worker},
)
commands.command("load-register")(load_register)
commands.command("register-loads")(register_loads)
commands.command("rerun")(rerun)
commands.add_typer(statement_keys, name="statement-keys")
commands.add_typer(dead_letter_commands(lambda: WorkerContainer(Settings())), name="dead-letters")


@commands.command()
def load() -> None:
    """Load the institutions that come with the product, where they are not there already."""
    asyncio.run(load_institutions(Settings()))


run_commands(commands, NAME)
