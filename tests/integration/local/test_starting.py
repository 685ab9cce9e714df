"""The first start makes everything; the second finds it again."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.local_machine import LocalMachine

if TYPE_CHECKING:
    from tests.integration.local.conftest import NewMachine

DECISION = "because           - Recognise. [lrc_1997 VI.1]"


def test_a_demonstration_goes_from_nothing_to_the_decision_and_ends(bare_machine: "NewMachine") -> None:
    machine = bare_machine()
    assert machine.run("demo") == 0, machine.output
    assert DECISION in machine.output
    assert machine.output.rstrip().splitlines()[-1].startswith("  everything ended in order")
    assert machine.leftovers() == []
    assert machine.state("processes.json") == {}


def test_the_second_start_repeats_nothing_and_keeps_keys_and_ports(machine: LocalMachine) -> None:
    before = {name: (machine.home / name).read_bytes() for name in ("ports.json", "api-key", "secrets.json")}
    assert machine.run("demo") == 0, machine.output
    assert DECISION in machine.output
    assert [line for line in machine.diary if "migrate" in line or "load" in line] == []
    assert {name: (machine.home / name).read_bytes() for name in before} == before


def test_a_new_data_directory_is_migrated_although_the_code_is_the_same(own_machine: LocalMachine) -> None:
    (own_machine.home / "postgres").rename(own_machine.folder / "away")
    assert own_machine.run("demo") == 0, own_machine.output
    assert [line for line in own_machine.diary if "migrate" in line or "load" in line] != []


def test_keys_that_the_operator_added_stay(own_machine: LocalMachine) -> None:
    added = {"id": "enic", "tenant": "no", "scopes": [], "sha256": "00" * 32}
    file = own_machine.home / "api-keys.json"
    file.write_text(
        file.read_text().replace(
            "[", '[{"id": "enic", "tenant": "no", "scopes": [], "sha256": "' + "00" * 32 + '"},', 1
        )
    )
    assert own_machine.run("demo") == 0, own_machine.output
    assert added in own_machine.state("api-keys.json")


def test_secrets_are_for_the_owner_alone(worn_home: Path) -> None:
    secret = ("secrets.json", "api-key", "api-keys.json", "gateway-private.pem", "nats/nats.conf")
    assert {name: (worn_home / name).stat().st_mode & 0o777 for name in secret} == dict.fromkeys(
        secret, 0o600
    )
    assert worn_home.stat().st_mode & 0o777 == 0o700


def test_the_development_key_is_announced_and_its_digest_given_to_the_gateway(worn_home: Path) -> None:
    key = (worn_home / "api-key").read_text().strip()
    assert key.startswith("sym_dev_")
    assert key not in (worn_home / "api-keys.json").read_text()
