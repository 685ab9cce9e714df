"""A small service on this machine through which OpenRefine asks the register.

OpenRefine sends no key. The bridge listens on 127.0.0.1, adds the key from the configuration, and forwards
the paths of the reconciliation service to the platform, nothing else and nowhere else. Pages of other sites
in the same browser are kept out: by the Host header (their names may point here), Origin, and Sec-Fetch-Site.
"""

import json
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import httpx

from symbolon import call
from symbolon.configuration import Configuration

ADDRESS = "127.0.0.1"
PORT = 8093
PATH = "/v1/reconciliation"
READ = frozenset({PATH, f"{PATH}/suggest/entity", f"{PATH}/suggest/property", f"{PATH}/preview"})
ORIGINS = ("http://127.0.0.1:3333", "http://localhost:3333")
"""Where OpenRefine itself is found, unless it was started elsewhere."""

MAX_BODY = 1_000_000
MAX_PATH = 70_000
SECONDS = 60.0
_SENT_BACK = ("content-type", "content-security-policy")


class Bridge(ThreadingHTTPServer):
    """Listens once it is made; `serve_forever` answers. Close it, or use it as a context manager."""

    daemon_threads = True

    def __init__(self, place: Configuration, *, port: int = PORT, origins: Iterable[str] = ORIGINS) -> None:
        self.origins = frozenset(origins)
        self.platform = httpx.Client(**call.settings(place, SECONDS))
        super().__init__((ADDRESS, port), _Handler)

    @property
    def address(self) -> str:
        """The address of the bridge, without a path."""
        return f"http://{ADDRESS}:{self.server_port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which the bridge may be addressed."""
        return frozenset({f"{ADDRESS}:{self.server_port}", f"localhost:{self.server_port}"})

    def __enter__(self) -> Self:
        return self

    def server_close(self) -> None:
        """Stop listening, and close the connections to the platform."""
        super().server_close()
        self.platform.close()

    def here(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """Make the platform's manifest one of this bridge: its own addresses, and no key to be asked for."""
        kept = {name: value for name, value in manifest.items() if name not in {"authentication", "view"}}
        shown = f"{self.address}{PATH}/preview?id={{{{id}}}}"
        kept["view"] = {"url": shown}
        if "preview" in kept:
            kept["preview"] = {**kept["preview"], "url": shown}
        if "suggest" in kept:
            kept["suggest"] = {
                name: {**service, "service_url": self.address} for name, service in kept["suggest"].items()
            }
        return kept


class _Handler(BaseHTTPRequestHandler):
    server: Bridge
    server_version = "symbolon-openrefine"
    timeout = 30

    def do_GET(self) -> None:
        """Forward a manifest, queries in a parameter, suggestions, a preview."""
        if self._welcome(READ):
            self._forward("GET", None)

    def do_POST(self) -> None:
        """Forward a batch of queries."""
        if not self._welcome({PATH}):
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._say(411, "send the length of the body")
        elif int(length) > MAX_BODY:
            self._say(413, f"the body has more than {MAX_BODY} bytes: choose a smaller batch")
        else:
            self._forward("POST", self.rfile.read(int(length)))

    def do_OPTIONS(self) -> None:
        """Answer the question of a browser whether OpenRefine's page may ask."""
        if self._welcome(READ):
            self._send(204, b"", {"access-control-allow-methods": "GET, POST"})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep quiet: what is asked is nobody's business."""

    def _welcome(self, paths: Iterable[str]) -> bool:
        """Refuse strangers and other paths. True where the request may go on."""
        origin = self.headers.get("Origin")
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._say(421, f"this is {self.server.address}, and answers to no other name")
        elif origin is not None and origin not in self.server.origins:
            self._say(403, f"pages of {origin} may not ask here; --origin names the address of OpenRefine")
        elif origin is None and self.headers.get("Sec-Fetch-Site", "none") == "cross-site":
            self._say(403, "pages of other sites may not ask here; open OpenRefine under 127.0.0.1")
        elif len(self.path) > MAX_PATH:
            self._say(414, "the address is too long")
        elif self.path.partition("?")[0] not in paths:
            self._say(404, f"only {PATH} and what it offers is forwarded")
        else:
            return True
        return False

    def _forward(self, method: str, body: bytes | None) -> None:
        headers = {"Content-Type": self.headers.get("Content-Type", "")} if body is not None else {}
        try:
            # `_welcome` saw that the path is one of ours: no other host, no other service
            answer = self.server.platform.request(method, self.path, content=body, headers=headers)
        except httpx.HTTPError as error:
            self._say(502, f"the platform does not answer: {type(error).__name__}")
            return
        sent_back = {name: answer.headers[name] for name in _SENT_BACK if name in answer.headers}
        content = answer.content
        if method == "GET" and self.path == PATH and answer.is_success:
            content = json.dumps(self.server.here(answer.json())).encode()
        self._send(answer.status_code, content, sent_back)

    def _say(self, status: int, detail: str) -> None:
        problem = {"type": "about:blank", "status": status, "detail": detail}
        self.close_connection = True
        self._send(status, json.dumps(problem).encode(), {"content-type": "application/problem+json"})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        origin = self.headers.get("Origin")
        if origin in self.server.origins:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Headers", "content-type")
        self.send_header("Vary", "Origin")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
