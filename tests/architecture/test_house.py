"""The house rules that a machine can check, beside the import contracts of `make lint`."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for top in ("shared", "services", "gateway", "deploy", "clients")
    for path in (ROOT / top).rglob("*.py")
]
ALL = [*CODE, *(ROOT / "tests").rglob("*.py")]

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
LINES_OF_A_FILE = 500
LINES_OF_A_FUNCTION = 60
PURE = re.compile(r"^(services/\w+/domain|shared/kernel|shared/rules)/")
IMPURE_MODULES = {
    *("fastapi", "starlette", "pydantic", "sqlalchemy", "alembic", "asyncpg", "httpx", "aiohttp", "nats"),
    *("asyncio", "os", "logging", "structlog", "socket", "subprocess", "threading", "time", "uvicorn"),
}
THE_CLOCK = "shared/kernel/clock.py"


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", ALL, ids=relative)
def test_a_file_holds_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LINES_OF_A_FILE
    assert not {part.lower() for part in Path(relative(path)).with_suffix("").parts} & FORBIDDEN_NAMES


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LINES_OF_A_FUNCTION, node.name


@pytest.mark.parametrize("path", [it for it in CODE if PURE.match(relative(it))], ids=relative)
def test_the_core_is_pure(path: Path) -> None:
    tree = ast.parse(path.read_text())
    roots = {name.partition(".")[0] for name in imported(tree)}
    assert not roots & IMPURE_MODULES
    if relative(path) != THE_CLOCK:
        assert not re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(", path.read_text())


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_only_the_shared_kit_speaks_to_the_wire(path: Path) -> None:
    place, names = relative(path), {name.partition(".")[0] for name in imported(ast.parse(path.read_text()))}
    assert "nats" not in names or place.startswith("shared/messaging/")
    assert not names & {"httpx", "httpx_aiohttp"} or place.startswith(("shared/http/", "clients/"))


@pytest.mark.parametrize("path", [it for it in CODE if "/application/" in relative(it)], ids=relative)
def test_a_use_case_knows_no_framework(path: Path) -> None:
    names = {name.partition(".")[0] for name in imported(ast.parse(path.read_text()))}
    assert not names & {"fastapi", "starlette", "sqlalchemy", "pydantic"}
