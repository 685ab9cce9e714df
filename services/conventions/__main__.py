"""``python -m services.conventions COMMAND``; ``--help`` lists the roles and the operator's commands."""

from services.conventions.container import MIGRATIONS, load_reference_data
from services.conventions.entrypoints.sign_command import sign
from services.conventions.main import create_api, create_relay, create_worker
from services.conventions.settings import Settings
from shared.process.commands import run_commands, service_commands

NAME = "conventions"

commands = service_commands(
    NAME,
    settings=Settings,
    migrations=MIGRATIONS,
    roles={"api": create_api, "relay": create_relay, "worker": create_worker},
)
commands.command("sign")(sign)


@commands.command()
def load() -> None:
    """Load the reviewed files as the newest edition, the shipped rules as the newest release."""
    load_reference_data(Settings())


run_commands(commands, NAME)
