"""What stands in the way is said in one message, with exit code 1, and nothing is lost."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.local_machine import LocalMachine
from tests.support.servers import free_port

if TYPE_CHECKING:
    from tests.integration.local.conftest import NewMachine


def refuses(machine: LocalMachine, *words: str) -> None:
    assert machine.run("demo") == 1, machine.output
    message = machine.output.partition("Symbolon stops: ")[2]
    assert [word for word in words if word not in message] == []
    assert "Traceback" not in machine.output
    assert machine.leftovers() == []


def test_a_busy_port(machine: LocalMachine) -> None:
    with socket.create_server(("127.0.0.1", machine.port)):
        refuses(machine, f"port {machine.port}", "another program", "SYMBOLON_PORT=")
    assert machine.run("demo") == 0, machine.output


def test_a_second_run_on_the_same_folder(machine: LocalMachine) -> None:
    machine.started()
    second = LocalMachine(machine.folder / "second", environment={"SYMBOLON_HOME": str(machine.home)})
    refuses(second, "already runs", f"process {machine.process.pid}", "SYMBOLON_HOME")
    assert machine.end() == 0


def test_a_lock_left_by_a_dead_supervisor_is_no_obstacle(machine: LocalMachine) -> None:
    (machine.home / "lock").write_text("1")
    (machine.home / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{machine.home}/postgres\n")
    assert machine.run("demo") == 0, machine.output


def test_data_of_another_version(own_machine: LocalMachine) -> None:
    version = own_machine.home / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    refuses(own_machine, "belongs to PostgreSQL 16", "brings 18")
    version.write_text("18\n")
    assert own_machine.run("demo") == 0, own_machine.output


def test_a_folder_that_is_no_data_directory(own_machine: LocalMachine) -> None:
    shutil.rmtree(own_machine.home / "postgres")
    (own_machine.home / "postgres").mkdir()
    refuses(own_machine, "not a data directory", "restore it")


def test_lost_passwords(own_machine: LocalMachine) -> None:
    (own_machine.home / "secrets.json").unlink()
    refuses(own_machine, "secrets.json is missing", "restore it")


@pytest.mark.parametrize("name", ["secrets.json", "ports.json", "processes.json", "api-keys.json", "api-key"])
@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"", b"[1]", b'{"postgres": 0}'])
def test_a_damaged_file_is_named(bare_machine: "NewMachine", name: str, content: bytes) -> None:
    machine = bare_machine()
    machine.home.mkdir()
    (machine.home / name).write_bytes(content)
    refuses(machine, name, "restore it from a backup")
    assert (machine.home / name).read_bytes() == content


@pytest.mark.parametrize("port", ["", "0", "65536", "eighty", "-1", "\uff18\uff10"])
def test_a_port_that_is_none(bare_machine: "NewMachine", port: str) -> None:
    refuses(bare_machine(SYMBOLON_PORT=port), "SYMBOLON_PORT is a number from 1 to 65535")


def test_a_host_that_is_not_ours(bare_machine: "NewMachine") -> None:
    refuses(bare_machine(SYMBOLON_HOST="no.such.host.invalid"), "SYMBOLON_HOST")


def test_an_unreachable_database_is_named_without_its_password(bare_machine: "NewMachine") -> None:
    port = free_port()
    machine = bare_machine(SYMBOLON_DATABASE_URL=f"postgresql://admin:hush@127.0.0.1:{port}/postgres")
    refuses(machine, f"PostgreSQL at 127.0.0.1:{port}")
    assert "hush" not in machine.output


def test_an_address_of_another_database(bare_machine: "NewMachine") -> None:
    refuses(bare_machine(SYMBOLON_DATABASE_URL="mysql://root@127.0.0.1/x"), "postgresql://", "mysql://")


def test_an_unreachable_bus(bare_machine: "NewMachine") -> None:
    port = free_port()
    machine = bare_machine(SYMBOLON_NATS_URL=f"nats://user:hush@127.0.0.1:{port}")
    refuses(machine, "no NATS answers", f"127.0.0.1:{port}")
    assert "hush" not in machine.output


def test_a_folder_that_cannot_be_made(bare_machine: "NewMachine") -> None:
    machine = bare_machine()
    (machine.folder / "file").write_text("")
    machine.environment["SYMBOLON_HOME"] = str(machine.folder / "file" / "home")
    refuses(machine, "file system refuses", "file")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 MB, enough for a first start."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk: " + mounted.stderr.decode().strip())
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path, *, leave_bytes: int) -> None:
    size = shutil.disk_usage(place).free - leave_bytes
    with (place / "ballast").open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, size)


def test_a_disk_too_full_for_a_first_start(bare_machine: "NewMachine", small_disk: Path) -> None:
    fill(small_disk, leave_bytes=100 * 2**20)
    machine = bare_machine(SYMBOLON_HOME=str(small_disk / "home"))
    refuses(machine, "the disk is full", "99 MB are free", "Make room")
    (small_disk / "ballast").unlink()
    assert machine.run("demo") == 0, machine.output


def test_a_disk_without_a_byte(bare_machine: "NewMachine", small_disk: Path) -> None:
    fill(small_disk, leave_bytes=0)
    refuses(bare_machine(SYMBOLON_HOME=str(small_disk / "home")), "the disk is full")


def test_a_disk_that_fills_while_serving(bare_machine: "NewMachine", small_disk: Path) -> None:
    machine = bare_machine(SYMBOLON_HOME=str(small_disk / "home"))
    machine.home = small_disk / "home"
    machine.started()
    fill(small_disk, leave_bytes=0)
    os.kill(machine.pid("postgres"), 9)
    machine.await_text("the disk is full")
    (small_disk / "ballast").unlink()
    machine.await_text("postgres | ready again")
    assert machine.end() == 0
    assert "Traceback" not in machine.output
