import json
from datetime import date
from pathlib import Path

import pytest

from shared.security.api_keys import ApiKey, ApiKeyRing, entry_of, new_api_key
from shared.security.principals import Principal
from shared.security.scopes import Scope


def test_a_key_is_found_by_its_digest_and_never_kept(tmp_path: Path) -> None:
    key, file = new_api_key("dev"), tmp_path / "keys.json"
    entry = entry_of(key, tenant="norway", subject="one", scopes=[Scope.LAW_READ])
    file.write_text(json.dumps([entry]))
    ring = ApiKeyRing.load(file)
    assert ring.find(key) == ApiKey(Principal("norway", "one", frozenset({"law:read"})))
    assert ring.find(key + "x") is None
    assert key not in file.read_text()


def test_two_keys_are_never_alike() -> None:
    assert len({new_api_key("dev") for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["{", "{}", '[{"id": "one"}]', "[1]"])
def test_a_file_of_another_shape_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"keys\.json is not a list of API keys"):
        ApiKeyRing.load(file)


def test_a_scope_that_there_is_not_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps([entry_of("sym_x", tenant="norway", subject="one", scopes=["law:raed"])]))
    with pytest.raises(ValueError, match="the key one has an unknown scope: law:raed"):
        ApiKeyRing.load(file)


def test_a_key_opens_until_its_last_day_is_over(tmp_path: Path) -> None:
    key, file = new_api_key("dev"), tmp_path / "keys.json"
    entry = entry_of(key, tenant="norway", subject="one", scopes=[], until=date(2027, 6, 30))
    file.write_text(json.dumps([entry]))
    found = ApiKeyRing.load(file).find(key)
    assert found is not None
    assert not found.expired(date(2027, 6, 30))
    assert found.expired(date(2027, 7, 1))


def test_a_key_without_a_last_day_never_expires() -> None:
    assert not ApiKey(Principal("norway", "one", frozenset())).expired(date.max)


@pytest.mark.parametrize("until", ["2027-06-31", "next year", "", None, 20270630])
def test_a_last_day_that_is_none_is_refused_by_the_name_of_its_key(tmp_path: Path, until: object) -> None:
    file = tmp_path / "keys.json"
    file.write_text(
        json.dumps([{**entry_of("sym_x", tenant="norway", subject="one", scopes=[]), "until": until}])
    )
    with pytest.raises(ValueError, match="the key one has an `until` that is no day"):
        ApiKeyRing.load(file)
