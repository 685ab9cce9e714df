"""What crashes comes back; when the supervisor itself is killed, nothing stays behind."""

import signal

import asyncpg
import pytest

from deploy.local.database import service_urls
from tests.support.local_machine import LocalMachine
from tests.support.servers import plain


@pytest.mark.parametrize("name", ["conventions", "gateway", "nats"])
def test_a_killed_program_is_started_again(machine: LocalMachine, name: str) -> None:
    machine.started()
    before = machine.pid(name)
    machine.kill(name)
    assert machine.pid(name) != before
    assert f"{name} | killed by SIGKILL; starting it again in 0.2 s" in machine.output
    assert machine.end() == 0
    assert machine.leftovers() == []


async def test_a_killed_postgres_comes_back_with_what_was_committed(machine: LocalMachine) -> None:
    machine.started()
    admin = f"postgresql://symbolon@127.0.0.1:{machine.state('ports.json')['postgres']}/postgres"
    url = plain(service_urls(admin, machine.state("secrets.json"))["credentials"].owner)
    held = await asyncpg.connect(url)
    await held.execute("CREATE TABLE credentials.kept AS SELECT 7 AS value")
    for _ in range(3):
        machine.kill("postgres")
    again = await asyncpg.connect(url)
    assert await again.fetchval("SELECT value FROM credentials.kept") == 7
    await again.close()
    assert machine.end() == 0


def test_repeated_crashes_are_answered_ever_more_slowly(machine: LocalMachine) -> None:
    machine.started()
    for wait in ("0.2", "0.4", "0.8"):
        machine.kill("indicators")
        machine.await_text(f"indicators | killed by SIGKILL; starting it again in {wait} s")
    assert machine.end() == 0


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_works(machine: LocalMachine) -> None:
    machine.started()
    machine.end(signal.SIGKILL)
    machine.await_that(lambda: machine.leftovers() == [], "the end of all children")
    assert machine.run("demo") == 0, machine.output


def test_a_start_right_after_the_supervisor_was_killed_waits_for_the_old_servers(
    machine: LocalMachine,
) -> None:
    machine.started()
    machine.process.kill()
    machine.process.wait()
    assert machine.run("demo") == 0, machine.output


def test_a_service_that_cannot_start_is_named_with_its_last_words(machine: LocalMachine) -> None:
    machine.environment["STAND_IN_FAILS"] = "credentials"
    assert machine.run("demo") == 1
    assert "Symbolon stops: credentials does not start: ended with code 1" in machine.output
    assert "credentials has no idea how to start" in machine.output.rpartition("Symbolon stops")[2]
    assert "Traceback" not in machine.output
    assert machine.leftovers() == []
