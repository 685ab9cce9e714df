"""Machines on stand-ins: without any state, with the state of all tests so far, with a copy of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.local_machine import LocalMachine

NewMachine = Callable[..., LocalMachine]


@pytest.fixture
def bare_machine(tmp_path: Path) -> Iterator[NewMachine]:
    """Make a machine without any state; keywords are environment variables."""
    machines: list[LocalMachine] = []

    def make(**environment: str) -> LocalMachine:
        machines.append(LocalMachine(tmp_path / f"bare{len(machines)}", environment=environment))
        return machines[-1]

    yield make
    for machine in machines:
        machine.close()


@pytest.fixture(scope="session")
def worn_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state that has seen a whole run, and then every test that took `machine`."""
    machine = LocalMachine(tmp_path_factory.mktemp("local") / "first")
    assert machine.run() == 0, machine.output
    yield machine.home
    machine.close()


@pytest.fixture
def machine(tmp_path: Path, worn_home: Path) -> Iterator[LocalMachine]:
    """A machine that has run before and is not running. Do no harm to its state."""
    machine = LocalMachine(tmp_path / "machine", home=worn_home)
    yield machine
    machine.close()


@pytest.fixture
def own_machine(tmp_path: Path, worn_home: Path) -> Iterator[LocalMachine]:
    """The same with a copy of the state, to be harmed."""
    machine = LocalMachine(tmp_path / "own", copy_of=worn_home)
    yield machine
    machine.close()
