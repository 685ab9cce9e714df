"""The processes that the platform is compared with."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.local.processes import MEMORY
from tests.support.servers import free_port

NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; keepalive_requests 10000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream behind {{ server 127.0.0.1:{behind}; keepalive 64; keepalive_requests 10000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


@asynccontextmanager
async def empty_endpoint() -> AsyncIterator[str]:
    """One uvicorn process with an endpoint that does nothing; give its address."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.bench.http.empty_app:app", "--port", str(port)]
    async with _process([*command, "--no-access-log", "--log-level", "warning"], port):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def gateway_before(address: str, home: Path, *, service: str = "CREDENTIALS") -> AsyncIterator[str]:
    """Another process of the gateway, with the keys of the platform at `home`; `address` is a service."""
    port = free_port()
    environment = {
        **os.environ,
        **MEMORY,
        "SYMBOLON_PORT": str(port),
        f"SYMBOLON_{service}_URL": address,
        "SYMBOLON_TOKEN_PRIVATE_KEY_FILE": str(home / "gateway-private.pem"),
        "SYMBOLON_API_KEYS_FILE": str(home / "api-keys.json"),
    }
    async with _process([sys.executable, "-m", "gateway"], port, environment=environment):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def nginx_before(behind: int, folder: Path) -> AsyncIterator[str | None]:
    """nginx as a plain reverse proxy before a local port; None where nginx is not installed."""
    if (program := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")) is None:
        yield None
        return
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, behind=behind, port=port))
    async with _process([program, "-c", str(configuration), "-e", str(folder / "error.log")], port):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def _process(
    command: list[str], port: int, *, environment: dict[str, str] | None = None
) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        else:
            raise TimeoutError(f"{command[0]} does not listen on {port}")
        yield
    finally:
        process.terminate()
        await process.wait()
