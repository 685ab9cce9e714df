"""``python -m services.indicators COMMAND``; ``--help`` lists the roles and the operator's commands."""

from services.indicators.container import MIGRATIONS, WorkerContainer
from services.indicators.entrypoints.load_command import load
from services.indicators.entrypoints.rebuild_command import rebuild_projection
from services.indicators.entrypoints.recompute_commands import recount_cell, reread
from services.indicators.entrypoints.verify_command import verify
from services.indicators.main import create_api, create_worker
from services.indicators.settings import Settings
from shared.process.commands import run_commands, service_commands
from shared.process.dead_letters import dead_letter_commands

NAME = "indicators"

commands = service_commands(
    NAME, settings=Settings, migrations=MIGRATIONS, roles={"api": create_api, "worker": create_worker}
)
commands.command("load")(load)
commands.command("verify")(verify)
commands.command("reread")(reread)
commands.command("recount")(recount_cell)
commands.command("rebuild")(rebuild_projection)
commands.add_typer(dead_letter_commands(lambda: WorkerContainer(Settings())), name="dead-letters")
run_commands(commands, NAME)
