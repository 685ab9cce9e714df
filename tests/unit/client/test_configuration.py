"""Where address and key come from, and what is said when they are missing or unreadable."""

from pathlib import Path

import pytest

from symbolon import NotConfigured, configuration


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def env(file: Path, **more: str) -> dict[str, str]:
    return {"SYMBOLON_CONFIG": str(file), **more}


def test_arguments_go_before_the_environment_and_the_environment_before_the_file(file: Path) -> None:
    file.write_text('url = "https://file.example"\napi_key = "from-file"\n')
    assert configuration(environment=env(file)).api_key == "from-file"
    there = env(file, SYMBOLON_URL="https://env.example/", SYMBOLON_API_KEY="from-env")
    assert configuration(environment=there).url == "https://env.example"
    assert configuration(environment=there).api_key == "from-env"
    assert configuration("http://argument", "mine", environment=there).api_key == "mine"


def test_a_key_may_stand_in_a_file_of_its_own(file: Path, tmp_path: Path) -> None:
    file.write_text("")
    (tmp_path / "key").write_text("secret\n")
    place = configuration(environment=env(file, SYMBOLON_API_KEY_FILE=str(tmp_path / "key")))
    assert place.api_key == "secret"
    assert "secret" not in repr(place)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no API key"),
        ("url = 3\napi_key = 'k'", "url must be text"),
        ("apikey = 'k'", "unknown settings: apikey"),
        ("url = 'ftp://x'\napi_key = 'k'", "does not start with http"),
        ("[broken", "cannot be read"),
        ("api_key_file = '/nowhere/at/all'", "names the key file /nowhere/at/all"),
    ],
)
def test_what_is_wrong_is_named(file: Path, content: str, said: str) -> None:
    file.write_text(content)
    with pytest.raises(NotConfigured, match=said):
        configuration(environment=env(file))


def test_a_file_that_was_named_must_be_there(file: Path) -> None:
    with pytest.raises(NotConfigured, match="does not exist"):
        configuration(environment=env(file))
