"""However the end is asked for, everything ends, in order."""

import os
import shutil
import signal
import time

import pytest

from tests.support.local_machine import PATIENCE_SECONDS, RUNNING, LocalMachine

MAKE = shutil.which("make")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_gateway_first_and_the_servers_last(
    machine: LocalMachine, how: signal.Signals
) -> None:
    machine.started()
    assert machine.end(how) == 0
    assert machine.leftovers() == []
    ended = [line for line in machine.diary if line.endswith("ended")]
    assert ended[0] == "gateway ended"
    assert sorted(ended[1:]) == ["conventions ended", "credentials ended", "indicators ended"]
    assert not (machine.home / "postgres" / "postmaster.pid").exists()


def test_a_signal_during_the_start_ends_what_had_started(machine: LocalMachine) -> None:
    machine.start("demo")
    machine.await_text("PostgreSQL on")
    assert machine.end(signal.SIGINT) in {0, 130}
    assert machine.leftovers() == []


@pytest.mark.skipif(MAKE is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("how", "whom"),
    [
        (signal.SIGINT, "make alone"),
        (signal.SIGTERM, "make alone"),
        (signal.SIGKILL, "make alone"),
        (signal.SIGINT, "the group"),
        (signal.SIGTERM, "the group"),
    ],
)
def test_a_signal_to_make_ends_everything(machine: LocalMachine, how: signal.Signals, whom: str) -> None:
    recipe = machine.folder / "Makefile"
    recipe.write_text("SHELL := /bin/bash\n.PHONY: run\nrun:\n\t@exec $(COMMAND)\n")
    machine.start(under=("sh", "-c", f'exec {MAKE} run COMMAND="$*"', "sh"))
    machine.await_text(RUNNING)
    if whom == "the group":
        os.killpg(machine.process.pid, how)
    else:
        machine.process.send_signal(how)
    machine.process.wait(PATIENCE_SECONDS)
    machine.await_text("everything ended in order")
    machine.await_that(lambda: machine.leftovers() == [], "the end of all children")


def test_it_ends_although_nobody_reads_what_it_prints(machine: LocalMachine) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with os.fdopen(reading, "rb"), os.fdopen(writing, "wb", buffering=0) as pipe:
        while pipe.write(b"x" * 4096) is not None:
            pass  # until it is full
        os.set_blocking(writing, True)
        machine.start(stdout=writing)
        machine.await_that(lambda: "gateway serve" in machine.diary, "the gateway")
        machine.await_that(lambda: "gateway" in machine.state("processes.json"), "the roster")
        assert machine.end() in {0, 130}
    assert machine.leftovers() == []


def test_it_ends_when_its_reader_goes_away(machine: LocalMachine) -> None:
    reading, writing = os.pipe()
    machine.start(stdout=writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        pipe.readline()
    machine.process.wait(40)
    assert machine.leftovers() == []


def test_a_program_that_ignores_the_signal_is_killed_when_the_person_insists(machine: LocalMachine) -> None:
    machine.environment["STAND_IN_IGNORES"] = "indicators"
    machine.started()
    machine.process.send_signal(signal.SIGINT)
    machine.await_that(lambda: "gateway ended" in machine.diary, "the end of the gateway")
    time.sleep(1.1)  # sooner, it would be the same Ctrl-C from another side
    assert machine.end(signal.SIGINT) == 0
    assert "indicators | did not end on SIGTERM" in machine.output
    assert machine.leftovers() == []
